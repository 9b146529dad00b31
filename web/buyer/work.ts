// The work that goes before a Report: a counter for which SHA-256(challenge || SHA-256(message) || counter) begins with so many zero bits.
import { sha256 } from '@noble/hashes/sha2.js';
import { join } from '../ledger/octets';

const slice = 2000;

/** The least counter that does, found without holding up the page. */
export async function work(challenge: Uint8Array, message: Uint8Array, bits: number): Promise<bigint> {
  const text = join(challenge, sha256(message), new Uint8Array(8));
  const view = new DataView(text.buffer, text.length - 8);
  for (let counter = 0; ; counter++) {
    view.setUint32(4, counter);
    if (Math.clz32(new DataView(sha256(text).buffer).getUint32(0)) >= bits) return BigInt(counter);
    if (counter % slice === slice - 1) await new Promise((resolve) => setTimeout(resolve));
  }
}
