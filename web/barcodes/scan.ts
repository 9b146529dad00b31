// What a scan means: what says it most plainly is asked first, an identifier, a form with a check digit, at last a form alone.
import { productAddress } from './address';
import { readClaim } from './claim';
import { recognise } from './couriers';
import { formatElements, isProblem, maxLength, parseElements, subjectOf, valueOf, type Message } from './elements';
import { gtin14, isDigits } from './keys';
import { isWebAddress, parseLink } from './link';
import type { Carrier, Scan, ScanKind } from './types';
import { readUnmarked } from './unmarked';

const gs = '\x1d';
// How wedges spell FNC1, which no key types.
const spelled = ['<GS>', '{GS}', '[GS]', '(GS)', '<FNC1>', '{FNC1}', '[FNC1]', '<0x1D>', '<0x1d>', '\\x1d', '\\x1D', '\\u001d', '\\u001D', '\u241d', '\u00e8'];
const retailSymbologies = ['E0', 'E4', 'I1', 'X0'];
const gs1Symbologies = ['C1', 'e0', 'd2', 'Q3', 'J1'];

/** Says what a scan is. Takes whatever a scanner, a keyboard wedge, a camera or a person gives. */
export function readScan(text: string): Scan {
  if (text.length > maxLength) return nothing(`${text.length} characters are no code of ours: the longest has ${maxLength}.`, `${text.length} 个字符，不是本系统的码。`);
  const { symbology, message } = takeApart(text);
  if (message === '') return nothing('Nothing was scanned.', '没有扫到内容。');
  return waybill(message, true) ?? claim(symbology, message) ?? gs1(symbology, message) ?? webAddress(message) ?? digits(symbology, message) ?? waybill(message, false)
    ?? nothing(`${JSON.stringify(message.slice(0, 80))} is no GTIN, GS1 code, claim code, or waybill of a courier that is known by its form.`, `“${message.slice(0, 80)}”不是商品条码、GS1 码、验码卡，也不是能认出的快递单号。`);
}

function takeApart(text: string): { symbology: string; message: string } {
  let inner = trim(text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)));
  let symbology = '';
  if (/^\][A-Za-z][A-Za-z0-9]/.test(inner)) {
    symbology = inner.slice(1, 3);
    inner = inner.slice(3);
  }
  if (!isWebAddress(lowerScheme(inner))) for (const word of spelled) inner = inner.replaceAll(word, gs);
  return { symbology, message: lowerScheme(closed(trim(inner))) };
}

// Prefixes and suffixes of wedges are control characters and blanks. FNC1 first is kept.
const trim = (text: string): string => text.replace(/^(?:(?!\x1d)[\s\x00-\x20\x7f\ufeff\x85])+|(?:(?!\x1d)[\s\x00-\x20\x7f\ufeff\x85])+$/g, '');

// People copy what is printed below a symbol with its blanks; neither digits nor element strings have any.
const closed = (text: string): string => (text.startsWith('(') || /^[0-9 ]*$/.test(text) ? text.replaceAll(' ', '') : text);

function lowerScheme(text: string): string {
  const colon = text.indexOf('://');
  return colon === 4 || colon === 5 ? text.slice(0, colon).toLowerCase() + text.slice(colon) : text;
}

// By itself or behind the # of an address. One element string in a thousand of that length would be a code too.
function claim(symbology: string, text: string): Scan | null {
  const address = isWebAddress(text);
  const mark = address ? text.indexOf('#') : -1;
  if (address ? mark < 0 : gs1Symbologies.includes(symbology) || readUnmarked(text) !== null) return null;
  const code = readClaim(text.slice(mark + 1));
  return code === null ? null : { ...made('claim', 'A claim code of a package: a secret of its buyer.', '包裹里的验码：只属于买家，请勿外传。'), claim: code };
}

function gs1(symbology: string, text: string): Scan | null {
  const marked = /^[\^\x1d(]/.test(text);
  if (marked || gs1Symbologies.includes(symbology)) {
    const judged = parseElements(marked ? text : `^${text}`);
    return isProblem(judged) ? nothing(`GS1 data that is not valid: ${judged.problem}.`, `GS1 数据有误：${judged.problem}。`) : message(judged);
  }
  const unmarked = readUnmarked(text);
  if (unmarked === null) return null;
  return 'problem' in unmarked ? nothing(unmarked.problem.en, unmarked.problem.zh) : message(unmarked.message);
}

function webAddress(text: string): Scan | null {
  if (!isWebAddress(text)) return null;
  const judged = parseLink(text);
  if (!isProblem(judged)) return message(judged);
  const named = productAddress(text);
  return named !== null ? ofSubject(named.subject, named.lot) : nothing(`A web address that names nothing of ours: ${judged.problem}.`, '这个网址没有指向本系统的商品或包裹。');
}

function digits(symbology: string, text: string): Scan | null {
  if (!isDigits(text) || symbology === 'C0' || symbology === 'A0') return null;
  const retail = retailSymbologies.includes(symbology);
  const gtin = gtin14(expandUpcE(text, symbology) ?? text);
  if (gtin === null) return retail ? nothing('A retail barcode, but no GTIN: its length or check digit is wrong, or it is of restricted circulation.', '是零售条码，但不是有效的商品条码：位数或校验码不对，或是店内码。') : null;
  const scan = message({ elements: [{ code: '01', value: gtin }], path: 0 });
  // 690 to 699 are China's own; elsewhere one in ten waybills of that length has a fitting check digit.
  const certain = retail || text.length === 8 || (text.length === 13 && text.startsWith('69'));
  const carriers = certain ? [] : recognise(text);
  return carriers.length === 0 ? scan : {
    ...scan,
    carriers,
    number: text,
    sentence: { en: `${scan.sentence.en.slice(0, -1)}, or a waybill of ${names(carriers, 'en')}: choose.`, zh: `${scan.sentence.zh.slice(0, -1)}，也可能是${names(carriers, 'zh')}的单号：请选择。` },
  };
}

function waybill(text: string, ownFormsAlone: boolean): Scan | null {
  const carriers = recognise(text, ownFormsAlone);
  if (carriers.length === 0) return null;
  const several = carriers.length > 1;
  return {
    ...made('waybill', `A waybill of ${names(carriers, 'en')}${several ? ': choose the courier' : ''}.`, `${names(carriers, 'zh')}的快递单号${several ? '：请选择快递公司' : ''}。`),
    number: text.toUpperCase(),
    carriers,
  };
}

function message(read: Message): Scan {
  const subject = subjectOf(read);
  const elementString = formatElements(read);
  if (subject !== null) return { ...ofSubject(subject, valueOf(read, '10') ?? null), elementString };
  return { ...nothing('Valid GS1 data, but nothing that has a history here.', '是有效的 GS1 数据，但没有对应的商品、包裹或企业。'), elementString };
}

function ofSubject(subject: string, lot: string | null): Scan {
  const [kind, en, zh]: [ScanKind, string, string] = subject.startsWith('00/') ? ['parcel', 'A parcel', '包裹']
    : subject.startsWith('party/') ? ['party', 'A party', '企业']
    : /^(?:01\/[^/]+|own\/[^/]+\/[^/]+)\/21\//.test(subject) ? ['item', 'An item', '单件商品']
    : /^(?:01\/[^/]+|own\/[^/]+\/[^/]+)\/10\//.test(subject) ? ['lot', 'A lot', '批次']
    : ['product', 'A product', '商品'];
  const beside = kind === 'item' && lot !== null;
  return { ...made(kind, `${en}, ${subject}${beside ? `, of lot ${lot}` : ''}.`, `${zh} ${subject}${beside ? `，批号 ${lot}` : ''}。`), subject, lot };
}

// A UPC-E symbol's eight digits, as a GTIN-12: number system 0, six digits, check digit.
function expandUpcE(text: string, symbology: string): string | null {
  if (text.length !== 8 || text[0] !== '0' || symbology === 'E4') return null;
  const d = text.slice(1, 7);
  const last = d[5]!;
  const body = last <= '2' ? `${d.slice(0, 2)}${last}0000${d.slice(2, 5)}`
    : last === '3' ? `${d.slice(0, 3)}00000${d.slice(3, 5)}`
    : last === '4' ? `${d.slice(0, 4)}00000${d[4]}`
    : `${d.slice(0, 5)}0000${last}`;
  const expanded = `0${body}${text[7]}`;
  return gtin14(expanded) === null ? null : expanded;
}

const names = (carriers: readonly Carrier[], language: 'en' | 'zh'): string => language === 'zh' ? carriers.map((carrier) => carrier.zh).join('或') : carriers.map((carrier) => `${carrier.en} ${carrier.zh}`).join(' or ');

const nothing = (en: string, zh: string): Scan => made('nothing', en, zh);

const made = (kind: ScanKind, en: string, zh: string): Scan =>
  ({ kind, subject: null, lot: null, elementString: null, number: null, carriers: [], claim: null, sentence: { en, zh } });
