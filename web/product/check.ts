// One look at a page: what it rests on is fetched, verified, held against what this browser remembers, and compared with what is shown.
import { toBase64, type Octets } from '../ledger/octets';
import { readCheckpoint } from '../verifier/checkpoint';
import { lineOf, type Finding } from '../verifier/finding';
import { readNote, NoteRefusal } from '../verifier/note';
import { readPolicy, samePolicy, type TrustPolicy, type VerifiedCheckpoint } from '../verifier/policy';
import { compare, type Difference, type Shown } from './compare';
import { continuity, type Prove } from './continuity';
import type { Fork, Memory } from './memory';
import { verifyProvenance, type Provenance } from './provenance';

/** What went wrong, each with words of its own for a buyer. */
export type Failure =
  | { what: 'policy'; detail: string[] }
  | { what: 'findings'; findings: Finding[]; detail: string[] }
  | { what: 'differences'; differences: Difference[]; detail: string[] }
  | { what: 'fork' | 'shrunk'; forks: Fork[]; detail: string[] };

export interface Outcome {
  failure: Failure | null;
  provenance: Provenance | null;
  /** Whether whom to trust was taken from the service just now, for want of an earlier visit. */
  firstVisit: boolean;
  /** How many entries were recorded since the page was made. */
  newer: number;
  /** When whom to trust was first told, where the service tells otherwise by now. */
  policyChangedSince: number | null;
  /** What was received, to be kept by whoever wants to show it. */
  evidence: Record<string, unknown>;
}

export interface Asks {
  policy(): Promise<Octets>;
  provenance(): Promise<Octets>;
  prove: Prove;
}

/** @throws NoAnswer where the service gives none. */
export async function check(asks: Asks, memory: Memory, shown: Shown): Promise<Outcome> {
  const [bytes, offered, kept, forks] = await Promise.all([asks.provenance(), asks.policy(), memory.policy(), memory.forks()]);
  const trusted = kept?.note ?? offered;
  const evidence: Record<string, unknown> = { address: shown.path, at: new Date().toISOString(), shown, policy: text(trusted), provenance: toBase64(bytes) };
  const outcome: Outcome = { failure: null, provenance: null, firstVisit: kept === null, newer: 0, policyChangedSince: null, evidence };
  if (kept !== null && !samePolicy(kept.note, offered)) {
    outcome.policyChangedSince = kept.at;
    evidence.policyOffered = text(offered);
  }
  const fail = (failure: Failure): Outcome => ({ ...outcome, failure, evidence: { ...evidence, failure: failure.what, detail: failure.detail } });

  const policy = readPolicy(trusted);
  if (typeof policy === 'string') return fail({ what: 'policy', detail: [policy] });
  const verified = await verifyProvenance(bytes, policy);
  if (Array.isArray(verified)) return fail({ what: 'findings', findings: verified, detail: verified.map(lineOf) });
  outcome.provenance = verified;

  if (verified.checkpoint !== null) {
    const { origin } = verified.checkpoint.checkpoint;
    const of = forks.filter((fork) => fork.origin === origin);
    // A log that forked once is not believed again by being well-behaved today.
    if (of.length > 0) return fail({ what: 'fork', forks: of, detail: of.flatMap((fork) => [fork.before, fork.now]) });
    const broken = await remember(verified.checkpoint, policy, memory, asks.prove);
    if (broken !== null) return fail({ what: broken.what, forks: [broken.fork], detail: [broken.fork.before, broken.fork.now] });
  }
  const compared = compare(shown, verified);
  const found = compared.differences;
  if (found.length > 0) return fail({ what: 'differences', differences: found, detail: found.map((one) => JSON.stringify(one)) });
  outcome.newer = compared.newer;
  if (kept === null) await memory.keepPolicy(offered);
  return outcome;
}

// Held against the last checkpoint that was believed here; a greater one takes its place.
async function remember({ checkpoint, note }: VerifiedCheckpoint, policy: TrustPolicy, memory: Memory, prove: Prove): Promise<{ what: 'fork' | 'shrunk'; fork: Fork } | null> {
  const { origin } = checkpoint;
  const kept = await memory.last(origin);
  const before = kept === null ? null : readNote(kept.note);
  const last = before === null || before instanceof NoteRefusal || !policy.logs.some((log) => log.name === origin) ? null : readCheckpoint(before.text);
  const how = last === null ? 'goes on' : await continuity(last, checkpoint, prove);
  if (how !== 'goes on') {
    const fork = { origin, before: text(kept!.note), now: text(note.bytes), at: Date.now() };
    await memory.keepFork(fork);
    return { what: how, fork };
  }
  if (last === null || checkpoint.size > last.size) await memory.keepLast(origin, note.bytes.slice() as Octets);
  return null;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
