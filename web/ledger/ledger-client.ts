// The ledger over gRPC-Web, on the origin that the page came from.
import { create, fromBinary } from '@bufbuild/protobuf';
import { createClient, type Client } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { Algorithm, PublicKeySchema } from '../gen/trace/v1/common_pb';
import { EntrySchema } from '../gen/trace/v1/entry_pb';
import { ChallengeResponseSchema, Ledger, type ChallengeResponse } from '../gen/trace/v1/ledger_pb';
import { StatementSchema, type Statement } from '../gen/trace/v1/statement_pb';
import { accept, type Accepted } from './answer';
import type { SealedContent } from './commitment';
import { ofChallenge } from './contexts';
import { fromHex, own, sha256, toHex, type Octets } from './octets';
import { refusalOf } from './refusal';
import type { Signed, Speaker } from './statement';

export interface HistoryEntry {
  /** SHA-256 of the statement's bytes, in hex. */
  identity: string;
  statement: Statement;
  index: bigint;
  recordedAt: bigint;
}

const answerWithin = 15_000;

export class LedgerClient {
  private readonly calls: Client<typeof Ledger>;

  constructor(private readonly origin: string = location.origin) {
    this.calls = createClient(Ledger, createGrpcWebTransport({ baseUrl: origin, defaultTimeoutMs: answerWithin }));
  }

  /** The ledger's name, as its entry 0 says it. */
  async name(): Promise<string> {
    const answer = await this.calls.getEntry({ by: { case: 'index', value: 0n } });
    return fromBinary(StatementSchema, fromBinary(EntrySchema, answer.entry).statement).ledger;
  }

  /** Records a statement; the same bytes give the same entry, however often they are sent. */
  async record(signed: Pick<Signed, 'bytes' | 'signature'>): Promise<Accepted> {
    return accept(signed.bytes, await this.calls.record({ statement: signed.bytes, signatures: [signed.signature] }));
  }

  /** Uploads what a recorded statement commits to. */
  async disclose(identity: string, sealed: Pick<SealedContent, 'path' | 'key' | 'content'>): Promise<void> {
    await this.calls.disclose({ identity: fromHex(identity), path: sealed.path, action: { case: 'upload', value: { key: sealed.key, content: sealed.content } } });
  }

  /** Asks that a content and its key be deleted. @param signature Over Erasure, by the key that signed the statement. */
  async erase(identity: string, path: string, time: bigint, signature: Octets): Promise<void> {
    await this.calls.erase({ identity: fromHex(identity), path, time, signature });
  }

  /** What is recorded about a subject, the oldest first; empty where nothing is. Read, not verified. */
  async history(subject: string): Promise<HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    try {
      for (let from = 1n; from !== 0n; ) {
        const page = await this.calls.getHistory({ subject, fromVersion: from, withoutEvidence: true });
        for (const bytes of page.bundle?.history?.entries ?? []) {
          const entry = fromBinary(EntrySchema, bytes);
          entries.push({ identity: toHex(await sha256(entry.statement)), statement: fromBinary(StatementSchema, entry.statement), index: entry.index, recordedAt: entry.recordedAt });
        }
        from = page.nextVersion;
      }
    } catch (error) {
      if (refusalOf(error)?.reason === 'NOT_FOUND') return [];
      throw error;
    }
    return entries;
  }

  /** The key of a year with which waybill numbers become parcel keys on this device. Secret. */
  async waybillKey(speaker: Speaker, year: number): Promise<Uint8Array> {
    const proof = await this.prove(speaker, `/${Ledger.typeName}/GetWaybillKey`, `waybill/${year}`);
    return (await this.calls.getWaybillKey({ year, proof })).key;
  }

  /** Reads what a recorded statement commits to, as a key that may. @param subject The statement's. */
  async readContent(speaker: Speaker, identity: string, subject: string, path: string): Promise<{ content: Octets; mediaType: string }> {
    const proof = await this.prove(speaker, `/${Ledger.typeName}/Disclose`, subject);
    const { disclosure, mediaType } = await this.calls.disclose({ identity: fromHex(identity), path, action: { case: 'read', value: proof } });
    return { content: own(disclosure?.content ?? new Uint8Array()), mediaType };
  }

  /**
   * The signed challenge for a call that only a key's holder may make; of a key without a party where its name is empty.
   * A key signs only for the origin that its page came from: else one server could pass on another's challenge and speak with the answer.
   */
  async prove({ ledger, party, signer }: Speaker, method: string, subject: string): Promise<ChallengeResponse> {
    const { nonce, expiry, audience } = await this.calls.getChallenge({});
    if (audience !== this.origin) throw new Error(`the server takes itself for "${audience}", and this page came from "${this.origin}"`);
    const signature = await signer.sign(ofChallenge({ ledger, audience, nonce, expiry, keyId: signer.keyId, method, subject }));
    return create(ChallengeResponseSchema, { nonce, expiry, audience, party, key: publicKey(signer.publicKey), signature });
  }
}

/** A public key as messages have it. */
export const publicKey = (key: Uint8Array) => create(PublicKeySchema, { algorithm: Algorithm.ED25519, key });
