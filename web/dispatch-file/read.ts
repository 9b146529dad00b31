// Reads a day's export: which columns it has, which rows are understood, and why the others are not.
import * as cells from './cells';
import { decode } from './decode';
import { findHead, needed, type Head } from './headers';
import { maxBytes, maxRows } from './limits';
import { missing, problem, RowProblem } from './problems';
import { UnreadableFile, type Cell, type Table, type TableRow } from './table';
import { readTextTable } from './text-table';
import type { DispatchRow, Field, Problem, Reading, ReadOptions, Unreadable } from './types';
import { isOldExcel, isZip, readXlsx } from './xlsx';

const sums = /^(?:合计|总计|小计|total)/i;

/** Reads CSV, TSV (UTF-8 with or without byte order mark, GBK and GB18030) and XLSX. */
export const readDispatchFile = (bytes: Uint8Array, options: ReadOptions = {}): Reading | Unreadable => readBytes(bytes, (table) => readTable(table, options));

/** The same of a text that somebody else decoded, where there is no TextDecoder. */
export const readDispatchText = (text: string, form: string, options: ReadOptions = {}): Reading | Unreadable => readDecoded(text, form, (table) => readTable(table, options));

/** The table of a file, read by whatever it is for. */
export function readBytes<T>(bytes: Uint8Array, read: (table: Table) => T): T | Unreadable {
  return guarded(() => {
    checkSize(bytes.length);
    if (isOldExcel(bytes)) throw new UnreadableFile('The file is an old Excel workbook (.xls): save it as .xlsx or CSV.', '文件是旧版 Excel（.xls）：请另存为 .xlsx 或 CSV。');
    if (isZip(bytes)) return readXlsx(bytes);
    const { text, form } = decode(bytes);
    return readTextTable(text.replace(/^\ufeff/, ''), form);
  }, read);
}

/** The table of a text. */
export function readDecoded<T>(text: string, form: string, read: (table: Table) => T): T | Unreadable {
  return guarded(() => {
    checkSize(text.length);
    return readTextTable(text.replace(/^\ufeff/, ''), form);
  }, read);
}

function guarded<T>(table: () => Table, read: (table: Table) => T): T | Unreadable {
  try {
    return read(table());
  } catch (error) {
    if (error instanceof UnreadableFile) return { message: { en: error.en, zh: error.zh } };
    throw error;
  }
}

function checkSize(length: number): void {
  if (length > maxBytes) throw new UnreadableFile(`The file is larger than ${maxBytes / 1024 / 1024} MB.`, `文件超过 ${maxBytes / 1024 / 1024} MB。`);
  if (length === 0) throw new UnreadableFile('The file is empty.', '文件是空的。');
}

function readTable(table: Table, options: ReadOptions): Reading {
  const head = findHead(table, options.mapping ?? {});
  if (head === null) throw new UnreadableFile('No row of headers was found: among the first ten, one must name order, waybill, product and quantity.', '没有找到表头：前十行里须有一行写明订单号、快递单号、商品编码和数量。');
  const lacking = needed.filter((field) => head.places[field] === undefined);
  const reading: Reading = { form: table.form, columns: head.columns, headerRow: table.rows[head.at]!.row, mapping: head.mapping, missing: lacking, rows: [], problems: [] };
  const body = table.rows.slice(head.at + 1);
  if (body.length > maxRows) throw new UnreadableFile(`The file has ${body.length} rows, must have at most ${maxRows}.`, `文件有 ${body.length} 行，最多 ${maxRows} 行。`);
  if (lacking.length === 0) readRows(body, head, options, reading.rows, reading.problems);
  return reading;
}

function readRows(body: TableRow[], head: Head, options: ReadOptions, rows: DispatchRow[], problems: Problem[]): void {
  const seen = new Map<string, number>();
  const ordinals = new Map<string, number>();
  let above: TableRow | null = null;
  for (const row of body) {
    if (sums.test(row.cells.find((cell) => cell.text !== '')?.text ?? '')) continue;
    // Of merged cells the first row alone has the order and its parcel.
    const continues: boolean = (['order', 'waybill'] as const).every((field) => (cellOf(row, head, field)?.text ?? '') === '');
    const source: TableRow = continues && above !== null ? above : row;
    try {
      const read = readRow(row, source, head, options, ordinals);
      const name = `${read.order}|${read.line}`;
      const earlier = seen.get(name);
      if (earlier !== undefined) throw problem('order', 'TWICE', read.order, `this line of the order stands in row ${earlier} already`, `这个订单的这一行在第 ${earlier} 行已出现`);
      seen.set(name, row.row);
      rows.push(read);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      problems.push(error.at(row.row));
    }
    above = source;
  }
}

function readRow(row: TableRow, source: TableRow, head: Head, options: ReadOptions, ordinals: Map<string, number>): DispatchRow {
  const cell = (field: Field) => cellOf(row, head, field);
  const order = cells.required('order', cellOf(source, head, 'order'));
  if (order.length > 100) throw problem('order', 'MISSING', `${order.slice(0, 20)}…`, 'must have at most 100 characters', '最多 100 个字符');
  const { carrier, waybill } = cells.parcel(cellOf(source, head, 'courier'), cellOf(source, head, 'waybill'), options.carrier);
  const product = cells.product(cell('product'));
  const lot = cells.lot(cell('lot'));
  const thousandths = cells.quantity(cell('quantity'));
  const time = cells.time(cellOf(source, head, 'time'));
  return { row: row.row, order, line: lineOf(cell('line'), head, order, product, lot, ordinals), carrier, waybill, product, lot, thousandths, time };
}

// Where a file does not number its lines, product and lot tell them apart, and of equal ones their order.
function lineOf(cell: Cell | undefined, head: Head, order: string, product: string, lot: string, ordinals: Map<string, number>): string {
  if (head.places.line !== undefined) {
    const line = cells.identifier('line', cell);
    if (line === '') throw missing('line');
    return line;
  }
  const what = lot === '' ? product : `${product}/${lot}`;
  const ordinal = (ordinals.get(`${order}|${what}`) ?? 0) + 1;
  ordinals.set(`${order}|${what}`, ordinal);
  return ordinal === 1 ? what : `${what}#${ordinal}`;
}

const cellOf = (row: TableRow, head: Head, field: Field): Cell | undefined => head.places[field] === undefined ? undefined : row.cells[head.places[field]];
