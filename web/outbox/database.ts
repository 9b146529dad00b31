// What the station keeps in this browser. One database, so that what belongs together is written at once.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { HeldKey } from '../ledger/held-key';
import type { Octets } from '../ledger/octets';
import type { Refusal } from '../ledger/refusal';

/** A signed statement on its way. Its bytes are never made again. */
export interface Outgoing {
  /** The order in which they were signed, and go out. */
  seq?: number;
  identity: string;
  subject: string;
  /** Name of the payload's field in Statement, such as `shipment`. */
  kind: string;
  /** Absent once it is recorded. */
  bytes?: Octets;
  signature?: Octets;
  /** What its commitments are to; goes out after it, and is forgotten then. */
  sealed?: { path: string; key: Octets; content: Octets }[];
  /** Of the parcel or file that it belongs to. */
  group: string;
  /** What it says, for whoever must not say it twice: unique. */
  once?: string;
  state: 'waiting' | 'recorded' | 'refused';
  attempts: number;
  /** Index in the log. */
  index?: string;
  refusal?: Refusal;
}

/** A parcel that was dispatched here. */
export interface Parcel {
  id: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** Subject key. */
  parcel: string;
  /** What stands on the list: waybills are personal, and only their last four characters are kept. */
  label: string;
  items: { subject: string; name: string }[];
  statements: string[];
  /** The code of an insert that was not printed yet; deleted when it was. */
  claim?: string;
  corrected?: boolean;
  source: 'hand' | 'file' | 'road';
}

/** A picture that a Receipt commits to. It stays on this device until whoever holds it hands it over: only its hash is on the log. */
export interface Photograph {
  /** Of the Receipt, in hex. */
  identity: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** As on lists. */
  label: string;
  mediaType: string;
  content: Octets;
  /** Of the commitment: with the content it shows what was committed to. */
  key: Octets;
}

interface Schema extends DBSchema {
  keys: { key: string; value: HeldKey };
  settings: { key: string; value: unknown };
  statements: { key: number; value: Outgoing; indexes: { identity: string; once: string; state: [string, number]; group: string } };
  parcels: { key: string; value: Parcel; indexes: { at: number } };
  /** What files said that was signed here: `order|line` → the `once` that it was signed under. */
  orderLines: { key: string; value: string };
  photographs: { key: string; value: Photograph; indexes: { at: number } };
  products: { key: string; value: { subject: string; name: { zh: string; en: string }; at: number } };
}

export type Database = IDBPDatabase<Schema>;

export const openDatabase = (name = 'trace-station'): Promise<Database> =>
  openDB<Schema>(name, 2, {
    upgrade(db, before) {
      if (before < 2) db.createObjectStore('photographs', { keyPath: 'identity' }).createIndex('at', 'at');
      if (before >= 1) return;
      db.createObjectStore('keys');
      db.createObjectStore('settings');
      const statements = db.createObjectStore('statements', { keyPath: 'seq', autoIncrement: true });
      statements.createIndex('identity', 'identity', { unique: true });
      statements.createIndex('once', 'once', { unique: true });
      statements.createIndex('state', ['state', 'seq']);
      statements.createIndex('group', 'group');
      db.createObjectStore('parcels', { keyPath: 'id' }).createIndex('at', 'at');
      db.createObjectStore('orderLines');
      db.createObjectStore('products', { keyPath: 'subject' });
    },
    // Another tab brings a newer version of the page: this one must not stand in its way.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
