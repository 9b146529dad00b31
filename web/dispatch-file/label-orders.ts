// Orders of item labels from the same files: a list of products, or the very export that is dispatched by. Lines of one product and lot are one order.
import { gtin14 } from '../barcodes/index';
import * as cells from './cells';
import { findColumns, names } from './headers';
import { maxRows } from './limits';
import { problem, RowProblem } from './problems';
import { UnreadableFile, type Table, type TableRow } from './table';
import type { Problem } from './types';

export type LabelField = 'gtin' | 'count' | 'lot' | 'name-zh' | 'name-en';
export type LabelMapping = Partial<Record<LabelField, string>>;

export interface LabelOrder {
  /** Line of a text file, row of a sheet; counted from 1. The first that asked for it. */
  row: number;
  gtin: string;
  count: number;
  lot: string;
  nameZh: string;
  nameEn: string;
}

export interface LabelReading {
  form: string;
  mapping: LabelMapping;
  orders: LabelOrder[];
  problems: Problem[];
}

const headers: Record<LabelField, string[]> = {
  gtin: names.product,
  count: ['count', '张数', '标签数', '标签张数', ...names.quantity],
  lot: names.lot,
  'name-zh': ['namezh', '中文品名', '中文名称', '品名', '商品名称', '货品名称', '商品标题', '宝贝标题', '产品名称'],
  'name-en': ['nameen', '英文品名', '英文名称', 'englishname'],
};

const whole = 1000;

/** @param mapping Header of each field whose column has another than the usual ones. */
export function readLabelOrders(table: Table, mapping: LabelMapping): LabelReading {
  const head = findColumns(table, headers, mapping, 1);
  const lacking = (Object.keys(mapping) as LabelField[]).filter((field) => head?.places[field] === undefined);
  if (head?.places.gtin === undefined || lacking.length > 0) {
    const first = table.rows[head?.at ?? 0]?.cells.map((cell) => cell.text).join(', ') ?? '';
    const field = lacking[0] ?? 'gtin';
    const wanted = mapping[field] ?? field;
    throw new UnreadableFile(`No column "${wanted}" was found for ${field}; the headers are ${first}`, `没有找到列“${wanted}”（${field}）；表头是 ${first}`);
  }
  const body = table.rows.slice(head.at + 1);
  if (body.length > maxRows) throw new UnreadableFile(`The file has ${body.length} rows, must have at most ${maxRows}.`, `文件有 ${body.length} 行，最多 ${maxRows} 行。`);
  const reading: LabelReading = { form: table.form, mapping: head.mapping, orders: [], problems: [] };
  const known = new Map<string, LabelOrder>();
  const text = (row: TableRow, field: LabelField): string => (head.places[field] === undefined ? '' : row.cells[head.places[field]]?.text ?? '').trim();
  for (const row of body) {
    if (row.cells.every((cell) => cell.text === '') || /^(?:合计|总计|小计|total)/i.test(row.cells.find((cell) => cell.text !== '')?.text ?? '')) continue;
    try {
      const order = readOrder(row);
      const same = [order.gtin, order.lot, order.nameZh, order.nameEn].join('\n');
      const before = known.get(same);
      if (before !== undefined) before.count += order.count;
      else {
        known.set(same, order);
        reading.orders.push(order);
      }
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      reading.problems.push(error.at(row.row));
    }
  }
  return reading;

  function readOrder(row: TableRow): LabelOrder {
    const cell = (field: LabelField) => (head!.places[field] === undefined ? undefined : row.cells[head!.places[field]]);
    const code = cells.required('product', cell('gtin'));
    const gtin = gtin14(code);
    if (gtin === null) throw problem('product', 'PRODUCT', code, 'must be a GTIN of 8, 12, 13 or 14 digits with its check digit: a label has a serial of one', '须为带校验码的商品条码（8、12、13 或 14 位）');
    const thousandths = text(row, 'count') === '' ? whole : cells.quantity(cell('count'));
    if (thousandths % whole !== 0) throw problem('quantity', 'QUANTITY', text(row, 'count'), 'must be a whole number of labels', '须为整数');
    return { row: row.row, gtin, count: thousandths / whole, lot: cells.lot(cell('lot')), nameZh: text(row, 'name-zh'), nameEn: text(row, 'name-en') };
  }
}
