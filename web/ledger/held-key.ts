// A key that this browser made and keeps. What signs never leaves it in a form that could be copied.
import { ed25519 } from '@noble/curves/ed25519.js';
import { keyIdOf } from './key-id';
import { join, own, random, type Octets } from './octets';
import type { Signer } from './statement';

/** `browser`: WebCrypto's own Ed25519, not exportable. `wrapped`: a seed under an AES key that is not exportable, unwrapped for the moment of signing. */
export type Custody = 'browser' | 'wrapped';

// RFC 8410, section 7: what stands before the 32 bytes of an Ed25519 seed.
const pkcs8 = new Uint8Array([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]);

/** As IndexedDB keeps it. */
export type HeldKey =
  | { custody: 'browser'; publicKey: Octets; privateKey: CryptoKey }
  | { custody: 'wrapped'; publicKey: Octets; wrapping: CryptoKey; iv: Octets; wrapped: Octets };

/** Makes a key, by the browser itself where it can. */
export async function makeKey(): Promise<HeldKey> {
  try {
    const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    const held: HeldKey = { custody: 'browser', publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)), privateKey: pair.privateKey };
    // Some browsers make what they then can't sign with.
    await crypto.subtle.sign('Ed25519', held.privateKey, new Uint8Array(1));
    return held;
  } catch {
    return makeWrapped();
  }
}

/** Takes a seed into custody as {@link makeKey} would have made it. The seed stays the caller's, to be wiped. */
export async function holdSeed(seed: Octets): Promise<HeldKey> {
  const publicKey = own(ed25519.getPublicKey(seed));
  try {
    const privateKey = await crypto.subtle.importKey('pkcs8', join(pkcs8, seed), 'Ed25519', false, ['sign']);
    await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(1));
    return { custody: 'browser', publicKey, privateKey };
  } catch {
    return wrap(seed, publicKey);
  }
}

async function makeWrapped(): Promise<HeldKey> {
  const seed = random(32);
  try {
    return await wrap(seed, own(ed25519.getPublicKey(seed)));
  } finally {
    seed.fill(0);
  }
}

async function wrap(seed: Octets, publicKey: Octets): Promise<HeldKey> {
  const wrapping = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = random(12);
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrapping, seed));
  return { custody: 'wrapped', publicKey, wrapping, iv, wrapped };
}

/** Signs with a key that is held. */
export async function signerOf(held: HeldKey): Promise<Signer> {
  return { publicKey: held.publicKey, keyId: await keyIdOf(held.publicKey), sign: (message) => sign(held, message) };
}

async function sign(held: HeldKey, message: Octets): Promise<Octets> {
  if (held.custody === 'browser') return new Uint8Array(await crypto.subtle.sign('Ed25519', held.privateKey, message));
  const seed = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: held.iv }, held.wrapping, held.wrapped));
  try {
    return own(ed25519.sign(message, seed));
  } finally {
    seed.fill(0);
  }
}
