// Ed25519 (RFC 8032) with one answer everywhere: S below the group order, key and R canonical and not of small order, the equation without cofactor.
// Browsers and libraries differ in all of these; the encodings are checked here, before any of them is asked.
import { equal, fromHex, own, toHex } from '../ledger/octets';

/** Checks the equation alone, for what is well formed. */
export type VerifyEquation = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

let loadLibrary: (() => Promise<{ verifyEquation: VerifyEquation }>) | null = null;
let chosen: Promise<VerifyEquation> | null = null;

/** Says where the library comes from, for browsers whose WebCrypto has no Ed25519: inside WeChat, on HarmonyOS, on plain http. */
export function useLibrary(load: () => Promise<{ verifyEquation: VerifyEquation }>): void {
  loadLibrary = load;
  chosen = null;
  checked.clear();
}

/** The y of all points whose order divides 8, sign bit clear, canonical and not. */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

// L = 2^252 + 27742317777372353535851937790883648493, big-endian as it is compared.
const order = '1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed';

/** Whether a public key must be refused wherever it is named. One that is no point of the curve is not weak: it verifies nothing. */
export const isWeak = (key: Uint8Array): boolean => key.length !== 32 || !isGoodPoint(key);

/** Chooses who checks, ahead of the first signature: a library that has to be fetched is then on its way. */
export const prepare = (): Promise<unknown> => (chosen ??= choose());

// Histories share their evidence: what was checked once is not checked again.
const checked = new Map<string, { message: Uint8Array; holds: Promise<boolean> }>();

export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const name = toHex(signature) + toHex(key);
  const known = checked.get(name);
  if (known !== undefined && equal(known.message, message)) return known.holds;
  const holds = check(key, message, signature);
  checked.set(name, { message, holds });
  return holds;
}

async function check(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (isWeak(key) || signature.length !== 64 || !isGoodPoint(signature.subarray(0, 32)) || reversed(signature.subarray(32)) >= order) return false;
  chosen ??= choose();
  return (await chosen)(key, message, signature);
}

const reversed = (bytes: Uint8Array): string => toHex(bytes.slice().reverse());

// y below p = 2^255 - 19 whatever the sign bit, and not of small order.
function isGoodPoint(point: Uint8Array): boolean {
  const y = point.slice();
  y[31]! &= 0x7f;
  return reversed(y) < '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed' && !smallOrder.has(toHex(y));
}

// RFC 8032, section 7.1, test 2, and the same with a bit changed: a browser is asked before it is believed.
const probe = {
  key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  message: '72',
  signature: '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
};

async function choose(): Promise<VerifyEquation> {
  try {
    const [key, message, signature] = [fromHex(probe.key), fromHex(probe.message), fromHex(probe.signature)];
    if (await byBrowser(key, message, signature)) {
      message[0]! ^= 1;
      if (!(await byBrowser(key, message, signature))) return tolerant;
    }
  } catch {
    // Not here: the library will do.
  }
  return library();
}

async function library(): Promise<VerifyEquation> {
  if (loadLibrary === null) throw new Error('this browser has no Ed25519, and no library was named');
  return (await loadLibrary()).verifyEquation;
}

const keys = new Map<string, Promise<CryptoKey>>();

async function byBrowser(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const name = toHex(key);
  let imported = keys.get(name);
  if (imported === undefined) keys.set(name, (imported = crypto.subtle.importKey('raw', own(key), 'Ed25519', false, ['verify'])));
  return crypto.subtle.verify('Ed25519', await imported, own(signature), own(message));
}

// A key that is no point is refused by some at import, with an error: whoever can't say is not asked again.
async function tolerant(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    return await byBrowser(key, message, signature);
  } catch {
    return loadLibrary === null ? false : (await library())(key, message, signature);
  }
}
