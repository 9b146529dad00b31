// Parts of what is signed or committed to (wire format, sections 1 and 3): each its length as big-endian uint16, and its bytes.
import { join, own, utf8, type Octets } from './octets';

const mostBytes = 0xffff;

/** A text in UTF-8, bytes as they are, a number as int64 big-endian microseconds. */
export type Part = string | Uint8Array | bigint;

/** @throws RangeError where a part has more than 65,535 bytes. */
export function parts(prefix: string, ...values: Part[]): Octets {
  return join(utf8(prefix), ...values.flatMap((value) => {
    const bytes = bytesOf(value);
    if (bytes.length > mostBytes) throw new RangeError(`a part of ${bytes.length} bytes: must have at most ${mostBytes}`);
    return [new Uint8Array([bytes.length >> 8, bytes.length & 0xff]), bytes];
  }));
}

function bytesOf(value: Part): Octets {
  if (typeof value === 'string') return utf8(value);
  if (typeof value !== 'bigint') return own(value);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}
