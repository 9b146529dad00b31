// The log's tree (RFC 6962, section 2.1): leaf and node hashes, and what an inclusion proof proves. Not by WebCrypto: a dozen small hashes take less time than handing them over.
import { sha256 } from '@noble/hashes/sha2.js';
import { join, type Octets } from './octets';

export const leafHash = (entry: Uint8Array): Octets => sha256(join(new Uint8Array([0]), entry)) as Octets;

const nodeHash = (left: Uint8Array, right: Uint8Array): Octets => sha256(join(new Uint8Array([1]), left, right)) as Octets;

/** The root to which a proof leads from a leaf; null where the proof has another length than one of this index and size. */
export function rootFrom(leaf: Octets, index: bigint, size: bigint, hashes: readonly Uint8Array[]): Octets | null {
  if (index >= size) return null;
  let [node, last, root, at] = [index, size - 1n, leaf, 0];
  while (last > 0n) {
    const isRight = (node & 1n) === 1n;
    // A left node without a sibling goes up as it is.
    if (isRight || node < last) {
      const sibling = hashes[at++];
      if (sibling?.length !== 32) return null;
      root = isRight ? nodeHash(sibling, root) : nodeHash(root, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  return at === hashes.length ? root : null;
}
