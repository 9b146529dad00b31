// GS1 data, scans and couriers for pages: the same judgement as Trace.Domain.Barcodes, held to it by vectors/barcodes.json and vectors/scans.json.
import { carriers, findCarrier } from './couriers';
import { isProblem, judge } from './elements';
import { gtin14, isGln, isSscc, readProduct } from './keys';
import { formatLink } from './link';
import { readScan } from './scan';
import type { BarcodesApi } from './types';

export type { BarcodesApi, Carrier, Scan, ScanKind } from './types';
export { carriers, findCarrier, gtin14, isGln, isSscc, readScan };

/** The canonical Digital Link of a product, lot, item, logistic unit or party by GLN; null where a subject has none. */
export function digitalLink(subject: string, lot?: string, stem?: string): string | null {
  const product = readProduct(subject);
  const elements = subject.startsWith('00/') && isSscc(subject.slice(3)) ? [{ code: '00', value: subject.slice(3) }]
    : subject.startsWith('party/gln/') && isGln(subject.slice(10)) ? [{ code: '417', value: subject.slice(10) }]
    : product?.gtin == null ? []
    : [['01', product.gtin], ['10', product.lot ?? lot], ['21', product.serial]].filter((part): part is [string, string] => typeof part[1] === 'string').map(([code, value]) => ({ code, value }));
  const judged = judge(elements, 0);
  return isProblem(judged) ? null : formatLink(judged, stem);
}

const api: BarcodesApi = { readScan, gtin14, isSscc, isGln, findCarrier, carriers, digitalLink };
export default api;
