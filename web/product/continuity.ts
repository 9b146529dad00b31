// Whether a checkpoint goes on from the one that this browser saw last.
import { equal, type Octets } from '../ledger/octets';
import type { Checkpoint } from '../verifier/checkpoint';
import { isConsistent } from '../verifier/consistency';

/** Asks for a consistency proof; null where the log says that it has no such size. */
export type Prove = (first: bigint, second: bigint) => Promise<Octets[] | null>;

/** `fork`: two trees of one size, or one that is not the beginning of the other. `shrunk`: the log can't show any more what it had shown. */
export type Continuity = 'goes on' | 'fork' | 'shrunk';

export async function continuity(last: Checkpoint, now: Checkpoint, prove: Prove): Promise<Continuity> {
  if (last.size === now.size) return equal(last.root, now.root) ? 'goes on' : 'fork';
  // An older one may be offered; then it is the one that must be the beginning of ours.
  const [first, second] = last.size < now.size ? [last, now] : [now, last];
  const proof = first.size === 0n ? [] : await prove(first.size, second.size);
  if (proof === null) return 'shrunk';
  return isConsistent(first.size, second.size, first.root, second.root, proof) ? 'goes on' : 'fork';
}
