// GS1 messages: identifiers with their values, judged as Trace.Domain's ElementString judges them.
import { gtin14, isGln, isSscc, isValue, itemKey, lotKey, productKey } from './keys';
import { atStartOf, find, readComponents, valueProblem, type Identifier } from './syntax';

export interface Element {
  code: string;
  value: string;
}

/** A valid message. `path`: how many of its first elements stood in the path of a Digital Link. */
export interface Message {
  elements: Element[];
  path: number;
}

export type Judged = Message | { problem: string };

export const maxLength = 8191;
export const maxElements = 64;

export const isProblem = (judged: Judged): judged is { problem: string } => 'problem' in judged;

export const valueOf = (message: Message, code: string): string | undefined => message.elements.find((element) => element.code === code)?.value;

/** Reads `^01…` (or with the character 29 for FNC1) and `(01)…`, where `\(` is a bracket of a value. */
export function parseElements(text: string): Judged {
  if (text.length > maxLength) return { problem: `must have at most ${maxLength} characters` };
  const elements: Element[] = [];
  const bar = text.indexOf('|');
  for (const part of bar < 0 ? [text] : [text.slice(0, bar), text.slice(bar + 1)]) {
    const problem = part.startsWith('(') ? readBracketed(part, elements) : /^[\^\x1d]/.test(part) ? readUnbracketed(part.slice(1), elements) : 'must begin with ^ or a bracket';
    if (problem !== null) return { problem };
  }
  return judge(elements, 0);
}

/** Judges a message whose values are good by themselves. */
export function judge(elements: Element[], path: number): Judged {
  const problem = elements.length === 0 ? 'must have an Application Identifier' : elements.length > maxElements ? `must have at most ${maxElements} Application Identifiers` : associationProblem(elements);
  return problem === null ? { elements, path } : { problem };
}

export function formatElements(message: Message): string {
  let text = '^';
  message.elements.forEach((element, i) => {
    text += element.code + element.value;
    if (i + 1 < message.elements.length && !find(element.code)!.predefined) text += '^';
  });
  return text;
}

/** What a message names in the ledger. */
export function subjectOf(message: Message): string | null {
  for (const { code, value } of message.elements) {
    const subject = code === '00' ? (isSscc(value) ? `00/${value}` : null)
      : code === '01' ? subjectOfGtin(value, valueOf(message, '10'), valueOf(message, '21'))
      : code === '417' ? (isGln(value) ? `party/gln/${value}` : null)
      : null;
    if (subject !== null) return subject;
  }
  return null;
}

function subjectOfGtin(value: string, lot: string | undefined, serial: string | undefined): string | null {
  const gtin = gtin14(value);
  if (gtin === null) return null;
  const product = productKey(gtin);
  if (serial !== undefined) return isValue(serial) ? itemKey(product, serial) : null;
  if (lot !== undefined) return isValue(lot) ? lotKey(product, lot) : null;
  return product;
}

function readUnbracketed(text: string, elements: Element[]): string | null {
  if (text === '') return 'must have an Application Identifier after FNC1';
  while (text !== '' && elements.length <= maxElements) {
    const entry = atStartOf(text);
    if (entry === undefined) return `${JSON.stringify(text.slice(0, 8))} does not begin with a GS1 Application Identifier`;
    text = text.slice(entry.code.length);
    const end = text.search(/[\^\x1d]/);
    const reach = end < 0 ? text.length : end;
    const value = text.slice(0, entry.predefined ? Math.min(entry.max, reach) : reach);
    const { problem, length } = readComponents(entry, value);
    if (problem !== null) return problem;
    elements.push({ code: entry.code, value: value.slice(0, length) });
    text = text.slice(length);
    const separated = /^[\^\x1d]/.test(text);
    if (!separated && text !== '' && !entry.predefined) return `(${entry.code}) must have at most ${entry.max} characters before FNC1`;
    if (separated) text = text.slice(1);
  }
  return null;
}

function readBracketed(text: string, elements: Element[]): string | null {
  for (let at = 0; at < text.length && elements.length <= maxElements;) {
    const close = text[at] === '(' ? text.indexOf(')', at) : -1;
    if (close < 0) return 'must be an Application Identifier in brackets, as in (01)';
    const entry = find(text.slice(at + 1, close));
    if (entry === undefined) return `(${text.slice(at + 1, close).slice(0, 8)}) is no GS1 Application Identifier`;
    at = close + 1;
    while (at < text.length && !(text[at] === '(' && (at === close + 1 || text[at - 1] !== '\\'))) at++;
    const value = text.slice(close + 1, at).replaceAll('\\(', '(');
    const problem = valueProblem(entry, value);
    if (problem !== null) return problem;
    elements.push({ code: entry.code, value });
  }
  return null;
}

function associationProblem(elements: Element[]): string | null {
  const present = [...new Set(elements.map((element) => element.code))].sort().map((code) => find(code)!);
  const match = (pattern: string, self: Identifier) => {
    const digits = pattern.replace(/n+$/, '');
    return present.find((other) => other.code !== self.code && other.code.length === pattern.length && other.code.startsWith(digits));
  };
  for (const entry of present) {
    for (const pattern of entry.excludes) {
      const other = match(pattern, entry);
      if (other !== undefined) return `(${entry.code}) must not be with (${other.code})`;
    }
  }
  for (const entry of present) {
    for (const groups of entry.requires) {
      if (!groups.some((group) => group.every((pattern) => match(pattern, entry) !== undefined))) {
        return `(${entry.code}) must be with ${groups.map((group) => group.map((code) => `(${code})`).join(' and ')).join(' or ')}`;
      }
    }
  }
  const values = new Map<string, string>();
  for (const { code, value } of elements) {
    if ((values.get(code) ?? value) !== value) return `(${code}) is there more than once, must have the same value each time`;
    values.set(code, value);
  }
  const bare = values.has('8030') ? elements.find(({ code, value }) => ['253', '255', '8003'].includes(code) && value.length === find(code)!.min) : undefined;
  return bare === undefined ? null : `(${bare.code}) must have its serial component where it is with (8030)`;
}
