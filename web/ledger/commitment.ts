// Commitments (wire format, section 3): what is not public. Content and key travel beside the statement, by the call Disclose.
import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { CommitmentSchema, type Commitment } from '../gen/trace/v1/common_pb';
import { hmacSha256, join, random, type Octets } from './octets';
import { parts } from './parts';

/** The path of a statement's own sealed part. */
export const sealedPath = 'sealed';

export interface SealedContent {
  path: string;
  /** Goes into the statement. */
  commitment: Commitment;
  /** Secret: whoever has key and content can show what was committed to. */
  key: Octets;
  content: Octets;
}

/** @param payload The payload's full proto name. @param path The field's number path in it, or `sealed`. */
export const commitmentDigest = (key: Uint8Array, ledger: string, payload: string, path: string, content: Uint8Array): Promise<Octets> =>
  hmacSha256(key, join(parts('trace.v1.Commitment\n', ledger, payload, path), content));

/** Seals a kind's message `Confidential`, which says something. */
export async function seal<T extends DescMessage>(ledger: string, schema: T, confidential: MessageInitShape<T>): Promise<SealedContent> {
  const content = toBinary(schema, create(schema, confidential)) as Octets;
  const payload = schema.parent;
  if (payload === undefined || content.length === 0) throw new RangeError(`${schema.typeName}: only a kind's Confidential that says something is sealed`);
  return commit(ledger, payload.typeName, sealedPath, 'application/protobuf', content);
}

/** Commits to a content under a fresh random key. @param payload The payload's full proto name. @param path The field's number path in it. */
export async function commit(ledger: string, payload: string, path: string, mediaType: string, content: Octets): Promise<SealedContent> {
  const key = random(32);
  const digest = await commitmentDigest(key, ledger, payload, path, content);
  return { path, commitment: create(CommitmentSchema, { digest, mediaType, size: BigInt(content.length) }), key, content };
}
