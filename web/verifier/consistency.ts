// That one tree is the beginning of another (RFC 6962, section 2.1.2, checked as RFC 9162, section 2.1.4.2 says).
import { sha256 } from '@noble/hashes/sha2.js';
import { equal, join, type Octets } from '../ledger/octets';

const nodeHash = (left: Uint8Array, right: Uint8Array): Octets => sha256(join(new Uint8Array([1]), left, right)) as Octets;
const emptyRoot = sha256(new Uint8Array());

/** Sizes and roots come from two signed checkpoints, never from the prover. False for every proof that is wrong, too short or too long, and for sizes that shrink. */
export function isConsistent(first: bigint, second: bigint, firstRoot: Uint8Array, secondRoot: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (first < 0n || second < first || proof.some((hash) => hash.length !== 32)) return false;
  if (first === second) return proof.length === 0 && equal(firstRoot, secondRoot) && (first !== 0n || equal(firstRoot, emptyRoot));
  if (first === 0n) return proof.length === 0 && equal(firstRoot, emptyRoot);
  if (proof.length === 0) return false;

  let [node, last] = [first - 1n, second - 1n];
  const up = () => ([node, last] = [node >> 1n, last >> 1n]);
  while ((node & 1n) === 1n) up();
  // A first tree that is one complete subtree is itself the place to start from, and the proof leaves it out.
  const startsAtRoot = (first & (first - 1n)) === 0n;
  let inFirst = startsAtRoot ? firstRoot : proof[0]!;
  let inSecond = inFirst;
  for (const sibling of proof.slice(startsAtRoot ? 0 : 1)) {
    if (last === 0n) return false;
    if ((node & 1n) === 1n || node === last) {
      inFirst = nodeHash(sibling, inFirst);
      inSecond = nodeHash(sibling, inSecond);
      while ((node & 1n) === 0n && node !== 0n) up();
    } else {
      inSecond = nodeHash(inSecond, sibling);
    }
    up();
  }
  return last === 0n && equal(inFirst, firstRoot) && equal(inSecond, secondRoot);
}
