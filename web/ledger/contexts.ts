// The closed list of what a key signs (wire format, section 1): each context is its own prefix, so that no signature means two things.
import { join, utf8, type Octets } from './octets';
import { parts } from './parts';

export const ofStatement = (statement: Uint8Array): Octets => join(utf8('trace.v1.Statement\n'), statement);

/** @param subject The grant's subject, or the Opening's or Report's. */
export const ofPossession = (ledger: string, subject: string, keyId: Uint8Array): Octets => parts('trace.v1.KeyPossession\n', ledger, subject, keyId);

export interface ChallengeParts {
  ledger: string;
  audience: string;
  nonce: Uint8Array;
  /** Microseconds since 1970 UTC. */
  expiry: bigint;
  keyId: Uint8Array;
  /** The method's full name, such as `/trace.v1.Ledger/GetWaybillKey`. */
  method: string;
  subject: string;
}

export const ofChallenge = (c: ChallengeParts): Octets =>
  parts('trace.v1.Challenge\n', c.ledger, c.audience, c.nonce, c.expiry, c.keyId, c.method, c.subject);

export const ofErasure = (ledger: string, digest: Uint8Array, time: bigint): Octets => parts('trace.v1.Erasure\n', ledger, digest, time);
