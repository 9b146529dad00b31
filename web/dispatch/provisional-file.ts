// Until web/dispatch-file is there: order,line,courier,waybill,product,quantity in UTF-8 with commas.
import type { DispatchPlan, DispatchRow, PlanOptions, PlannedStatement, ReadOptions, Reading, Unreadable } from '../dispatch-file/types';

export function readDispatchFile(bytes: Uint8Array, _options?: ReadOptions): Reading | Unreadable {
  const [head, ...rows] = new TextDecoder().decode(bytes).trim().split(/\r?\n/);
  return {
    form: 'utf-8', columns: head!.split(','), headerRow: 1, mapping: {}, missing: [], problems: [],
    rows: rows.map((text, i): DispatchRow => {
      const [order, line, carrier, waybill, product, quantity] = text.split(',') as [string, string, string, string, string, string];
      return { row: i + 2, order, line, carrier, waybill, product, lot: '', thousandths: Number(quantity) * 1000, time: null };
    }),
  };
}

export function planDispatch(rows: readonly DispatchRow[], { recorded = {} }: PlanOptions): DispatchPlan {
  const plan: DispatchPlan = { sales: [], shipments: [], before: [], problems: [] };
  const byParcel = new Map<string, DispatchRow[]>();
  for (const row of rows) {
    if (`${row.order}|${row.line}` in recorded) plan.before.push(row.row);
    else byParcel.set(`${row.carrier}|${row.waybill}`, [...(byParcel.get(`${row.carrier}|${row.waybill}`) ?? []), row]);
  }
  for (const [name, of] of byParcel) {
    const make = (kind: string): PlannedStatement => ({
      key: `${kind}|${name}`, parcel: { carrier: of[0]!.carrier, waybill: of[0]!.waybill }, time: null,
      lines: of.map((row, i) => ({ subject: `01/${row.product.padStart(14, '0')}`, line: i + 1 })), quantities: of.map((row) => row.thousandths),
      orderReference: [...new Set(of.map((row) => row.order))].join(' '), orderLines: of.map((row) => `${row.order}|${row.line}`), rows: of.map((row) => row.row),
    });
    plan.sales.push(make('sale'));
    plan.shipments.push(make('shipment'));
  }
  return plan;
}
