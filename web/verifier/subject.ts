// Subject keys in their one spelling (wire format, section 7).
import { isGln, isSscc, isUscc, readProduct } from '../barcodes/keys';

/** Kinds of subjects; several together say what a kind of statement may be about. */
export const Kind = { product: 1, lot: 2, item: 4, logisticUnit: 8, waybill: 16, party: 32, key: 64, log: 128, parcel: 24, goods: 31, any: 63 } as const;

export interface Subject {
  value: string;
  /** One bit of `Kind`. */
  kind: number;
  /** Of a product, lot or item that has one. */
  gtin: string | null;
  /** The party whose own code the product has. */
  owner: string | null;
  /** The product of a lot or item; a product itself. */
  product: string | null;
  /** The party whose key this is; a party itself. */
  party: string | null;
  keyId: string | null;
  carrier: string | null;
  year: number;
}

/** Reads a key; null where it is none, or not in its one spelling. */
export function readSubject(text: string): Subject | null {
  if (text.length > 160) return null;
  const [first, second = ''] = text.split('/');
  switch (first) {
    case '01':
    case 'own': {
      const read = readProduct(text);
      if (read === null) return null;
      const owner = first === '01' ? null : `party/${second.length === 18 ? 'uscc' : 'gln'}/${second}`;
      return subject(text, read.lot !== null ? Kind.lot : read.serial !== null ? Kind.item : Kind.product, { gtin: read.gtin, owner, product: read.product });
    }
    case '00':
      return isSscc(text.slice(3)) ? subject(text, Kind.logisticUnit) : null;
    case 'parcel': {
      const waybill = /^parcel\/([a-z0-9]{2,20})\/([0-9]{4})-([a-z2-7]{25}[aeimquy4])$/.exec(text);
      return waybill === null ? null : subject(text, Kind.waybill, { carrier: waybill[1]!, year: Number(waybill[2]) });
    }
    case 'party': {
      const named = /^(party\/(?:uscc\/([^/]*)|gln\/([^/]*)))(?:\/key\/([0-9a-f]{64}))?$/.exec(text);
      if (named === null || !(named[2] !== undefined ? isUscc(named[2]) : isGln(named[3]!))) return null;
      return subject(text, named[4] === undefined ? Kind.party : Kind.key, { party: named[1]!, keyId: named[4] ?? null });
    }
    case 'log':
      return /^log\/(?:genesis|erasures|heads|shards|registry)$/.test(text) ? subject(text, Kind.log) : null;
    default:
      return null;
  }
}

const subject = (value: string, kind: number, parts: Partial<Subject> = {}): Subject =>
  ({ value, kind, gtin: null, owner: null, product: null, party: null, keyId: null, carrier: null, year: 0, ...parts });

/** Whether this is another, or lies below it, as an item below its product. Without the slash, own code A1 would lie under own code A. */
export const isAtOrUnder = (one: Subject, above: string): boolean => one.value === above || one.value.startsWith(`${above}/`);

/** Whether the 13 digits after the indicator digit start with a GS1 Company Prefix; the empty one is nobody's. */
export const isUnderPrefix = (gtin: string, prefix: string): boolean => prefix !== '' && gtin.startsWith(prefix, 1);
