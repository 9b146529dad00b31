// The dictionary's checks of a component, beyond its characters and length: null where it holds.
import { codeLists } from '../gen/barcodes/tables';
import { couponCode, positiveOffer } from './coupons';
import { checkDigit, isDigits } from './keys';

const pairValues = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const pairAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const ibanValues = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lists = Object.fromEntries(Object.entries(codeLists).map(([name, codes]) => [name, new Set(codes.split(' '))]));
const primes: number[] = [];
for (let n = 2; primes.length < 90; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);

const must = (holds: boolean, rule: string): string | null => (holds ? null : rule);
const number = (text: string): number => (isDigits(text) ? Number(text) : -1);
const within = (text: string, least: number, most: number): boolean => number(text) >= least && number(text) <= most;
const listed = (list: string, value: string): string | null => must(lists[list]!.has(value), `must be a code of ${list}`);
const time = (value: string, most: number): string | null => must(value.length === 2 && within(value, 0, most), `must be 00 to ${most}`);

export const companyPrefix = (value: string): string | null => must(/^[0-9]{4}/.test(value), 'must begin with a GS1 Company Prefix');

export function date(value: string, dayMayBeZero: boolean): string | null {
  if (!/^(?:[0-9]{6}|[0-9]{8})$/.test(value)) return 'must be a date, YYMMDD';
  const year = Number(value.slice(0, -4));
  const leap = value.length === 6 ? year % 4 === 0 : (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const month = Number(value.slice(-4, -2));
  const day = Number(value.slice(-2));
  if (month < 1 || month > 12) return `month is ${value.slice(-4, -2)}, must be 01 to 12`;
  const most = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return must(day >= (dayMayBeZero ? 0 : 1) && day <= most, `day is ${value.slice(-2)}, must be ${dayMayBeZero ? '00' : '01'} to ${most}`);
}

function checkPair(value: string): string | null {
  if (value.length < 2) return 'must end in two check characters';
  const data = value.slice(0, -2);
  const sum = [...data].reduce((total, c, i) => total + pairValues.indexOf(c) * primes[data.length - 1 - i]!, 0) % 1021;
  return must(value.slice(-2) === pairAlphabet[sum >> 5]! + pairAlphabet[sum & 31]!, 'must end in its two check characters');
}

function iban(value: string): string | null {
  if (value.length < 11 || value.length > 34 || !lists['iso3166alpha2']!.has(value.slice(0, 2)) || !/^[0-9A-Z]+$/.test(value)) return 'must be an IBAN';
  const rest = [...(value.slice(4) + value.slice(0, 4))].reduce((sum, c) => { const digit = ibanValues.indexOf(c); return (sum * (digit < 10 ? 10 : 100) + digit) % 97; }, 0);
  return must(rest === 1, 'must have the check digits of this account');
}

function pieceOfTotal(value: string): string | null {
  const half = value.length / 2;
  return must(value.length % 2 === 0 && number(value.slice(0, half)) >= 1 && number(value.slice(0, half)) <= number(value.slice(half)), 'must be a piece and the count of all');
}

function positionInSequence(value: string): string | null {
  const found = /^([1-9][0-9]*)\/([1-9][0-9]*)$/.exec(value);
  return must(found !== null && Number(found[1]) <= Number(found[2]), 'must be a position, a slash and the end');
}

const checks: Record<string, (value: string) => string | null> = {
  couponcode: couponCode,
  couponposoffer: positiveOffer,
  csum: (v) => must(checkDigit(v.slice(0, -1)) === Number(v.at(-1)), `check digit is ${v.at(-1)}, must be ${checkDigit(v.slice(0, -1))}`),
  csumalpha: checkPair,
  gcppos1: companyPrefix,
  gcppos2: (v) => companyPrefix(v.slice(1)),
  hasnondigit: (v) => must(/[^0-9]/.test(v), 'must have a character that is no digit'),
  hh: (v) => time(v, 23),
  hhmi: (v) => time(v.slice(0, 2), 23) ?? time(v.slice(2), 59),
  hyphen: (v) => must(/^-+$/.test(v), 'must be a hyphen'),
  iban,
  importeridx: (v) => must(/^[-0-9A-Z_a-z]$/.test(v), 'must be one character of set 64'),
  iso3166: (v) => listed('iso3166', v),
  iso3166999: (v) => (v === '999' ? null : listed('iso3166', v)),
  iso3166alpha2: (v) => listed('iso3166alpha2', v),
  iso4217: (v) => listed('iso4217', v),
  iso5218: (v) => must(/^[0129]$/.test(v), 'must be 0, 1, 2 or 9'),
  latitude: (v) => must(v.length === 10 && within(v, 0, 1_800_000_000), 'must be at most 1800000000'),
  longitude: (v) => must(v.length === 10 && within(v, 0, 3_600_000_000), 'must be at most 3600000000'),
  mediatype: (v) => must(within(v, 1, 10) || within(v, 80, 99), 'must be an AIDC media type'),
  mi: (v) => time(v, 59),
  nonzero: (v) => must(number(v) > 0, 'must not be zero'),
  nozeroprefix: (v) => must(!v.startsWith('0'), 'must not begin with 0'),
  packagetype: (v) => listed('packagetype', v),
  pcenc: (v) => must(!/%(?![0-9A-Fa-f]{2})/.test(v), 'must have two hex digits after %'),
  pieceoftotal: pieceOfTotal,
  posinseqslash: positionInSequence,
  ss: (v) => time(v, 59),
  winding: (v) => must(/^[019]$/.test(v), 'must be 0, 1 or 9'),
  yesno: (v) => must(/^[01]$/.test(v), 'must be 0 or 1'),
  yymmd0: (v) => date(v, true),
  yymmdd: (v) => date(v, false),
  yyyymmdd: (v) => date(v, false),
  zero: (v) => must(/^0+$/.test(v), 'must be 0'),
};

export function lint(name: string, value: string): string | null {
  const check = checks[name];
  // A dictionary with a check that is not built must not pass for one whose checks hold.
  if (check === undefined) throw new Error(`the check ${name} of the syntax dictionary is not built`);
  return check(value);
}
