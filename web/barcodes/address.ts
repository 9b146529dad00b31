// Web addresses that name a product without being Digital Links: product codes of GB/T 33993, and subject keys of own numbering.
import { isProblem, subjectOf, valueOf } from './elements';
import { gtin14, isValue, itemKey, lotKey, productKey, readProduct } from './keys';
import { readUnmarked } from './unmarked';

export interface Named {
  subject: string;
  lot: string | null;
}

export function productAddress(text: string): Named | null {
  const address = text.split('#')[0]!;
  const rest = address.slice(address.indexOf('://') + 3);
  const mark = rest.indexOf('?');
  const path = mark < 0 ? rest : rest.slice(0, mark);
  const segments = path.split('/').slice(1).map(unescapePart);
  const values = mark < 0 ? [] : rest.slice(mark + 1).split('&').map((pair) => unescapePart(pair.slice(pair.indexOf('=') + 1)));
  return own(path) ?? word(segments) ?? elementString(segments) ?? number([...segments, ...values]);
}

function own(path: string): Named | null {
  const at = path.indexOf('/own/');
  const read = at < 0 ? null : readProduct(path.slice(at + 1));
  return read === null ? null : { subject: path.slice(at + 1), lot: read.lot };
}

function word(segments: string[]): Named | null {
  const at = segments.findIndex((segment) => segment.toLowerCase() === 'gtin' || segment === '01');
  const gtin = at < 0 ? null : gtin14(segments[at + 1] ?? '');
  if (gtin === null) return null;
  const rest = segments.slice(at + 2);
  const after = (words: string[]): string | null => {
    for (let i = 0; i + 1 < rest.length; i += 2) if (words.includes(rest[i]!.toLowerCase())) return rest[i + 1]!;
    return null;
  };
  return made(gtin, after(['bat', 'lot', 'batch', '10']), after(['ser', 'serial', '21']));
}

// Whatever follows the GTIN there and is no element is the platform's.
function elementString(segments: string[]): Named | null {
  for (const segment of segments) {
    const gtin = segment.startsWith('01') && segment.length >= 16 ? gtin14(segment.slice(2, 16)) : null;
    if (gtin === null) continue;
    const read = readUnmarked(segment);
    const subject = read !== null && 'message' in read && !isProblem(read.message) ? subjectOf(read.message) : null;
    return subject !== null && read !== null && 'message' in read ? { subject, lot: valueOf(read.message, '10') ?? null } : made(gtin, null, null);
  }
  return null;
}

// A part of path or query that is one Chinese GTIN, and the only one.
function number(parts: string[]): Named | null {
  const found = new Set(parts.filter((part) => (part.length === 13 || part.length === 14) && /^0*69/.test(part)).map(gtin14).filter((gtin) => gtin !== null));
  return found.size === 1 ? made([...found][0]!, null, null) : null;
}

function made(gtin: string, lot: string | null, serial: string | null): Named | null {
  if ((lot !== null && !isValue(lot)) || (serial !== null && !isValue(serial))) return null;
  const product = productKey(gtin);
  return { subject: serial !== null ? itemKey(product, serial) : lot !== null ? lotKey(product, lot) : product, lot };
}

// What is no UTF-8, or holds a percent sign without two hex digits, stands for itself.
function unescapePart(text: string): string {
  if (/[^\x00-\x7f]/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
