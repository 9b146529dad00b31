// Which statements a day's export makes: one Sale and one Shipment of each parcel, with its lines.
import { gtin14 } from '../barcodes/index';
import { lotKey, ownKey, productKey } from '../barcodes/keys';
import type { DispatchPlan, DispatchRow, PlannedStatement, PlanOptions, Problem } from './types';

const maxLines = 200;
const maxReference = 200;

export function planDispatch(rows: readonly DispatchRow[], options: PlanOptions): DispatchPlan {
  const plan: DispatchPlan = { sales: [], shipments: [], before: [], problems: [] };
  for (const [name, parcel] of byParcel(rows)) {
    const recorded = parcel.map((row) => nameOf(options.recorded?.[`${row.order}|${row.line}`]));
    const changed = parcel.filter((_, i) => recorded[i] !== name);
    if (changed.length === 0) plan.before.push(...parcel.map((row) => row.row));
    else if (recorded.some((known) => known !== null) || options.parcels?.includes(name) === true) plan.problems.push(...changed.map(changedProblem));
    else if (parcel.length > maxLines) plan.problems.push(...parcel.map((row) => tooMany(row, parcel.length)));
    else add(plan, name, parcel, options);
  }
  return plan;
}

function byParcel(rows: readonly DispatchRow[]): Map<string, DispatchRow[]> {
  const parcels = new Map<string, DispatchRow[]>();
  for (const row of rows) {
    const name = `${row.carrier}|${row.waybill}`;
    parcels.set(name, [...(parcels.get(name) ?? []), row]);
  }
  return parcels;
}

// A statement's own key has its kind in front.
const nameOf = (key: string | undefined): string | null => key?.replace(/^(?:sale|shipment)\|/, '') ?? null;

function add(plan: DispatchPlan, name: string, parcel: DispatchRow[], options: PlanOptions): void {
  const { carrier, waybill } = parcel[0]!;
  const times = parcel.map((row) => row.time).filter((time) => time !== null);
  const planned: Omit<PlannedStatement, 'key'> = {
    parcel: carrier === '' ? { subject: `00/${waybill}` } : { carrier, waybill },
    time: times.length === 0 ? null : Math.min(...times),
    lines: parcel.map((row, i) => ({ subject: subjectOf(row, options), line: i + 1 })),
    quantities: parcel.map((row) => row.thousandths),
    orderReference: reference([...new Set(parcel.map((row) => row.order))]),
    orderLines: parcel.map((row) => `${row.order}|${row.line}`),
    rows: parcel.map((row) => row.row),
  };
  plan.sales.push({ key: `sale|${name}`, ...planned });
  plan.shipments.push({ key: `shipment|${name}`, ...planned });
}

function subjectOf(row: DispatchRow, options: PlanOptions): string {
  const gtin = gtin14(row.product);
  const product = options.products?.[row.product] ?? (gtin === null ? ownKey(options.party, row.product) : productKey(gtin));
  return row.lot === '' ? product : lotKey(product, row.lot);
}

function reference(orders: string[]): string {
  let text = '';
  for (const order of orders) {
    const longer = text === '' ? order : `${text},${order}`;
    if (longer.length > maxReference - 2) return `${text},…`;
    text = longer;
  }
  return text;
}

const changedProblem = (row: DispatchRow): Problem => ({
  row: row.row,
  field: 'waybill',
  code: 'CHANGED',
  came: row.waybill,
  message: { en: `waybill "${row.waybill}": the parcel, or this line of the order, was recorded before and differently; a Correction says what is right`, zh: `快递单号“${row.waybill}”：这个包裹或订单行已记录过，且内容不同；请用“更正”说明` },
});

const tooMany = (row: DispatchRow, lines: number): Problem => ({
  row: row.row,
  field: null,
  code: 'TOO_MANY',
  came: String(lines),
  message: { en: `the parcel has ${lines} lines, must have at most ${maxLines}`, zh: `这个包裹有 ${lines} 行，最多 ${maxLines} 行` },
});
