// A round: what a scan means on the road, and what is signed of a parcel. No page in it.
import type { Scan } from '../barcodes/types';
import type { ParcelCode } from '../dispatch/flow';
import { parcelLabel } from '../dispatch/names';
import type { Station } from '../dispatch/station';
import { Agreed, ReceiptManner, ReceiptSchema, TransitActivity } from '../gen/trace/v1/products_pb';
import { commit, type SealedContent } from '../ledger/commitment';
import { toHex, type Octets } from '../ledger/octets';
import { sign, type Payload } from '../ledger/statement';
import type { Outbox, ToSend } from '../outbox/outbox';

/** What happened to a parcel on its way; with TAKEN_OVER who has it next, empty where that is not said. */
export interface Going {
  activity: TransitActivity;
  nextCourier?: string;
}

/** What a courier says at a parcel. */
export type Fact = Going | { manner: ReceiptManner; agreed: Agreed; photograph: { mediaType: string; content: Octets } | null };

export type Heard =
  | { is: 'parcel'; code: ParcelCode }
  /** Several couriers number their waybills so. */
  | { is: 'ask'; number: string; carriers: Scan['carriers'] }
  | { is: 'wrong'; objection: 'notParcel' | 'noCarrier'; sentence: Scan['sentence'] };

/** What is on a parcel that is carried: an SSCC or a waybill; digits that a product could have too are taken for the waybill that they can be. */
export function hear(scan: Scan, carrier: string): Heard {
  if (scan.kind === 'parcel') return { is: 'parcel', code: { subject: scan.subject! } };
  if (scan.number === null) return { is: 'wrong', objection: 'notParcel', sentence: scan.sentence };
  const chosen = scan.carriers.length === 1 ? scan.carriers[0] : scan.carriers.find((one) => one.code === carrier);
  if (chosen !== undefined) return { is: 'parcel', code: { carrier: chosen.code, number: scan.number } };
  if (scan.carriers.length > 0) return { is: 'ask', number: scan.number, carriers: scan.carriers };
  return carrier === '' ? { is: 'wrong', objection: 'noCarrier', sentence: scan.sentence } : { is: 'parcel', code: { carrier, number: scan.number } };
}

/** What a tap says: the common ones, and those behind "more". TAKEN_OVER asks who has it next. */
export const activities = {
  common: [TransitActivity.PICKED_UP, TransitActivity.ARRIVED, TransitActivity.DEPARTED, TransitActivity.OUT_FOR_DELIVERY, TransitActivity.FAILED_ATTEMPT, TransitActivity.PLACED],
  more: [TransitActivity.REFUSED, TransitActivity.RETURNING, TransitActivity.RETURNED, TransitActivity.DAMAGED, TransitActivity.LOST, TransitActivity.HELD, TransitActivity.TAKEN_OVER],
};

const photographPath = '3';
const minute = 60_000;

/** What makes the same fact of a parcel, said twice within a minute, the same: a label that is scanned twice was meant once. Another picture is another fact. */
export async function sayOnce(parcel: string, fact: Fact, at: Date): Promise<Required<Pick<ToSend, 'once' | 'alike'>>> {
  const what = 'activity' in fact ? [`transit.${TransitActivity[fact.activity]}`, fact.nextCourier ?? '']
    : ['receipt', ReceiptManner[fact.manner], Agreed[fact.agreed], fact.photograph === null ? '' : toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', fact.photograph.content)))];
  // Milliseconds have as many digits for the next 260 years, so that they are in order as text.
  const told = (milliseconds: number): string => ['road', parcel, ...what, milliseconds].join('|');
  return { once: told(at.getTime()), alike: [told(at.getTime() - minute + 1), told(at.getTime() + minute - 1)] };
}

/** How saying a fact ended: signed, said within this minute already, or not for want of a year's waybill key. */
export type Outcome = 'signed' | 'toldAlready' | 'waybillKeyMissing';

/** Signs what is said of a parcel, and puts it into the outbox. */
export async function say(station: Station, outbox: Outbox, code: ParcelCode, fact: Fact, at = new Date()): Promise<Outcome> {
  const parcel = await station.parcelSubject(code, at);
  if (parcel === null) return 'waybillKeyMissing';
  const speaker = await station.speaker();
  const previousYearParcel = await station.previousYearSubject(code, at);
  let proof: SealedContent | null = null;
  let payload: Payload;
  let what: string;
  if ('activity' in fact) {
    payload = { case: 'transit', value: { activity: fact.activity, nextCourier: fact.nextCourier ?? '', previousYearParcel } };
    what = `transit.${TransitActivity[fact.activity]}`;
  } else {
    proof = fact.photograph === null ? null : await commit(speaker.ledger, ReceiptSchema.typeName, photographPath, fact.photograph.mediaType, fact.photograph.content);
    payload = { case: 'receipt', value: { manner: fact.manner, agreed: fact.agreed, previousYearParcel, ...(proof === null ? {} : { proof: proof.commitment }) } };
    what = 'receipt';
  }

  const { from } = station.settings;
  const signed = await sign(speaker, { subject: parcel, payload, at, ...(from === '' ? {} : { place: { region: from } }) });
  const group = crypto.randomUUID();
  const label = parcelLabel(code);
  const told = { signed, kind: payload.case!, group, ...(await sayOnce(parcel, fact, at)) };
  const photographs = proof === null || !('photograph' in fact) || fact.photograph === null ? []
    : [{ identity: signed.identity, at: at.getTime(), label, mediaType: fact.photograph.mediaType, content: proof.content, key: proof.key }];
  const skipped = await outbox.add([told], [{ id: group, at: at.getTime(), parcel, label, source: 'road', items: [{ subject: what, name: '' }], statements: [signed.identity] }], photographs);
  return skipped.size > 0 ? 'toldAlready' : 'signed';
}
