// Makes gen/barcodes/tables.ts of the text files that Trace.Domain reads, so that browser and service judge by the same tables.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lines = (path) => readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));

export function writeTables(web) {
  const barcodes = join(web, '..', 'src', 'Trace.Domain', 'Barcodes');
  // GS1's file without its comments and titles: identifiers, flags, components, attributes.
  const dictionary = lines(join(barcodes, 'Syntax', 'gs1-syntax-dictionary.txt')).map((line) => line.split('#')[0].trim().replace(/\s+/g, ' '));
  const lists = {};
  let name;
  for (const line of lines(join(barcodes, 'Syntax', 'code-lists.txt'))) {
    if (line.startsWith(' ')) lists[name] = `${lists[name]} ${line.trim()}`.trim();
    else lists[(name = line.trim())] = '';
  }
  const carriers = lines(join(barcodes, 'Carriers', 'carriers.txt'));
  const folder = join(web, 'gen', 'barcodes');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tables.ts'), [
    '// Made by barcodes/tables.mjs. The dictionary is the GS1 Barcode Syntax Dictionary (Apache-2.0), without comments and titles.',
    `export const dictionary = ${JSON.stringify(dictionary.join('\n'))};`,
    `export const codeLists: Record<string, string> = ${JSON.stringify(lists)};`,
    `export const carrierLines = ${JSON.stringify(carriers.join('\n'))};`,
    '',
  ].join('\n'));
}
