// What things are called on the page.
import { findCarrier } from '../barcodes';
import type { LedgerClient } from '../ledger/ledger-client';
import type { Database } from '../outbox/database';
import type { ParcelCode } from './flow';

export interface Name {
  zh: string;
  en: string;
}

/** The product of a product, lot or item. */
export const productOf = (subject: string): string => subject.replace(/\/(?:10|21)\/[^/]+$/, '').replace(/\/10\/[^/]+$/, '');

/** A subject's last value: GTIN, lot or serial as it is printed. */
export const lastOf = (subject: string): string => decodeURIComponent(subject.slice(subject.lastIndexOf('/') + 1));

/** A parcel on lists. A waybill is personal: its last four characters tell parcels apart. */
export const parcelLabel = (code: ParcelCode): string => ('subject' in code ? lastOf(code.subject) : `${findCarrier(code.carrier)?.zh ?? code.carrier} …${code.number.slice(-4)}`);

const againAfter = 24 * 3_600_000;

/** A product's name as its Listing has it; the product's own number where none is known here. Asks the ledger once a day, and never waits for it. */
export class ProductNames {
  private readonly known = new Map<string, Name>();
  private readonly asked = new Set<string>();

  constructor(private readonly db: Database, private readonly client: LedgerClient, private readonly changed: () => void) {}

  async load(): Promise<void> {
    for (const { subject, name, at } of await this.db.getAll('products')) {
      this.known.set(subject, name);
      if (Date.now() - at < againAfter) this.asked.add(subject);
    }
  }

  /** Whether a Listing of it was seen. */
  knows = (product: string): boolean => this.known.has(product);

  of(subject: string): Name {
    const product = productOf(subject);
    if (!this.asked.has(product)) {
      this.asked.add(product);
      void this.learn(product).catch(() => this.asked.delete(product));
    }
    const number = lastOf(product).replace(/^0(?=\d{13}$)/, '');
    return this.known.get(product) ?? { zh: number, en: number };
  }

  private async learn(product: string): Promise<void> {
    const listing = (await this.client.history(product)).map(({ statement }) => statement.payload).findLast((payload) => payload.case === 'listing')?.value;
    if (listing?.name === undefined) return;
    const name = { zh: listing.name.zh, en: listing.name.en };
    await this.db.put('products', { subject: product, name, at: Date.now() });
    this.known.set(product, name);
    this.changed();
  }
}
