// From a packed parcel to signed statements: a Sale where there is a claim, and a Shipment, of each item, of the parcel's lines, or of a lot.
import { create } from '@bufbuild/protobuf';
import { QuantitySchema, Unit } from '../gen/trace/v1/common_pb';
import { CorrectionKind, CorrectionReason, Sale_ConfidentialSchema, Shipment_ConfidentialSchema } from '../gen/trace/v1/products_pb';
import { claimKey } from '../ledger/claim';
import { seal, type SealedContent } from '../ledger/commitment';
import { publicKey } from '../ledger/ledger-client';
import { fromHex } from '../ledger/octets';
import { sign, type Payload, type Speaker } from '../ledger/statement';
import type { Outgoing } from '../outbox/database';
import { onceWithdrawn, type ToSend } from '../outbox/outbox';
import type { Grain, Packed } from './flow';

export interface Dispatched {
  /** Of all its statements. */
  group: string;
  /** The parcel's subject key. */
  parcel: string;
  packed: Packed[];
  grain: Grain;
  /** Whether this party's key may say Sales. */
  sells: boolean;
  /** A code an item, then one for the lines; empty for none. Kept nowhere by this. */
  claims: string[];
  /** Province that it goes out from; empty for none. */
  from: string;
  at: Date;
  orderReference?: string;
  /** What each statement's `once` begins with; undefined for what may be said again. */
  once?: (kind: 'sale' | 'shipment') => string;
}

type Secret = { quantities?: number[]; orderReference?: string };

/** Signs what is to be said of a parcel, in the order in which it is to be recorded. */
export async function record(speaker: Speaker, dispatched: Dispatched): Promise<ToSend[]> {
  const { packed, grain, parcel, from, sells, claims } = dispatched;
  const items = packed.filter((one) => /\/21\/[^/]+$/.test(one.subject));
  const others = packed.filter((one) => !items.includes(one));
  const told: ToSend[] = [];
  const orderReference = dispatched.orderReference === undefined ? {} : { orderReference: dispatched.orderReference };
  const say = async (subject: string, payload: Payload, secret: Secret): Promise<void> => {
    told.push(await sealed(speaker, dispatched, subject, payload, secret));
  };

  for (const [i, item] of items.entries()) {
    const claim = claims[i];
    if (sells && claim !== undefined) {
      await say(item.subject, { case: 'sale', value: { lot: item.lot, claimKey: publicKey(await claimKey(claim, speaker.ledger)) } }, orderReference);
    }
    await say(item.subject, { case: 'shipment', value: { parcel, lot: item.lot, from } }, {});
  }

  if (others.length > 0 && grain === 'lot') {
    for (const { subject, quantity } of others) {
      if (sells) await say(subject, { case: 'sale', value: {} }, { quantities: [quantity], ...orderReference });
      await say(subject, { case: 'shipment', value: { parcel, from } }, { quantities: [quantity] });
    }
  } else if (others.length > 0) {
    const lines = others.map((one, i) => ({ subject: one.subject, line: i + 1 }));
    const quantities = others.map((one) => one.quantity);
    const claim = claims[items.length];
    if (sells && claim !== undefined) {
      await say(parcel, { case: 'sale', value: { claimKey: publicKey(await claimKey(claim, speaker.ledger)), lines } }, { quantities, ...orderReference });
    }
    // What the sale holds sealed is not sealed once more.
    await say(parcel, { case: 'shipment', value: { lines, from } }, told.some((one) => one.signed.subject === parcel) ? {} : { quantities, ...orderReference });
  }
  return told;
}

/** Says of statements that were recorded that they did not happen. */
export async function withdraw(speaker: Speaker, targets: Outgoing[], reason: CorrectionReason, at: Date): Promise<ToSend[]> {
  const told: ToSend[] = [];
  for (const target of targets) {
    const payload: Payload = { case: 'correction', value: { target: fromHex(target.identity), kind: CorrectionKind.WITHDRAWN, reason } };
    const signed = await sign(speaker, { subject: target.subject, payload, at });
    told.push({ signed, kind: 'correction', group: target.group, once: onceWithdrawn(target.identity) });
  }
  return told;
}

async function sealed(speaker: Speaker, { group, at, once }: Dispatched, subject: string, payload: Payload, secret: Secret): Promise<ToSend> {
  const content = await contentOf(speaker.ledger, payload, secret);
  const signed = await sign(speaker, { subject, payload, at, ...(content === null ? {} : { sealed: content.commitment }) });
  const kind = payload.case as 'sale' | 'shipment';
  return { signed, kind, group, ...(content === null ? {} : { sealed: [content] }), ...(once === undefined ? {} : { once: once(kind) }) };
}

async function contentOf(ledger: string, payload: Payload, { quantities, orderReference = '' }: Secret): Promise<SealedContent | null> {
  if ((quantities ?? []).length === 0 && orderReference === '') return null;
  const confidential = { orderReference, quantities: (quantities ?? []).map(pieces) };
  return payload.case === 'sale' ? seal(ledger, Sale_ConfidentialSchema, confidential) : seal(ledger, Shipment_ConfidentialSchema, confidential);
}

const pieces = (count: number) => create(QuantitySchema, { thousandths: BigInt(Math.round(count * 1000)), unit: Unit.PIECE });
