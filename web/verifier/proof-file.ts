// A `.tlog-proof` (C2SP tlog-proof): an index, an inclusion proof, and the signed checkpoint that it leads to.
import { equal, toHex, type Octets } from '../ledger/octets';
import { rootFrom } from '../ledger/tree';
import { readCheckpoint, type Checkpoint } from './checkpoint';
import { NoteRefusal, readNote, type SignedNote } from './note';
import { verifyNote, type TrustPolicy, type VerifiedCheckpoint } from './policy';
import { latin1, readBase64, readDecimal, readHash } from './strict-text';

export interface ProofFile {
  /** What the application put there: a subject's whole HistoryBundle; empty for none. */
  extra: Octets;
  index: bigint;
  hashes: Octets[];
  note: SignedNote;
  checkpoint: Checkpoint;
}

export const maxProofBytes = 16 * 1024 * 1024;
export const maxHashes = 63;
const header = 'c2sp.org/tlog-proof@v1';

/** Reads a proof, or says what is wrong. */
export function readProofFile(bytes: Uint8Array): ProofFile | string {
  if (bytes.length > maxProofBytes) return `a proof has at most ${maxProofBytes} bytes`;
  // Neither the header lines nor the hashes may be empty, so the first empty line ends them.
  const end = bytes.findIndex((byte, i) => byte === 10 && bytes[i + 1] === 10);
  if (end < 0) return 'a proof has an empty line before its checkpoint';
  const lines = latin1(bytes.subarray(0, end)).split('\n');
  if (lines.shift() !== header) return `a proof begins with the line ${header}`;
  let extra: Octets | null = new Uint8Array();
  if (lines[0]?.startsWith('extra ')) {
    extra = readBase64(lines.shift()!.slice(6));
    if (extra === null || extra.length === 0) return 'an extra line holds base64';
  }
  const line = lines.shift();
  const index = line?.startsWith('index ') ? readDecimal(line.slice(6)) : null;
  if (index === null) return 'a proof has a line with its index';
  const hashes = lines.map(readHash);
  if (hashes.length > maxHashes || hashes.includes(null)) return `a proof has at most ${maxHashes} hashes in base64`;
  const note = readNote(bytes.subarray(end + 2));
  if (note instanceof NoteRefusal) return note.problem;
  const checkpoint = readCheckpoint(note.text);
  return checkpoint === null ? 'the note is no checkpoint' : { extra, index, hashes: hashes as Octets[], note, checkpoint };
}

/** Checks the checkpoint by the policy, and that the leaf is in its tree. */
export async function verifyProofFile(proof: ProofFile, policy: TrustPolicy, leaf: Octets): Promise<VerifiedCheckpoint | NoteRefusal> {
  const verified = await verifyNote(policy, proof.note.bytes);
  if (verified instanceof NoteRefusal) return verified;
  const root = rootFrom(leaf, proof.index, proof.checkpoint.size, proof.hashes);
  return root !== null && equal(root, proof.checkpoint.root) ? verified : new NoteRefusal('NOT_INCLUDED', `leaf ${toHex(leaf)} is not at index ${proof.index}`);
}
