// GS1 keys, the party's own, and their subject keys (wire format, section 7).

const set82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/;
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export const isDigits = (text: string): boolean => /^[0-9]+$/.test(text);

/** The check digit that belongs after digits: weights 3 and 1 from the right. */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = digits.length - 1, weight = 3; i >= 0; i--, weight = 4 - weight) sum += Number(digits[i]) * weight;
  return (10 - (sum % 10)) % 10;
}

const isKey = (text: string, length: number): boolean =>
  text.length === length && isDigits(text) && /[1-9]/.test(text) && checkDigit(text.slice(0, -1)) === Number(text.at(-1));

export const isSscc = (text: string): boolean => isKey(text, 18);
export const isGln = (text: string): boolean => isKey(text, 13);

/** The 14 digits; null for a wrong length or check digit, zeros, and restricted circulation (02, 04, 20 to 29, GS1-8 prefixes 0 and 2). */
export function gtin14(text: string): string | null {
  if (![8, 12, 13, 14].includes(text.length) || !isKey(text, text.length)) return null;
  const padded = text.padStart(14, '0');
  const prefix = Number(padded.slice(1, 3));
  const short = Number(padded.slice(1, 7));
  return prefix === 2 || prefix === 4 || (prefix >= 20 && prefix <= 29) || short === 0 || short === 2 ? null : padded;
}

export function isUscc(text: string): boolean {
  if (text.length !== 18 || [...text].some((c) => !usccAlphabet.includes(c)) || /^0+$/.test(text)) return false;
  let sum = 0;
  for (let i = 0, weight = 1; i < 17; i++, weight = (weight * 3) % 31) sum += usccAlphabet.indexOf(text[i]!) * weight;
  return usccAlphabet[(31 - (sum % 31)) % 31] === text[17];
}

/** Whether a lot, serial or own code can be part of a subject key. */
export const isValue = (value: string): boolean => set82.test(value) && value !== '.' && value !== '..';

const escapeValue = (value: string): string =>
  value.replace(/[^A-Za-z0-9\-._]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

export const productKey = (gtin: string): string => `01/${gtin}`;
export const lotKey = (product: string, lot: string): string => `${product}/10/${escapeValue(lot)}`;
export const itemKey = (product: string, serial: string): string => `${product}/21/${escapeValue(serial)}`;
export const ownKey = (party: string, code: string): string => `own/${party.slice(party.lastIndexOf('/') + 1)}/${escapeValue(code)}`;

/** Parts of a subject key of a product, lot or item, decoded; null where it is none or not in its one spelling. */
export function readProduct(subject: string): { product: string; gtin: string | null; lot: string | null; serial: string | null } | null {
  const parts = subject.split('/');
  const depth = parts[0] === 'own' ? 3 : 2;
  if ((parts[0] !== '01' && parts[0] !== 'own') || (parts.length !== depth && parts.length !== depth + 2)) return null;
  if (parts[0] === '01' && (parts[1]!.length !== 14 || gtin14(parts[1]!) === null)) return null;
  if (parts[0] === 'own' && !(isUscc(parts[1]!) || isGln(parts[1]!))) return null;
  const values = parts.filter((_, i) => (parts[0] === 'own' && i === 2) || i === depth + 1);
  for (const value of values) {
    const decoded = unescapeValue(value);
    if (decoded === null || !isValue(decoded) || escapeValue(decoded) !== value) return null;
  }
  const mark = parts[depth];
  if (mark !== undefined && mark !== '10' && mark !== '21') return null;
  const last = mark === undefined ? null : unescapeValue(parts[depth + 1]!);
  return {
    product: parts.slice(0, depth).join('/'),
    gtin: parts[0] === '01' ? parts[1]! : null,
    lot: mark === '10' ? last : null,
    serial: mark === '21' ? last : null,
  };
}

function unescapeValue(text: string): string | null {
  return /%(?![0-9A-F]{2})/.test(text) ? null : text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
