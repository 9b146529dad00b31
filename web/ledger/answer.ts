// Holds an answer to what was sent: the entry is of these bytes, and the checkpoint's root commits to it. Whose checkpoint it is, and that the log
// never showed another, is for verifiers: ./trace verify, and the consumer's page.
import { fromBinary } from '@bufbuild/protobuf';
import { EntrySchema } from '../gen/trace/v1/entry_pb';
import type { Recorded } from '../gen/trace/v1/ledger_pb';
import { equal, fromBase64 } from './octets';
import { leafHash, rootFrom } from './tree';

export interface Accepted {
  index: bigint;
  /** Position in the subject's own history, from 1. */
  version: bigint;
  /** Microseconds since 1970 UTC. */
  recordedAt: bigint;
}

/** @throws Error where the answer does not prove that the statement is recorded. */
export function accept(statement: Uint8Array, answer: Recorded): Accepted {
  const entry = fromBinary(EntrySchema, answer.entry);
  if (!equal(entry.statement, statement)) throw new Error('the answer is about another statement than the one that was sent');
  const { proof, checkpoints: [note] } = answer;
  if (proof === undefined || note === undefined) throw new Error('the answer holds no proof');
  const checkpoint = readCheckpoint(note);
  const root = rootFrom(leafHash(answer.entry), proof.index, proof.size, proof.hashes);
  if (proof.index !== entry.index || proof.size !== checkpoint.size || root === null || !equal(root, checkpoint.root)) {
    throw new Error(`the proof does not lead from the entry to the root of the checkpoint of size ${checkpoint.size}`);
  }
  return { index: entry.index, version: entry.version, recordedAt: entry.recordedAt };
}

function readCheckpoint(note: Uint8Array): { size: bigint; root: Uint8Array } {
  const [origin, size, root] = new TextDecoder().decode(note).split('\n');
  if (!origin || !size || !/^(?:0|[1-9][0-9]{0,18})$/.test(size) || !root) throw new Error('the answer holds no checkpoint');
  return { size: BigInt(size), root: fromBase64(root) };
}
