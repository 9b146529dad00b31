// A round: what a scan means on the road, and what is signed of a parcel. No page in it.
import type { Scan } from '../barcodes/types';
import type { ParcelCode } from '../dispatch/flow';
import { parcelLabel } from '../dispatch/names';
import type { Station } from '../dispatch/station';
import { Agreed, ReceiptManner, ReceiptSchema, TransitActivity } from '../gen/trace/v1/products_pb';
import { commit, type SealedContent } from '../ledger/commitment';
import type { Octets } from '../ledger/octets';
import { sign, type Payload } from '../ledger/statement';
import type { Outbox } from '../outbox/outbox';

/** What a courier says at a parcel. */
export type Fact = { activity: TransitActivity } | { manner: ReceiptManner; agreed: Agreed; photograph: { mediaType: string; content: Octets } | null };

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

const photographPath = '3';
const minute = 60_000;

/** Signs what is said of a parcel, and puts it into the outbox. False where it takes a year's waybill key that is not here. */
export async function say(station: Station, outbox: Outbox, code: ParcelCode, fact: Fact, at = new Date()): Promise<boolean> {
  const parcel = await station.parcelSubject(code, at);
  if (parcel === null) return false;
  const speaker = await station.speaker();
  const previousYearParcel = await station.previousYearSubject(code, at);
  let proof: SealedContent | null = null;
  let payload: Payload;
  let what: string;
  if ('activity' in fact) {
    payload = { case: 'transit', value: { activity: fact.activity, previousYearParcel } };
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
  // A label that is scanned twice in a minute was meant once.
  const told = { signed, kind: payload.case!, group, once: `road|${parcel}|${what}|${Math.floor(at.getTime() / minute)}` };
  const photographs = proof === null || !('photograph' in fact) || fact.photograph === null ? []
    : [{ identity: signed.identity, at: at.getTime(), label, mediaType: fact.photograph.mediaType, content: proof.content, key: proof.key }];
  await outbox.add([told], [{ id: group, at: at.getTime(), parcel, label, source: 'road', items: [{ subject: what, name: '' }], statements: [signed.identity] }], photographs);
  return true;
}
