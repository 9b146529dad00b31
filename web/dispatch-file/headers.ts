// Which column is which, by the headers that shipping software gives them: 快递助手, 聚水潭, 旺店通, 菜鸟, and plain English.
import type { Field, Mapping } from './types';
import type { Table } from './table';

// Of several, the first that a file has. A barcode says more than a shop's own code.
export const names: Record<Field, string[]> = {
  order: ['订单编号', '订单号', '主订单编号', '主订单号', '线上订单号', '平台订单号', '原始单号', '原始订单号', '交易编号', '交易号', '订单id', '订单', '店铺单号', '系统订单号', 'order', 'orderid', 'orderno', 'ordernumber'],
  line: ['子订单编号', '子订单号', '子单号', '子单原始单号', '明细编号', '订单明细编号', '订单明细id', '行号', 'line', 'lineid', 'orderline'],
  courier: ['快递公司', '物流公司', '承运商', '快递名称', '物流名称', '快递', '配送公司', '物流商', 'courier', 'carrier'],
  waybill: ['快递单号', '物流单号', '运单号', '运单编号', '快递运单号', '物流运单号', '面单号', '单号', 'waybill', 'trackingnumber', 'trackingno', 'tracking'],
  product: ['商品条码', '条码', '条形码', '商品条形码', '国标条码', '国条码', '69码', '货品条码', 'gtin', 'barcode', 'ean', '商品编码', '商家编码', '规格编码', '规格商家编码', '货品编号', '货品编码', '商品代码', '款式编码', 'sku编码', 'sku', 'productcode', 'product'],
  quantity: ['数量', '商品数量', '购买数量', '发货数量', '货品数量', '件数', 'quantity', 'qty'],
  lot: ['批次号', '批次', '批号', '生产批号', '生产批次', '商品批次', 'lot', 'batch', 'batchno'],
  time: ['发货时间', '发货日期', '出库时间', '发货完成时间', 'shippedat', 'shiptime'],
};

export const fields = Object.keys(names) as Field[];
export const needed: readonly Field[] = ['order', 'waybill', 'product', 'quantity'];

const rowsLookedAt = 10;

export interface HeadOf<F extends string> {
  at: number;
  columns: string[];
  mapping: Partial<Record<F, string>>;
  /** The column of each field. */
  places: Partial<Record<F, number>>;
}

export type Head = HeadOf<Field>;

/** The row of headers: among the first, the one that names the most fields. Null where none names two. */
export const findHead = (table: Table, told: Mapping): Head | null => findColumns(table, names, told, 2);

/** The same for fields of any use. @param names The usual headers of each field, normalised. @param least How many of them a row of headers names. */
export function findColumns<F extends string>(table: Table, names: Record<F, string[]>, told: Partial<Record<F, string>>, least: number): HeadOf<F> | null {
  let best: HeadOf<F> | null = null;
  for (let at = 0; at < Math.min(table.rows.length, rowsLookedAt); at++) {
    const columns = table.rows[at]!.cells.map((cell) => cell.text);
    const head = { at, columns, ...match(columns, names, told) };
    if (Object.keys(head.places).length > Object.keys(best?.places ?? {}).length) best = head;
  }
  return best !== null && Object.keys(best.places).length >= least ? best : null;
}

function match<F extends string>(columns: string[], names: Record<F, string[]>, told: Partial<Record<F, string>>): Pick<HeadOf<F>, 'mapping' | 'places'> {
  const bare = columns.map(normalise);
  const mapping: Partial<Record<F, string>> = {};
  const places: Partial<Record<F, number>> = {};
  for (const field of Object.keys(names) as F[]) {
    const wanted = told[field] !== undefined ? [normalise(told[field])] : names[field];
    const name = wanted.find((candidate) => bare.includes(candidate));
    const place = name === undefined ? -1 : bare.indexOf(name);
    if (place < 0 || Object.values(places).includes(place)) continue;
    places[field] = place;
    mapping[field] = columns[place]!;
  }
  return { mapping, places };
}

// Blanks, stars of required fields and remarks in brackets do not count, nor does case or width.
const normalise = (header: string): string =>
  header.normalize('NFKC').replace(/\(.*?\)|\[.*?\]|【.*?】/g, '').replace(/[\s*:_\-·.]/g, '').toLowerCase();
