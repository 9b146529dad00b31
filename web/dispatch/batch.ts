// A day's export: what is to be signed of it, and the signing, some parcels at a time, so that a break loses nothing.
import type { DispatchPlan, PlannedStatement } from '../dispatch-file/types';
import { newClaimCode } from '../ledger/claim';
import type { Parcel } from '../outbox/database';
import type { Outbox, ToSend } from '../outbox/outbox';
import type { ParcelCode } from './flow';
import { parcelLabel } from './names';
import { record } from './recording';
import type { Station } from './station';

// Signed and stored at once; few enough that progress is seen, many enough that the disk is not waited for.
const atOnce = 20;

export interface PlannedParcel {
  code: ParcelCode;
  sale: PlannedStatement | undefined;
  shipment: PlannedStatement | undefined;
}

/** Sales and shipments of the same parcel, side by side. */
export function parcelsOf({ sales, shipments }: DispatchPlan): PlannedParcel[] {
  const found = new Map<string, PlannedParcel>();
  const note = (planned: PlannedStatement, as: 'sale' | 'shipment'): void => {
    const { parcel } = planned;
    const code: ParcelCode = 'subject' in parcel ? parcel : { carrier: parcel.carrier, number: parcel.waybill };
    const name = 'subject' in code ? code.subject : `${code.carrier}|${code.number}`;
    const one = found.get(name) ?? { code, sale: undefined, shipment: undefined };
    one[as] = planned;
    found.set(name, one);
  };
  sales.forEach((planned) => note(planned, 'sale'));
  shipments.forEach((planned) => note(planned, 'shipment'));
  return [...found.values()];
}

/** What files said that was signed here: `order|line` → the key that it was signed under. */
export async function recordedBefore(station: Station): Promise<Record<string, string>> {
  const all = station.db.transaction('orderLines');
  const [lines, keys] = await Promise.all([all.store.getAllKeys(), all.store.getAll()]);
  return Object.fromEntries(lines.map((line, i) => [line, keys[i]!]));
}

/** Signs a plan. @param told How many parcels are signed and stored. @throws Error where a year's waybill key is missing. */
export async function signPlan(station: Station, outbox: Outbox, parcels: PlannedParcel[], told: (done: number) => void): Promise<void> {
  for (let at = 0; at < parcels.length; at += atOnce) {
    const signed = await Promise.all(parcels.slice(at, at + atOnce).map((parcel) => signParcel(station, parcel)));
    await outbox.add(signed.flatMap((one) => one.statements), signed.map((one) => one.parcel));
    told(Math.min(at + atOnce, parcels.length));
  }
}

async function signParcel(station: Station, { code, sale, shipment }: PlannedParcel): Promise<{ statements: ToSend[]; parcel: Parcel }> {
  const planned = (shipment ?? sale)!;
  const at = new Date(planned.time === null ? Date.now() : Math.floor(planned.time / 1000));
  const subject = await station.parcelSubject(code, at);
  if (subject === null) throw new Error('waybillKeyMissing');
  const group = crypto.randomUUID();
  const claim = sale !== undefined && station.sells && station.settings.inserts === 'print' ? newClaimCode() : undefined;
  const statements = await record(await station.speaker(), {
    group, at, parcel: subject, grain: 'parcel', sells: station.sells, claims: claim === undefined ? [] : [claim], from: station.settings.from,
    packed: planned.lines.map((line, i) => ({ subject: line.subject, lot: '', quantity: planned.quantities[i]! / 1000, allotted: false })),
    orderReference: planned.orderReference,
    once: (kind) => (kind === 'sale' ? sale : shipment)?.key ?? `${kind}|${planned.key}`,
  });
  for (const one of statements) one.orderLines = planned.orderLines;
  const wanted = shipment === undefined ? statements.filter((one) => one.kind === 'sale') : statements;
  return {
    statements: wanted,
    parcel: {
      id: group, at: at.getTime(), parcel: subject, label: parcelLabel(code), source: 'file',
      items: planned.lines.map((line) => ({ subject: line.subject, name: '' })),
      statements: wanted.map(({ signed }) => signed.identity),
      ...(claim === undefined ? {} : { claim }),
    },
  };
}
