// A parcel's subject from a courier's waybill (wire format, section 7). The number is personal data: it stays on this device.
import { hmacSha256, utf8 } from './octets';

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const eightHours = 8 * 3_600_000;

/** The calendar year in UTC+8 of a time in milliseconds: its key hides the waybills of that time. */
export const waybillYear = (milliseconds: number): number => new Date(milliseconds + eightHours).getUTCFullYear();

/** `parcel/<carrier>/<year>-<26 characters>`; null where carrier, number or year break their rule. */
export async function waybillSubject(yearKey: Uint8Array, carrier: string, number: string, year: number): Promise<string | null> {
  if (!/^[a-z0-9]{2,20}$/.test(carrier) || !Number.isInteger(year) || year < 1970 || year > 9999) return null;
  if (number.length === 0 || number.length > 64 || /[\s\u0085\p{Cc}\uD800-\uDFFF]/u.test(number) || /[\uD800-\uDFFF]/.test(number)) return null;
  const hash = await hmacSha256(yearKey, utf8(`${carrier}\n${number}`));
  return `parcel/${carrier}/${year}-${encode(hash.subarray(0, 16))}`;
}

function encode(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += base32[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + base32[(held << (5 - bits)) & 31];
}
