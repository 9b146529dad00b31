// A party's statements: their canonical bytes, made once, and the signature over them (wire format, section 2).
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import type { Commitment } from '../gen/trace/v1/common_pb';
import { StatementSchema } from '../gen/trace/v1/statement_pb';
import { ofStatement } from './contexts';
import { random, sha256, toHex, type Octets } from './octets';

export type Payload = NonNullable<MessageInitShape<typeof StatementSchema>['payload']>;
export type Place = MessageInitShape<typeof StatementSchema>['place'];

/** Whatever holds a key and signs with it. */
export interface Signer {
  readonly publicKey: Octets;
  readonly keyId: Octets;
  sign(message: Octets): Promise<Octets>;
}

/** Who speaks, in which ledger. */
export interface Speaker {
  ledger: string;
  party: string;
  signer: Signer;
}

export interface Draft {
  subject: string;
  payload: Payload;
  /** When it happened. */
  at: Date;
  place?: Place;
  sealed?: Commitment;
}

export interface Signed {
  /** SHA-256 of the bytes, in hex: how others refer to the statement. */
  identity: string;
  subject: string;
  bytes: Octets;
  signature: Octets;
}

/** Makes and signs a statement. The ledger's rules are the ledger's to check; what it refuses comes back with its reason. */
export async function sign(speaker: Speaker, draft: Draft): Promise<Signed> {
  const statement = create(StatementSchema, {
    ledger: speaker.ledger,
    subject: draft.subject,
    party: speaker.party,
    key: speaker.signer.keyId,
    time: BigInt(draft.at.getTime()) * 1000n,
    offset: -draft.at.getTimezoneOffset(),
    nonce: random(16),
    payload: draft.payload,
    ...(draft.place === undefined ? {} : { place: draft.place }),
    ...(draft.sealed === undefined ? {} : { sealed: draft.sealed }),
  });
  const bytes = toBinary(StatementSchema, statement) as Octets;
  return { identity: toHex(await sha256(bytes)), subject: draft.subject, bytes, signature: await speaker.signer.sign(ofStatement(bytes)) };
}
