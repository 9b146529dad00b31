// A statement as verifiers read it: its bytes, identity and signer, and what it says. One of a newer version is read as far as it is known.
import { toHex } from '../ledger/octets';
import { caseOf, decode, isCanonical, Malformed, type Decoded, type Fields } from './decode';
import { refuse, type Refusal } from './finding';
import { hashOf, type Hex } from './hash';
import { readSubject, type Subject } from './subject';

export const maxStatementBytes = 16_384;

export interface Statement {
  bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  identity: Hex;
  /** What the bytes say. */
  message: Fields;
  subject: Subject;
  /** The payload's JSON name, such as `keyGrant`; empty for one that this version does not know. */
  kind: string;
  /** The payload. */
  said: Fields;
  /** Key id of its signer. */
  key: Hex;
  party: string;
  /** Subject of the signing key's own history; null for claim, buyer and author keys. */
  keySubject: string | null;
  /** Whether this version knows all that it says. */
  understood: boolean;
}

export const isRefusal = (read: object): read is Refusal => 'reason' in read;

/** Reads a recorded statement, or says why its form is refused. */
export function readStatement(bytes: Uint8Array): Statement | Refusal {
  if (bytes.length === 0 || bytes.length > maxStatementBytes) return refuse('TOO_LARGE');
  let decoded: Decoded;
  try {
    decoded = decode('Statement', bytes);
  } catch (problem) {
    if (problem instanceof Malformed) return refuse('MALFORMED');
    throw problem;
  }
  if (!decoded.ordered) return refuse('NOT_CANONICAL');
  const { value } = decoded;
  if (isCanonical(decoded) && value[caseOf] === undefined) return refuse('NO_PAYLOAD', 'payload');
  const subject = readSubject(value.subject);
  if (subject === null) return isCanonical(decoded) ? refuse('SUBJECT_INVALID', 'subject') : refuse('NOT_CANONICAL');
  if (value.key.length !== 32) return isCanonical(decoded) ? refuse('FIELD_OUT_OF_BOUNDS', 'key') : refuse('NOT_CANONICAL');
  return statementOf(bytes, value, subject, isCanonical(decoded));
}

/** A statement of parts that were read before. */
export function statementOf(bytes: Uint8Array, message: Fields, subject: Subject, understood: boolean): Statement {
  const kind = (message[caseOf] as string | undefined) ?? '';
  const key = toHex(message.key);
  const party = message.party as string;
  return {
    bytes, message, subject, kind, key, party, understood,
    identity: toHex(hashOf(bytes)),
    said: message[kind] ?? {},
    keySubject: party === '' ? null : `${party}/key/${key}`,
  };
}
