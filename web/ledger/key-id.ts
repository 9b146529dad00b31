// Key ids (wire format, section 1).
import { join, sha256, toHex, utf8, type Octets } from './octets';

/** Ed25519, the one algorithm of this version. */
export const ed25519Algorithm = 1;

/** SHA-256("trace.v1.Key\n" || algorithm byte || key): all 32 bytes. */
export const keyIdOf = (publicKey: Uint8Array, algorithm: number = ed25519Algorithm): Promise<Octets> =>
  sha256(join(utf8('trace.v1.Key\n'), new Uint8Array([algorithm]), publicKey));

/** A key id as people compare it: 16 groups of four hex digits. */
export const fingerprint = (keyId: Uint8Array): string => toHex(keyId).match(/.{4}/g)!.join(' ');
