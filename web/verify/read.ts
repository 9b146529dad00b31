// What may be dropped on the verifier: a `.tlog-proof`, a HistoryBundle, a Provenance as a page's address gives it, or the evidence that a product page's badge kept.
import { fromBase64, utf8, type Octets } from '../ledger/octets';
import { verifyProvenance } from '../product/provenance';
import { decode } from '../verifier/decode';
import type { Finding } from '../verifier/finding';
import { isFinding, readBundle, verifyBundle, verifyHistoryProof, type VerifiedHistory } from '../verifier/history';
import { NoteRefusal } from '../verifier/note';
import { verifyNote, type TrustPolicy } from '../verifier/policy';
import { readProofFile } from '../verifier/proof-file';

export type Dropped = { kind: 'proof' | 'bundle' | 'provenance'; bytes: Octets; policy: Octets | null };

export interface Judged {
  findings: Finding[];
  histories: VerifiedHistory[];
  /** Whether histories go on behind what came. */
  isCut: boolean;
}

const whole = (rule: Finding['rule'], detail: string): Judged => ({ findings: [{ rule, subject: '', index: null, version: null, detail }], histories: [], isCut: false });

/** What a file is; null where it is nothing that can be checked. */
export function readDropped(bytes: Octets): Dropped | null {
  if (startsWith(bytes, 'c2sp.org/tlog-proof@')) return { kind: 'proof', bytes, policy: null };
  if (startsWith(bytes, '{')) return readEvidence(bytes);
  for (const [kind, name] of [['bundle', 'HistoryBundle'], ['provenance', 'Provenance']] as const) {
    try {
      const { value, unknown } = decode(name, bytes);
      // The same first field is a note in the one, a subject in the other.
      if (!unknown && (kind === 'bundle' ? value.history !== undefined : value.histories.length > 0)) return { kind, bytes, policy: null };
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** Checks it under a policy. */
export async function judgeDropped({ kind, bytes }: Dropped, policy: TrustPolicy): Promise<Judged> {
  if (kind === 'provenance') {
    const verified = await verifyProvenance(bytes, policy);
    return Array.isArray(verified) ? { findings: verified, histories: [], isCut: false } : { findings: [], ...verified };
  }
  if (kind === 'bundle') {
    const bundle = readBundle(bytes, true);
    return isFinding(bundle) ? { findings: [bundle], histories: [], isCut: false } : ofOne(await verifyBundle(bundle, policy));
  }
  const proof = readProofFile(bytes);
  if (typeof proof === 'string') return whole('FORM', proof);
  if (proof.extra.length > 0) return ofOne(await verifyHistoryProof(proof, policy));
  // Without the entry there is no leaf to prove; what can be said is whether its checkpoint is believed.
  const note = await verifyNote(policy, proof.note.bytes);
  return whole(note instanceof NoteRefusal ? 'CHECKPOINT' : 'BUNDLE', note instanceof NoteRefusal ? `${note.reason}: ${note.problem}` : 'the proof holds no history');
}

const ofOne = (verified: { history?: VerifiedHistory; findings?: Finding[] }): Judged =>
  ({ findings: verified.findings ?? [], histories: verified.history === undefined ? [] : [verified.history], isCut: false });

function readEvidence(bytes: Octets): Dropped | null {
  try {
    const { provenance, policy } = JSON.parse(new TextDecoder().decode(bytes)) as { provenance: unknown; policy: unknown };
    return typeof provenance === 'string' && typeof policy === 'string' ? { kind: 'provenance', bytes: fromBase64(provenance), policy: utf8(policy) } : null;
  } catch {
    return null;
  }
}

const startsWith = (bytes: Uint8Array, text: string): boolean => utf8(text).every((byte, i) => bytes[i] === byte);
