// One parcel after another by hand: what a scan does to the parcel that is being packed. Pure: the same scans give the same parcel.
import type { Scan } from '../barcodes/types';

export type Grain = 'item' | 'parcel' | 'lot';
/** No insert: no claim, and so no Sale. Print: the station makes the codes. Scan: they come from a printed roll. */
export type Inserts = 'none' | 'print' | 'scan';

export interface Shop {
  grain: Grain;
  inserts: Inserts;
  /** 快递100's code of the courier that most parcels go with; empty for none. */
  carrier: string;
}

/** What goes into a parcel: one item, or a quantity of a product or lot. */
export interface Packed {
  subject: string;
  lot: string;
  quantity: number;
  /** The station allotted the serial, and the label is to be printed. */
  allotted: boolean;
}

export type ParcelCode = { subject: string } | { carrier: string; number: string };

export interface Packing {
  packed: Packed[];
  parcel: ParcelCode | null;
  /** Secret. In the order in which they were scanned: of each item, then of the parcel's lines. */
  claims: string[];
}

/** What is wrong with a scan, by the name of its text. */
export type Objection =
  | 'expectedProduct' | 'expectedParcel' | 'expectedInsert' | 'nothingOfOurs' | 'isParty' | 'twiceInParcel' | 'otherParcel' | 'lotNeeded' | 'insertUnwanted' | 'insertTwice'
  | 'insertTooMany' | 'linesTooMany' | 'waybillNeedsCarrier';

export type Heard =
  | { tone: 'ok'; packing: Packing; added?: Packed; complete: boolean }
  | { tone: 'wrong'; objection: Objection }
  // Several couriers number their waybills so, or a product could be meant as well.
  | { tone: 'ask'; carriers: Scan['carriers']; number: string; product: Scan | null };

export const nothingYet: Packing = { packed: [], parcel: null, claims: [] };

const mostLines = 200;

const isItem = (packed: Packed): boolean => /\/21\/[^/]+$/.test(packed.subject);
const isLine = (packed: Packed, grain: Grain): boolean => !isItem(packed) && grain !== 'lot';

/** How many inserts a parcel takes: one an item, one for all that has no serial. A quantity of a lot has none. */
export const claimsNeeded = ({ packed }: Packing, { grain, inserts }: Shop): number =>
  inserts === 'none' ? 0 : packed.filter(isItem).length + (packed.some((one) => isLine(one, grain)) ? 1 : 0);

export const isReady = (packing: Packing, shop: Shop): boolean =>
  packing.packed.length > 0 && packing.parcel !== null && (shop.inserts !== 'scan' || packing.claims.length >= claimsNeeded(packing, shop));

/** What the station waits for. */
export const expected = (packing: Packing, shop: Shop): 'product' | 'parcel' | 'insert' | 'done' =>
  packing.packed.length === 0 ? 'product'
    : shop.inserts === 'scan' && packing.claims.length < claimsNeeded(packing, shop) ? 'insert'
      : packing.parcel === null ? 'parcel' : 'done';

/** What the station knows beyond the scan. */
export interface Knowledge {
  /** A fresh serial. */
  newSerial(): string;
  /** The lot that a product is sold from today; empty for none. */
  lotOf(product: string): string;
  /** Whether the product was met before, so that digits that could be a waybill as well are taken for it. */
  knows(product: string): boolean;
}

export function hear(packing: Packing, scan: Scan, shop: Shop, knowledge: Knowledge): Heard {
  switch (scan.kind) {
    case 'product':
      if (scan.number !== null && packing.packed.length > 0 && packing.parcel === null && !knowledge.knows(scan.subject!)) {
        return { tone: 'ask', carriers: scan.carriers, number: scan.number, product: { ...scan, number: null } };
      }
      return pack(packing, scan, shop, knowledge);
    case 'lot':
    case 'item':
      return pack(packing, scan, shop, knowledge);
    case 'parcel':
      return address(packing, { subject: scan.subject! }, shop);
    case 'waybill': {
      const chosen = scan.carriers.length === 1 ? scan.carriers[0] : scan.carriers.find((carrier) => carrier.code === shop.carrier);
      if (chosen !== undefined) return address(packing, { carrier: chosen.code, number: scan.number! }, shop);
      return scan.carriers.length === 0 ? wrong('waybillNeedsCarrier') : { tone: 'ask', carriers: scan.carriers, number: scan.number!, product: null };
    }
    case 'claim':
      return insert(packing, scan.claim!, shop);
    case 'party':
      return wrong('isParty');
    case 'nothing':
      return wrong(packing.packed.length === 0 ? 'nothingOfOurs' : expected(packing, shop) === 'insert' ? 'expectedInsert' : 'expectedParcel');
  }
}

/** Sets the parcel's code, made or scanned. */
export function address(packing: Packing, parcel: ParcelCode, shop: Shop): Heard {
  if (packing.parcel !== null && !isSame(packing.parcel, parcel)) return wrong('otherParcel');
  const next = { ...packing, parcel };
  return { tone: 'ok', packing: next, complete: isReady(next, shop) };
}

function pack(packing: Packing, scan: Scan, shop: Shop, { newSerial, lotOf }: Knowledge): Heard {
  const product = scan.subject!.replace(/\/(?:10|21)\/[^/]+$/, '');
  const lot = scan.lot ?? lotOf(product);
  const ofLot = scan.kind === 'lot' ? scan.subject! : lot === '' ? null : `${product}/10/${lot}`;
  let added: Packed;
  if (scan.kind === 'item') added = { subject: scan.subject!, lot, quantity: 1, allotted: false };
  else if (shop.grain === 'item') added = { subject: `${product}/21/${newSerial()}`, lot, quantity: 1, allotted: true };
  else if (shop.grain === 'parcel') added = { subject: ofLot ?? product, lot: '', quantity: 1, allotted: false };
  else if (ofLot === null) return wrong('lotNeeded');
  else added = { subject: ofLot, lot: '', quantity: 1, allotted: false };

  const same = packing.packed.findIndex((one) => one.subject === added.subject);
  if (same >= 0 && isItem(added)) return wrong('twiceInParcel');
  if (same < 0 && packing.packed.length >= mostLines) return wrong('linesTooMany');
  const packed = same < 0 ? [...packing.packed, added] : packing.packed.map((one, i) => (i === same ? { ...one, quantity: one.quantity + 1 } : one));
  // A parcel that was scanned first is closed by hand: nobody knows how much more goes into it.
  return { tone: 'ok', packing: { ...packing, packed }, added: packed[same < 0 ? packed.length - 1 : same]!, complete: false };
}

function insert(packing: Packing, claim: string, shop: Shop): Heard {
  if (shop.inserts !== 'scan') return wrong('insertUnwanted');
  if (packing.claims.includes(claim)) return wrong('insertTwice');
  if (packing.packed.length === 0) return wrong('expectedProduct');
  if (packing.claims.length >= claimsNeeded(packing, shop)) return wrong('insertTooMany');
  const next = { ...packing, claims: [...packing.claims, claim] };
  return { tone: 'ok', packing: next, complete: isReady(next, shop) };
}

const isSame = (a: ParcelCode, b: ParcelCode): boolean =>
  'subject' in a ? 'subject' in b && a.subject === b.subject : 'number' in b && a.carrier === b.carrier && a.number === b.number;

const wrong = (objection: Objection): Heard => ({ tone: 'wrong', objection });
