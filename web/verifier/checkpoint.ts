// The text of a log's signed tree head (C2SP tlog-checkpoint): origin, size and root, each a line.
import { equal, type Octets } from '../ledger/octets';
import { hashOf } from './hash';
import { readDecimal, readHash } from './strict-text';

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Octets;
  /** Lines after the third, opaque. */
  extensions: string[];
}

const emptyRoot = hashOf(new Uint8Array());

/** Reads the text of a note; null where it is no checkpoint. */
export function readCheckpoint(text: string): Checkpoint | null {
  const lines = text.split('\n');
  if (lines.length < 4 || lines.pop() !== '' || lines.some((line) => line === '' || /[\0-\x1f]/.test(line))) return null;
  const [origin, sizeText, rootText, ...extensions] = lines;
  const [size, root] = [readDecimal(sizeText!), readHash(rootText!)];
  return size === null || root === null || (size === 0n && !equal(root, emptyRoot)) ? null : { origin: origin!, size, root, extensions };
}
