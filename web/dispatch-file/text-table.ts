// CSV and TSV: which separator, quotes, and on which line of the file each row begins.
import Papa from 'papaparse';
import { maxCell, maxColumns, maxRows } from './limits';
import { UnreadableFile, type Table, type TableRow } from './table';

const separators = [',', '\t', ';'];

/** The rows of a text. Excel's ="…" and the ' and tab that keep a number a text are taken off. */
export function readTextTable(text: string, form: string): Table {
  if (text.includes('\0')) throw new UnreadableFile('The file is no table: it holds bytes of zero.', '文件不是表格：含有空字节。');
  const rows: TableRow[] = [];
  let line = 1;
  let at = 0;
  Papa.parse<string[]>(text, {
    delimiter: separatorOf(text),
    step: ({ data, errors, meta }, parser) => {
      const began = line;
      for (; at < meta.cursor; at++) if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) line++;
      if (errors.some((error) => error.type === 'Quotes')) throw new UnreadableFile(`Line ${began}: a quotation mark is not closed.`, `第 ${began} 行：引号没有配对。`);
      if (data.length > maxColumns) throw new UnreadableFile(`Line ${began} has ${data.length} columns, must have at most ${maxColumns}.`, `第 ${began} 行有 ${data.length} 列，最多 ${maxColumns} 列。`);
      if (data.some((cell) => cell.trim() !== '')) rows.push({ row: began, cells: data.map((cell) => ({ text: plain(cell).slice(0, maxCell), number: false })) });
      if (rows.length > maxRows + 10) {
        parser.abort();
        throw new UnreadableFile(`The file has more than ${maxRows} rows.`, `文件超过 ${maxRows} 行。`);
      }
    },
  });
  return { form, rows };
}

// The one that parts the first line that has any, quoted parts left out.
function separatorOf(text: string): string {
  for (const line of text.slice(0, 64 * 1024).split(/\r\n|\r|\n/).slice(0, 20)) {
    const bare = line.replace(/"[^"]*"/g, '');
    const counts = separators.map((separator) => bare.split(separator).length - 1);
    const most = Math.max(...counts);
    if (most > 0) return separators[counts.indexOf(most)]!;
  }
  return ',';
}

function plain(cell: string): string {
  const trimmed = cell.trim();
  const formula = /^="(.*)"$/s.exec(trimmed);
  return (formula?.[1] ?? trimmed).replace(/^'/, '').trim();
}
