// The first visible sheet of an XLSX workbook (ECMA-376), as texts.
import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { maxCell, maxColumns, maxRows, maxUnpacked } from './limits';
import { UnreadableFile, type Cell, type Table, type TableRow } from './table';

type Node = Record<string, unknown>;

const lists = ['sheet', 'Relationship', 'si', 'r', 'row', 'c'];
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  isArray: (name) => lists.includes(name),
  htmlEntities: true,
});

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

export const isOldExcel = (bytes: Uint8Array): boolean => bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;

export function readXlsx(bytes: Uint8Array): Table {
  const files = unpack(bytes);
  const workbook = xml(files, 'xl/workbook.xml')['workbook'] as Node | undefined;
  const sheets = children(children(workbook, 'sheets')[0], 'sheet');
  const sheet = sheets.find((candidate) => (candidate['@state'] ?? 'visible') === 'visible');
  if (sheet === undefined) throw new UnreadableFile('The workbook has no visible sheet.', '工作簿里没有可见的工作表。');
  const relations = children(xml(files, 'xl/_rels/workbook.xml.rels')['Relationships'], 'Relationship');
  const target = String(relations.find((relation) => relation['@Id'] === sheet['@id'])?.['@Target'] ?? 'worksheets/sheet1.xml');
  const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  const strings = files['xl/sharedStrings.xml'] === undefined ? [] : children(xml(files, 'xl/sharedStrings.xml')['sst'], 'si').map(textOf);
  const data = children(xml(files, path)['worksheet'], 'sheetData')[0];
  const rows: TableRow[] = [];
  let last = 0;
  for (const row of children(data, 'row')) {
    last = Number(row['@r'] ?? last + 1);
    const cells = readCells(row, strings, last);
    if (cells.some((cell) => cell.text !== '')) rows.push({ row: last, cells });
    if (rows.length > maxRows + 10) throw new UnreadableFile(`The sheet has more than ${maxRows} rows.`, `工作表超过 ${maxRows} 行。`);
  }
  return { form: 'xlsx', rows };
}

function readCells(row: Node, strings: string[], number: number): Cell[] {
  const cells: Cell[] = [];
  for (const cell of children(row, 'c')) {
    const column = columnOf(String(cell['@r'] ?? '')) ?? cells.length;
    if (column >= maxColumns) throw new UnreadableFile(`Row ${number} has more than ${maxColumns} columns.`, `第 ${number} 行超过 ${maxColumns} 列。`);
    while (cells.length < column) cells.push({ text: '', number: false });
    cells[column] = readCell(cell, strings);
  }
  return cells;
}

function readCell(cell: Node, strings: string[]): Cell {
  const type = cell['@t'] ?? 'n';
  const value = contentOf(cell['v']);
  const text = type === 's' ? strings[Number(value)] ?? '' : type === 'inlineStr' ? textOf(children(cell, 'is')[0] ?? {}) : value;
  // Whole numbers of 15 digits are kept exactly, with or without an exponent.
  const number = type === 'n' && text !== '';
  return { text: (number && Number.isSafeInteger(Number(text)) ? String(Number(text)) : text.trim().replace(/^'/, '')).slice(0, maxCell), number };
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  try {
    return unzipSync(bytes, {
      // The size that an entry declares is all that is unpacked of it.
      filter: ({ name, originalSize }) => {
        const wanted = name === 'xl/workbook.xml' || name === 'xl/_rels/workbook.xml.rels' || name === 'xl/sharedStrings.xml' || /^xl\/worksheets\/[^/]+\.xml$/.test(name);
        if (wanted && (total += originalSize) > maxUnpacked) throw new UnreadableFile('The workbook is too large when unpacked.', '工作簿解压后过大。');
        return wanted;
      },
    });
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('The file is no XLSX workbook: its archive is damaged.', '文件不是 XLSX 工作簿：压缩包已损坏。');
  }
}

function xml(files: Record<string, Uint8Array>, path: string): Node {
  const bytes = files[path];
  if (bytes === undefined) throw new UnreadableFile(`The file is no XLSX workbook: it lacks ${path}.`, `文件不是 XLSX 工作簿：缺少 ${path}。`);
  const text = strFromU8(bytes);
  // Workbooks have none, and entities could grow without end.
  if (text.includes('<!DOCTYPE')) throw new UnreadableFile('The workbook has a document type, which none has.', '工作簿含有文档类型声明，拒绝读取。');
  try {
    return parser.parse(text) as Node;
  } catch {
    throw new UnreadableFile(`The file is no XLSX workbook: ${path} is damaged.`, `文件不是 XLSX 工作簿：${path} 已损坏。`);
  }
}

function children(node: unknown, name: string): Node[] {
  const found = typeof node === 'object' && node !== null ? (node as Node)[name] : undefined;
  return (Array.isArray(found) ? found : found === undefined || found === '' ? [] : [found]).map((child) => (typeof child === 'object' && child !== null ? child : { '#text': child }) as Node);
}

// A string is plain, or runs of differently formatted text.
const textOf = (node: Node): string => contentOf(node['t']) + children(node, 'r').map((run) => contentOf(run['t'])).join('');

const contentOf = (value: unknown): string => value === undefined || value === null ? '' : typeof value === 'object' ? String((value as Node)['#text'] ?? '') : String(value);

function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  return letters === undefined ? null : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
