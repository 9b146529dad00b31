// Until web/barcodes is there: the few forms that a station meets most.
import type { Scan, ScanKind } from '../barcodes/types';
import { readClaimCode } from '../ledger/claim';
import { checkDigit } from './sscc';

const of = (kind: ScanKind, rest: Partial<Scan> = {}): Scan => ({
  kind, subject: null, lot: null, elementString: null, number: null, carriers: [], claim: null, sentence: { zh: '不是本台能用的条码', en: 'nothing of ours' }, ...rest,
});

export function readScan(text: string): Scan {
  const scanned = text.trim().replace(/^\][A-Za-z]\d/, '');
  const link = /(?:^https?:\/\/[^/]+)?\/01\/(\d{8,14})((?:\/(?:10|21)\/[^/?#]+)*)/.exec(scanned);
  if (link) return product(link[1]!, link[2]!);
  if (/^00\d{18}$/.test(scanned) && checkDigit(scanned.slice(2, -1)) === scanned.at(-1)) return of('parcel', { subject: `00/${scanned.slice(2)}` });
  if (/^\d{18}$/.test(scanned) && checkDigit(scanned.slice(0, -1)) === scanned.at(-1)) return of('parcel', { subject: `00/${scanned}` });
  if (/^(?:\d{8}|\d{12,14})$/.test(scanned) && checkDigit(scanned.slice(0, -1)) === scanned.at(-1)) return product(scanned, '');
  const claim = readClaimCode(scanned.replace(/^.*#/, ''));
  if (claim !== null) return of('claim', { claim });
  if (/^SF\d{12,15}$/.test(scanned)) return of('waybill', { number: scanned, carriers: [{ code: 'shunfeng', zh: '顺丰速运', en: 'SF Express' }] });
  if (/^YT\d{13}$/.test(scanned)) return of('waybill', { number: scanned, carriers: [{ code: 'yuantong', zh: '圆通速递', en: 'YTO Express' }] });
  if (/^7\d{13}$/.test(scanned)) return of('waybill', { number: scanned, carriers: [{ code: 'zhongtong', zh: '中通快递', en: 'ZTO Express' }] });
  return of('nothing');
}

function product(gtin: string, qualifiers: string): Scan {
  const subject = `01/${gtin.padStart(14, '0')}`;
  const lot = /\/10\/([^/]+)/.exec(qualifiers)?.[1] ?? null;
  const serial = /\/21\/([^/]+)/.exec(qualifiers)?.[1];
  if (serial !== undefined) return of('item', { subject: `${subject}/21/${serial}`, lot });
  return lot === null ? of('product', { subject }) : of('lot', { subject: `${subject}/10/${lot}`, lot });
}

export const carriers = () => [
  { code: 'shunfeng', zh: '顺丰速运', en: 'SF Express' },
  { code: 'yuantong', zh: '圆通速递', en: 'YTO Express' },
  { code: 'zhongtong', zh: '中通快递', en: 'ZTO Express' },
];
