// Bytes and the ways in which they are written.

/** Bytes over memory of their own, as WebCrypto takes them. */
export type Octets = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export const utf8 = (text: string): Octets => encoder.encode(text) as Octets;

/** The same bytes, over memory that nobody shares. */
export const own = (bytes: Uint8Array): Octets => (bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes)) as Octets;

export function join(...pieces: Uint8Array[]): Octets {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @throws RangeError where it is no hex of whole bytes. */
export function fromHex(text: string): Octets {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new RangeError(`hex of ${text.length} characters: must be pairs of 0-9 and a-f`);
  return new Uint8Array(text.match(/../g)?.map((pair) => parseInt(pair, 16)) ?? []);
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // In slices: a call takes no more than some ten thousand arguments.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** @throws DOMException where it is no base64. */
export const fromBase64 = (text: string): Octets => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

export const random = (length: number): Octets => crypto.getRandomValues(new Uint8Array(length));

export const sha256 = async (bytes: Uint8Array): Promise<Octets> => new Uint8Array(await crypto.subtle.digest('SHA-256', own(bytes)));

export async function hmacSha256(key: Uint8Array, message: Uint8Array): Promise<Octets> {
  const imported = await crypto.subtle.importKey('raw', own(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, own(message)));
}
