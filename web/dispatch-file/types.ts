// What the reader of a day's export says, and what is to be recorded of it. The browser and ./trace import dispatch run the same code on the same file.

/** A column of the export that is understood. */
export type Field = 'order' | 'line' | 'courier' | 'waybill' | 'product' | 'quantity' | 'lot' | 'time';

/** The header of the column of each field, as the file spells it. What is missing is looked for by the usual names. */
export type Mapping = Partial<Record<Field, string>>;

/** A sentence in the two languages of the pages; the same rule and the same thing that came. */
export interface Sentence {
  en: string;
  zh: string;
}

export type ProblemCode =
  | 'MISSING' // a field that a row must have is empty
  | 'MANGLED' // a spreadsheet rounded a long number, 7.85012E+13
  | 'COURIER' // no courier of that name, and the waybill does not say whose it is
  | 'AMBIGUOUS' // several couriers have waybills of this form: name one in the courier's column
  | 'WAYBILL' // not of the courier's form, or longer than 64 characters
  | 'PRODUCT' // wrong check digit, restricted circulation, or not in GS1 character set 82
  | 'LOT'
  | 'QUANTITY'
  | 'TIME'
  | 'TWICE' // the same order and line stands in the file before
  | 'TOO_MANY' // more lines in a parcel than a statement holds
  | 'CHANGED'; // the parcel was recorded before, and not with this line

/** Why a row is not recorded. */
export interface Problem {
  /** Line of a text file, row of a sheet; counted from 1. */
  row: number;
  field: Field | null;
  code: ProblemCode;
  /** What the cell held. */
  came: string;
  message: Sentence;
}

/** A row that was understood. */
export interface DispatchRow {
  row: number;
  order: string;
  /** Tells the lines of an order apart, from the file's own column or from product and lot. */
  line: string;
  /** 快递100's code; empty where the parcel is numbered by SSCC. */
  carrier: string;
  /** As it is hashed; an SSCC's 18 digits where `carrier` is empty. */
  waybill: string;
  /** As the file has it: a GTIN of 8, 12, 13 or 14 digits, or the shop's own code. */
  product: string;
  lot: string;
  /** Thousandths of a piece: 2000 is 2. */
  thousandths: number;
  /** Microseconds since 1970 UTC, or null where the file has no time. A time of the file is of UTC+8. */
  time: number | null;
}

/** What a file says. */
export interface Reading {
  /** `utf-8`, `utf-16`, `gb18030` or `xlsx`. */
  form: string;
  /** Headers in the order of their columns; the row that they stand in. */
  columns: string[];
  headerRow: number;
  /** Which column was taken for which field, by the headers or as it was told. */
  mapping: Mapping;
  /** Fields that no column was found for and that each row needs: the page asks for them once. Empty where all were found. */
  missing: Field[];
  rows: DispatchRow[];
  problems: Problem[];
}

/** Refused as a whole: too large, no table, not a spreadsheet. */
export interface Unreadable {
  message: Sentence;
}

export interface ReadOptions {
  mapping?: Mapping;
  /** 快递100's code for rows whose courier is not named and whose waybill does not say it. */
  carrier?: string;
}

/** The parcel: a courier's waybill, which the caller turns into its key with the ledger's key of the year; or a subject key `00/…`. */
export type ParcelName = { carrier: string; waybill: string } | { subject: string };

export interface PlannedLine {
  /** Subject key of a product or lot. */
  subject: string;
  /** 1 to 200, each once. */
  line: number;
}

/** A Sale or a Shipment of a parcel. The caller adds ledger, party, key, nonce, time of its own where this has none, and to a Sale the claim key. */
export interface PlannedStatement {
  /** Of one parcel and kind, the same in every export that holds the parcel: `sale|zhongtong|7850…`. What was signed under it is sent again, never signed again. */
  key: string;
  parcel: ParcelName;
  time: number | null;
  lines: PlannedLine[];
  /** For the sealed part, in the order of `lines`; the unit is the piece. */
  quantities: number[];
  /** For the sealed part: the orders of the parcel, at most 200 characters. */
  orderReference: string;
  /** `order|line` of every row in it. */
  orderLines: string[];
  rows: number[];
}

export interface PlanOptions {
  /** Subject key of the shop; products of its own numbering are named under it. */
  party: string;
  /** The shop's own codes that stand for other products: code of the file → subject key of a product. */
  products?: Record<string, string>;
  /** `order|line` of what was recorded before → the key that it was recorded under. */
  recorded?: Record<string, string>;
  /** Parcels that were recorded before, as `carrier|waybill`; needed only where `recorded` does not hold all of their lines. */
  parcels?: string[];
}

/** What is to be recorded. A parcel's Sale comes before its Shipment; the two lists are in the same order. */
export interface DispatchPlan {
  sales: PlannedStatement[];
  shipments: PlannedStatement[];
  /** Rows that were recorded before. */
  before: number[];
  problems: Problem[];
}

export interface DispatchFileApi {
  /** Reads CSV, TSV (UTF-8 with or without byte order mark, GBK and GB18030) and XLSX. */
  readDispatchFile(bytes: Uint8Array, options?: ReadOptions): Reading | Unreadable;
  planDispatch(rows: readonly DispatchRow[], options: PlanOptions): DispatchPlan;
}
