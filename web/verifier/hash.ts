// SHA-256 and what is made of it. Not by WebCrypto: it is absent on plain http, and a hundred small hashes take less time than handing them over.
import { sha256 } from '@noble/hashes/sha2.js';
import { join, toHex, utf8, type Octets } from '../ledger/octets';

/** 32 bytes as hex, in which they are compared and found. */
export type Hex = string;

export const hashOf = (bytes: Uint8Array): Octets => sha256(bytes) as Octets;

/** SHA-256("trace.v1.Key\n" || algorithm byte || key): the id of a party's key (wire format, section 1). */
export const keyId = (key: { algorithm: number; key: Uint8Array }): Hex =>
  toHex(hashOf(join(utf8('trace.v1.Key\n'), new Uint8Array([key.algorithm]), key.key)));

/** An identity or link as statements and entries hold it; null where it is empty. */
export const hexOrNull = (bytes: Uint8Array): Hex | null => (bytes.length === 0 ? null : toHex(bytes));
