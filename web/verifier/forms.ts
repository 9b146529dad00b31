// What a text or a number must be beyond its length, by the number of the `Form` that its field's bounds name (bounds.proto).
import { isGln, isValue } from '../barcodes/keys';
import { provinceCodes, provinceDigits } from '../gen/verifier/tables';
import { Kind, readSubject } from './subject';

const of = (text: string, kinds: number): boolean => ((readSubject(text)?.kind ?? 0) & kinds) !== 0;

const year2000 = 946_684_800_000_000n;
const year2100 = 4_102_444_800_000_000n;
const digits = new Set(provinceDigits.split(' '));
const codes = new Set(provinceCodes.split(' '));

// RFC 1123, section 2.1, and RFC 5891, section 4.2.3.1.
const isLabel = (label: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label) && (label.slice(2, 4) !== '--' || label.startsWith('xn--'));

function isHostName(text: string): boolean {
  const labels = text.split('.');
  return text.length < 254 && labels.length > 1 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1)!);
}

const texts: Record<number, (text: string) => boolean> = {
  1: (text) => of(text, 0xff),
  2: (text) => of(text, Kind.party),
  3: (text) => of(text, Kind.product | Kind.lot),
  4: (text) => of(text, Kind.lot),
  5: (text) => of(text, Kind.parcel),
  7: (text) => regionPrecision(text) !== null,
  8: isGln,
  9: isValue,
  10: (text) => /^[0-9]*$/.test(text),
  11: (text) => /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(text),
  12: (text) => /^https:\/\/[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*)?$/.test(text),
  13: (text) => /^SC[0-9]{14}$/.test(text),
  14: (text) => /^[a-z0-9]{2,20}$/.test(text),
  16: isHostName,
};

export const isTextOfForm = (form: number, text: string): boolean => texts[form]?.(text) ?? form === 0;

export function isNumberOfForm(form: number, number: bigint): boolean {
  return form === 15 ? isTime(number) : form !== 6 || isDay(Number(number));
}

/** A time in microseconds since 1970 UTC, from 2000 to before 2100. */
export const isTime = (time: bigint): boolean => time >= year2000 && time < year2100;

function isDay(number: number): boolean {
  const [year, month, day] = [Math.floor(number / 10000), Math.floor(number / 100) % 100, number % 100];
  return year >= 2000 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 for a province, 2 for a prefecture, 3 for a county; null where a text is no region code. */
export function regionPrecision(text: string): 1 | 2 | 3 | null {
  if (/^[0-9]{6}$/.test(text)) return !digits.has(text.slice(0, 2)) ? null : text.endsWith('0000') ? 1 : text.endsWith('00') ? 2 : 3;
  return /^[A-Z]{2}-[0-9A-Z]{1,3}$/.test(text) && (!/^(?:CN|BR)/.test(text) || codes.has(text)) ? 1 : null;
}

// Of the planes of Chinese characters that are still being filled, an older browser knows less than the ledger: it has no say there.
const abnormal = /(?![\u{20000}-\u{3fffd}])[\p{Cn}\p{Co}\p{Cs}\p{Cc}\p{Zl}\p{Zp}]/u;

/** Unicode Normalization Form C, assigned code points, neither control characters nor private use. */
export const isNormal = (text: string): boolean => /^[ -~]*$/.test(text) || (!abnormal.test(text) && text.normalize('NFC') === text);
