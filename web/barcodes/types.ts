// What a scan means. The same judgement as Trace.Domain.Barcodes, held to it by vectors/scans.json.

export type ScanKind = 'product' | 'lot' | 'item' | 'parcel' | 'party' | 'claim' | 'waybill' | 'nothing';

export interface Carrier {
  /** 快递100's code. */
  code: string;
  zh: string;
  en: string;
}

export interface Scan {
  kind: ScanKind;
  /** Subject key of what it names: `01/…`, `00/…`, `party/gln/…`, `own/…`; null for waybills, whose key needs the ledger's key of the year. */
  subject: string | null;
  /** The lot, also beside an item's serial. */
  lot: string | null;
  /** Of GS1 data: without brackets, `^` for FNC1. */
  elementString: string | null;
  /** Of a waybill: the number as it is hashed. */
  number: string | null;
  /** Couriers whose waybills have this form. More than one: the courier is chosen. With a product: the digits could be a waybill too. */
  carriers: Carrier[];
  /** Of a claim insert: the 20 characters. A secret: shown to nobody, logged nowhere. */
  claim: string | null;
  /** What it is, or why it is nothing of ours. */
  sentence: { en: string; zh: string };
}

export interface BarcodesApi {
  /** Whatever a camera, a scanner that types or a person gave. */
  readScan(text: string): Scan;
  /** GTIN-8, -12, -13 or -14 as its 14 digits, or null: wrong length or check digit, or restricted circulation. */
  gtin14(text: string): string | null;
  isSscc(text: string): boolean;
  isGln(text: string): boolean;
  /** A courier by 快递100's code or by any of its names. */
  findCarrier(name: string): Carrier | null;
  carriers(): readonly Carrier[];
  /** The canonical Digital Link of a product, lot, item or logistic unit; null where a subject has none. */
  digitalLink(subject: string, lot?: string, stem?: string): string | null;
}
