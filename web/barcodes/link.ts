// GS1 Digital Link URIs, uncompressed (URI Syntax 1.6), read and written as Trace.Domain's DigitalLink does.
import { judge, maxElements, maxLength, valueOf, type Element, type Judged, type Message } from './elements';
import { all, find, valueProblem } from './syntax';

export const canonicalStem = 'https://id.gs1.org';

const scheme = /^(?:https?|HTTPS?):\/\//;

export const isWebAddress = (text: string): boolean => scheme.test(text);

export function parseLink(uri: string): Judged {
  if (uri.length > maxLength) return { problem: `must have at most ${maxLength} characters` };
  if (/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/.test(uri)) return { problem: 'has a character that no URI has' };
  const shape = /^(?:https?|HTTPS?):\/\/([A-Za-z0-9\-.:[\]]+)(\/[^#]*)/.exec(uri);
  if (shape === null) return { problem: 'must be http:// or https://, a domain, and a path with a primary key' };
  const mark = shape[2]!.indexOf('?');
  const elements: Element[] = [];
  const problem = readPath(mark < 0 ? shape[2]! : shape[2]!.slice(0, mark), elements);
  if (problem !== null) return { problem };
  const path = elements.length;
  const wrong = (mark < 0 ? null : readQuery(shape[2]!.slice(mark + 1), elements)) ?? orderProblem(elements, path);
  return wrong === null ? judge(elements, path) : { problem: wrong };
}

export function formatLink(message: Message, stem: string = canonicalStem): string | null {
  const path = message.path > 0 ? message.elements.slice(0, message.path) : choosePath(message);
  if (path.length === 0) return null;
  const written = new Set(path.map((element) => element.code));
  const attributes = message.elements.filter((element) => !written.has(element.code) && written.add(element.code));
  if (attributes.some((element) => !find(element.code)!.attribute)) return null;
  const fixed = (element: Element) => find(element.code)!.predefined;
  const query = [...attributes.filter(fixed), ...attributes.filter((element) => !fixed(element))].map((element) => `${element.code}=${escapeValue(element.value)}`).join('&');
  return stem.replace(/\/+$/, '') + path.map((element) => `/${element.code}/${escapeValue(element.value)}`).join('') + (query === '' ? '' : `?${query}`);
}

function choosePath(message: Message): Element[] {
  const key = message.elements.find((element) => find(element.code)!.qualifiers !== null);
  if (key === undefined) return [];
  let best: string[] = [];
  for (const sequence of find(key.code)!.qualifiers!) {
    const there = sequence.filter((code) => valueOf(message, code) !== undefined);
    if (there.length > best.length) best = there;
  }
  return [key, ...best.map((code) => ({ code, value: valueOf(message, code)! }))];
}

function readPath(path: string, elements: Element[]): string | null {
  const segments = path.split('/');
  let key = segments.length - 2;
  while (key >= 1 && find(segments[key]!)?.qualifiers === null) key -= 2;
  if (key < 1 || find(segments[key]!) === undefined) {
    return isCompressed(segments.at(-1)!) ? 'is compressed, which is not read here' : 'must end in a primary key and its qualifiers';
  }
  for (let i = key; i < segments.length; i += 2) {
    const problem = readValue(segments[i]!, segments[i + 1]!, false, elements);
    if (problem !== null) return problem;
  }
  return null;
}

function readQuery(query: string, elements: Element[]): string | null {
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=');
    if (equals === 0) return 'has a query parameter without a name';
    // What is no number belongs to whoever's site it is.
    if (equals < 0 || /[^0-9]/.test(parameter.slice(0, equals))) continue;
    const code = parameter.slice(0, equals);
    if (find(code) === undefined) return `query parameter ${code} is a number, must be a GS1 Application Identifier`;
    const problem = readValue(code, parameter.slice(equals + 1), true, elements);
    if (problem !== null) return problem;
    if (elements.length > maxElements) return null;
  }
  return null;
}

function readValue(code: string, escaped: string, inQuery: boolean, elements: Element[]): string | null {
  let value = (inQuery ? escaped.replaceAll('+', ' ') : escaped).replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  if (code === '01' && [8, 12, 13].includes(value.length)) value = value.padStart(14, '0');
  elements.push({ code, value });
  return valueProblem(find(code)!, value);
}

function orderProblem(elements: Element[], pathLength: number): string | null {
  const path = elements.slice(0, pathLength).map((element) => element.code);
  if (!isSequence(path)) return `(${path[0]}) must be followed by its qualifiers in the standard's order`;
  const codes = elements.map((element) => element.code);
  const repeated = codes.find((code, i) => codes.indexOf(code) !== i);
  if (repeated !== undefined) return `(${repeated}) must be there once`;
  for (const { code } of elements.slice(pathLength)) {
    if (!find(code)!.attribute) return `(${code}) must be no data attribute in the query`;
    if (path.some((_, at) => isSequence([...path.slice(0, at + 1), code, ...path.slice(at + 1)]))) return `(${code}) must be in the path`;
  }
  return null;
}

function isSequence([key, ...qualifiers]: string[]): boolean {
  return find(key!)!.qualifiers!.some((sequence) => {
    const there = sequence.filter((code) => qualifiers.includes(code));
    return there.length === qualifiers.length && there.every((code, i) => code === qualifiers[i]);
  });
}

// By its first byte: two digits of an identifier, or a code of the standard for several identifiers, one digit of which is a letter.
function isCompressed(segment: string): boolean {
  if (segment.length < 10 || /[^A-Za-z0-9\-_]/.test(segment) || /^[0-9]+$/.test(segment)) return false;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const first = ((alphabet.indexOf(segment[0]!) << 2) | (alphabet.indexOf(segment[1]!) >> 4)).toString(16).padStart(2, '0');
  return !/^[0-9]+$/.test(first) || [...all()].some((entry) => entry.code.startsWith(first));
}

const escapeValue = (value: string): string =>
  value.replace(/[^A-Za-z0-9\-._~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
