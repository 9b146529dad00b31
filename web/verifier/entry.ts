// An entry as it stands in the log: its bytes, their leaf hash, and the statement inside.
import { toHex, type Octets } from '../ledger/octets';
import { leafHash } from '../ledger/tree';
import { decode, isCanonical, Malformed } from './decode';
import { refuse, type Finding, type Reason, type Refusal, type Rule } from './finding';
import { hexOrNull, type Hex } from './hash';
import { isRefusal, readStatement, type Statement } from './statement';

export interface Entry {
  bytes: Uint8Array;
  leaf: Octets;
  /** `leaf` in hex. */
  leafHex: Hex;
  index: bigint;
  version: bigint;
  recordedAt: bigint;
  previous: Hex | null;
  keyHead: Hex | null;
  partyHead: Hex | null;
  signatures: Uint8Array[];
  statement: Statement;
  /** Whether it stands in the predecessor of the log that is read. */
  ofPredecessor: boolean;
  /** Where it stands in the order of all that the ledger recorded: its index, and below 0 in the predecessor. */
  position: bigint;
}

/** Reads an entry of at most 65,535 bytes, or says why its form is refused. */
export function readEntry(bytes: Uint8Array): Entry | Refusal {
  let decoded;
  try {
    decoded = decode('Entry', bytes);
  } catch (problem) {
    if (problem instanceof Malformed) return refuse('MALFORMED');
    throw problem;
  }
  if (bytes.length > 65_535 || !isCanonical(decoded)) return refuse('NOT_CANONICAL');
  const { index, version, recordedAt, previous, keyHead, partyHead, signatures, statement } = decoded.value;
  if ([previous, keyHead, partyHead].some((link: Uint8Array) => link.length !== 0 && link.length !== 32)) return refuse('FIELD_OUT_OF_BOUNDS');
  const read = readStatement(statement);
  if (isRefusal(read)) return read;
  const leaf = leafHash(bytes);
  return {
    bytes, leaf, leafHex: toHex(leaf), index, version, recordedAt, signatures, statement: read, ofPredecessor: false, position: index,
    previous: hexOrNull(previous), keyHead: hexOrNull(keyHead), partyHead: hexOrNull(partyHead),
  };
}

/** What a damaged entry says of its index, if that can still be read. */
export function indexOf(bytes: Uint8Array): bigint | null {
  try {
    return decode('Entry', bytes).value.index as bigint;
  } catch {
    return null;
  }
}

export function findingOf(rule: Rule, entry: Entry, detail: string, reason?: Reason): Finding {
  const { statement, index, version } = entry;
  return { rule, subject: statement.subject.value, index, version, detail, ...(reason === undefined ? {} : { reason }) };
}
