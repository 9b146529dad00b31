// Spellings of which the signed formats allow exactly one, so that what is verified has no second form that says the same.
import { fromBase64, toBase64, type Octets } from '../ledger/octets';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null where the bytes are not UTF-8. */
export function readUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Octets as characters, one each. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export const octetsOf = (text: string): Octets => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** ASCII decimal of 0 to 2^63 - 1 without sign, space or leading zero. */
export function readDecimal(text: string): bigint | null {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) return null;
  const value = BigInt(text);
  return value < 1n << 63n ? value : null;
}

/** Base64 of RFC 4648, section 4: padded, unused bits zero, no white space. */
export function readBase64(text: string): Octets | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = fromBase64(text);
  return toBase64(bytes) === text ? bytes : null;
}

/** 32 bytes in base64. */
export function readHash(text: string): Octets | null {
  const bytes = text.length === 44 ? readBase64(text) : null;
  return bytes?.length === 32 ? bytes : null;
}

/** Whether a text can name a key: not empty, without Unicode spaces, plus, control characters and halves of surrogates. */
export const isKeyName = (name: string): boolean => name !== '' && !/[\0-\x20+\x85\p{Zs}\p{Zl}\p{Zp}\p{Cs}]/u.test(name);
