// Whether a page shows what was proven: nothing more, nothing less, nothing else.
import { lotKey } from '../barcodes/keys';
import { toHex } from '../ledger/octets';
import type { Fields } from '../verifier/decode';
import type { VerifiedEntry } from '../verifier/history';
import type { Provenance } from './provenance';

/** What stands on the page, as its attributes say. */
export interface Shown {
  /** The path of the page's own address, without its first slash. */
  path: string;
  subject: string;
  ledger: string;
  log: string;
  size: string;
  /** Index of each entry that is shown. */
  entries: string[];
  /** Index of each recall that is shown as one. */
  recalls: string[];
  /** Texts that are exactly a statement's field: index, a colon, its path. */
  fields: { of: string; text: string; datetime: string | null }[];
}

export type Difference =
  | { kind: 'subject' | 'log'; shown: string; proven: string }
  | { kind: 'extra' | 'missing' | 'recall'; entry: string }
  | { kind: 'field'; entry: string; path: string; shown: string; proven: string };

export interface Comparison {
  /** Where the page and what was proven part company, in the order in which they matter to a buyer. */
  differences: Difference[];
  /** Entries recorded since the page was made: it can't show them yet. A recall among them is a difference all the same. */
  newer: number;
}

export function compare(shown: Shown, provenance: Provenance): Comparison {
  const found: Difference[] = [];
  const { subject, histories, checkpoint } = provenance;
  const size = /^[0-9]{1,19}$/.test(shown.size) ? BigInt(shown.size) : 0n;
  if (shown.subject !== subject) found.push({ kind: 'subject', shown: shown.subject, proven: subject });
  if (!isAddressOf(shown.path, subject)) found.push({ kind: 'subject', shown: shown.path, proven: subject });
  if (checkpoint !== null) {
    const said = `${shown.ledger} ${shown.log}`;
    const proven = `${histories[0]!.ledger} ${checkpoint.checkpoint.origin}`;
    if (said !== proven) found.push({ kind: 'log', shown: said, proven });
    else if (size > checkpoint.checkpoint.size) found.push({ kind: 'log', shown: shown.size, proven: `${checkpoint.checkpoint.size}` });
  }
  // By position, which is the index, and below 0 in the log before. Pages may speak of the evidence too: of licences and pledges, for instance.
  const entries = new Map(histories.flatMap((history) => [...history.entries, ...history.evidence]).map((one) => [`${one.entry.position}`, one]));

  const [onPage, recalls] = [new Set(shown.entries), new Set(shown.recalls)];
  const whole = histories.filter((history) => !isBeside(history.subject, provenance)).flatMap((history) => history.entries);
  found.push(...standingRecalls(whole).map((position) => `${position}`).filter((index) => !recalls.has(index)).map((entry) => ({ kind: 'recall' as const, entry })));
  found.push(...[...onPage].filter((index) => !entries.has(index)).map((entry) => ({ kind: 'extra' as const, entry })));
  const absent = whole.filter(({ entry }) => !onPage.has(`${entry.position}`));
  const isNewer = ({ entry }: VerifiedEntry) => entry.position >= size;
  found.push(...absent.filter((one) => !isNewer(one)).map(({ entry }) => ({ kind: 'missing' as const, entry: `${entry.position}` })));
  for (const field of shown.fields) {
    const [entry, path = ''] = split(field.of);
    const proven = entries.get(entry);
    const value = proven === undefined ? undefined : valueAt(proven, path);
    if (!isShown(value, field.text, field.datetime)) {
      const is = field.datetime !== null && typeof value === 'bigint' ? new Date(Number(value / 1000n)).toISOString() : textOf(value);
      found.push({ kind: 'field', entry, path, shown: field.datetime ?? field.text, proven: is });
    }
  }
  return { differences: found, newer: absent.filter(isNewer).length };
}

/** Recalls that no later Correction withdrew. */
export function standingRecalls(entries: VerifiedEntry[]): bigint[] {
  const corrected = new Map<string, number>();
  const inOrder = [...entries].sort((a, b) => (a.entry.position < b.entry.position ? -1 : 1));
  for (const { entry } of inOrder) if (entry.statement.kind === 'correction') corrected.set(toHex(entry.statement.said.target), entry.statement.said.kind);
  return inOrder.filter(({ entry }) => entry.statement.kind === 'recall' && !corrected.has(entry.statement.identity)).map(({ entry }) => entry.position);
}

// What the lot was made from, the products of these, and parties: the page tells of them what it needs, not all. Of the goods themselves it tells all.
function isBeside(subject: string, { subject: own, histories }: Provenance): boolean {
  if (subject.startsWith('party/')) return subject !== own;
  const inputs = histories.flatMap((history) => history.entries).flatMap(({ entry }) => (entry.statement.said.inputs ?? []) as Fields[]).map((input) => input.lot as string);
  const product = productOf(own);
  const itsOwn = [own, product, ...(histories.find((history) => history.subject === own)?.entries ?? []).map(({ entry }) => lotOf(product, entry.statement.said))];
  if (itsOwn.includes(subject)) return false;
  // A lot that an item's address names, and its record does not.
  return (own.includes('/21/') && productOf(subject) === product) || inputs.some((lot) => lot === subject || productOf(lot) === subject);
}

const productOf = (subject: string): string => subject.replace(/\/(?:10|21)\/[^/]*$/, '');

const lotOf = (product: string, said: Fields): string => (typeof said.lot === 'string' && said.lot !== '' ? lotKey(product, said.lot) : product);

/** Whether an address names a subject: an item's may carry its lot, and anything may stand before it. */
export function isAddressOf(path: string, subject: string): boolean {
  const itself = path.replace(/\/10\/[^/]*(?=\/21\/)/, '');
  return itself === subject || itself.endsWith(`/${subject}`);
}

function split(of: string): [string, string] {
  const colon = of.indexOf(':');
  return [of.slice(0, colon), of.slice(colon + 1)];
}

// Paths are those of protobuf's JSON, with what the entry says of itself beside the statement.
function valueAt({ entry }: VerifiedEntry, path: string): unknown {
  let value: unknown = { ...entry.statement.message, recordedAt: entry.recordedAt, index: entry.index, version: entry.version, identity: entry.statement.identity };
  for (const step of path.split(/[.[\]]+/).filter((one) => one !== '')) value = (value as Fields | undefined)?.[step];
  return value;
}

function isShown(value: unknown, text: string, datetime: string | null): boolean {
  if (datetime === null) return textOf(value) === text.normalize('NFC');
  const shown = Date.parse(datetime);
  if (typeof value !== 'bigint' || Number.isNaN(shown)) return false;
  // As finely as the page says it.
  const step = /\.\d/.test(datetime) ? 1 : /\d:\d\d:\d\d/.test(datetime) ? 1000 : 60_000;
  return Math.floor(Number(value / 1000n) / step) === Math.floor(shown / step);
}

const textOf = (value: unknown): string => (value === undefined ? '' : value instanceof Uint8Array ? toHex(value) : typeof value === 'object' ? JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}` : one)) : String(value));
