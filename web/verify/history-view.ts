// A verified history as a table: what was said, by whom, when, and each statement as it was signed.
import { toHex } from '../ledger/octets';
import type { Fields } from '../verifier/decode';
import type { VerifiedEntry, VerifiedHistory } from '../verifier/history';
import { language, say, type Word } from './texts';

export function element(name: string, text: string, className = ''): HTMLElement {
  const made = Object.assign(document.createElement(name), { textContent: text });
  if (className !== '') made.className = className;
  return made;
}

export function historyTable(history: VerifiedHistory): HTMLElement {
  const { checkpoint: { checkpoint, cosignatures }, entries, ledger, subject } = history;
  const newest = cosignatures.map(({ time }) => time ?? 0n).reduce((a, b) => (a > b ? a : b), 0n);
  const made = element('article', '');
  const table = element('table', '');
  const head = element('tr', '', 'head');
  head.append(...(['columnIndex', 'columnKind', 'columnTime', 'columnRecorded', 'columnBy'] as Word[]).map((word) => element('th', say(word))));
  table.append(head, ...entries.flatMap(rows));
  made.append(
    element('h3', subject),
    element('p', say('against', {
      ledger, origin: checkpoint.origin, size: `${checkpoint.size}`,
      when: newest === 0n ? '' : say('of', { time: moment(newest * 1_000_000n) }),
      witnesses: new Set(cosignatures.map(({ key }) => key.text)).size,
    }), 'soft'),
    element('p', say('entries', { count: entries.length })),
    table,
  );
  return made;
}

function rows({ entry, disputed, standing, notUnderstood }: VerifiedEntry): HTMLElement[] {
  const { statement } = entry;
  const row = element('tr', '');
  row.append(...[`${entry.index}`, statement.kind === '' ? '?' : say(`kind.${statement.kind}` as Word), moment(statement.message.time), moment(entry.recordedAt), statement.party === '' ? say('holder') : statement.party].map((text) => element('td', text)));
  const more = element('tr', '', 'more');
  const cell = Object.assign(document.createElement('td'), { colSpan: 5 });
  const marks = ([['disputed', disputed], ['late', standing === 'late'], ['newer', notUnderstood]] as [Word, boolean][]).filter(([, is]) => is).map(([word]) => element('p', say(word), 'warning'));
  const details = element('details', '');
  details.append(element('summary', say('said')), element('pre', JSON.stringify(shown(statement.message), null, 2)));
  cell.append(...marks, details);
  more.append(cell);
  return [row, more];
}

const moment = (microseconds: bigint): string => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(Number(microseconds / 1000n));

// Without what is not set; bytes as hex.
function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return `${value}`;
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as Fields).filter(([name, one]) => name !== '$case' && !isAbsent(one)).map(([name, one]) => [name, shown(one)]));
}

const isAbsent = (value: unknown): boolean => value === undefined || value === '' || value === 0 || value === 0n || value === false || ((value instanceof Uint8Array || Array.isArray(value)) && value.length === 0);
