// The equation of Ed25519 without cofactor, for browsers that have none. The library's own verify multiplies by the cofactor, which is another answer.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { equal, join } from '../ledger/octets';

const { Point } = ed25519;
const order = Point.Fn.ORDER;

/** Whether the encoding of [S]B - [k]A is R, byte for byte. Encodings are checked by the caller. */
export function verifyEquation(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  let point;
  try {
    point = Point.fromBytes(key);
  } catch {
    return false;
  }
  const r = signature.subarray(0, 32);
  const k = littleEndian(sha512(join(r, key, message))) % order;
  const s = littleEndian(signature.subarray(32));
  const [sB, kA] = [s === 0n ? Point.ZERO : Point.BASE.multiplyUnsafe(s), k === 0n ? Point.ZERO : point.negate().multiplyUnsafe(k)];
  return equal(sB.add(kA).toBytes(), r);
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}
