// The keys that this browser made as a buyer or as a Report's author, one a purchase, so that no two purchases are tied to each other; and what is on
// its way. In IndexedDB, out of reach of copying; where a browser has none, in its local storage as a seed, and the page says so.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { ed25519 } from '@noble/curves/ed25519.js';
import { holdSeed, signerOf, type HeldKey } from '../ledger/held-key';
import { keyIdOf } from '../ledger/key-id';
import { fromBase64, own, toBase64, type Octets } from '../ledger/octets';
import type { SealedContent } from '../ledger/commitment';
import type { Signer } from '../ledger/statement';

/** `browser` and `wrapped` as {@link HeldKey} has them; `stored`: a seed that this browser keeps as it is. */
export type Custody = HeldKey['custody'] | 'stored';

export interface Kept {
  /** Unique: `buyer|subject`, or `author|identity of the Report`. */
  name: string;
  subject: string;
  /** Identity of the Opening or Report that names the key, in hex. */
  naming: string;
  custody: Custody;
  signer: Signer;
}

/** A signed statement that is not known to be recorded yet. */
export interface Pending {
  identity: string;
  subject: string;
  kind: string;
  bytes: Octets;
  signature: Octets;
  sealed: Pick<SealedContent, 'path' | 'key' | 'content'>[];
}

interface Row {
  name: string;
  subject: string;
  naming: string;
  held?: HeldKey;
  seed?: string;
}

interface Schema extends DBSchema {
  keys: { key: string; value: Row };
  pending: { key: string; value: Pending };
}

const prefix = 'trace-buyer|';

export class KeyRing {
  private readonly memory = new Map<string, Row>();

  private constructor(private readonly db: IDBPDatabase<Schema> | null) {}

  static async open(): Promise<KeyRing> {
    try {
      const db = await openDB<Schema>('trace-buyer', 1, {
        upgrade(made) {
          made.createObjectStore('keys', { keyPath: 'name' });
          made.createObjectStore('pending', { keyPath: 'identity' });
        },
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      return new KeyRing(db);
    } catch {
      return new KeyRing(null);
    }
  }

  /** Keeps a key before anything that names it goes out. The seed stays the caller's. */
  async keep(name: string, subject: string, naming: string, seed: Octets): Promise<Kept> {
    if (this.db !== null) {
      try {
        const row: Row = { name, subject, naming, held: await holdSeed(seed) };
        await this.db.put('keys', row);
        return await keptOf(row);
      } catch {
        // Private windows of some browsers open a database and keep nothing in it.
      }
    }
    const row: Row = { name, subject, naming, seed: toBase64(seed) };
    try {
      localStorage.setItem(prefix + name, JSON.stringify(row));
    } catch {
      this.memory.set(name, row);
    }
    return keptOf(row);
  }

  /** All keys of a subject. */
  async of(subject: string): Promise<Kept[]> {
    const rows = [...(await this.read()), ...stored(), ...this.memory.values()].filter((row) => row.subject === subject);
    return Promise.all(rows.map(keptOf));
  }

  async hold(pending: Pending): Promise<void> {
    await this.db?.put('pending', pending).catch(() => undefined);
  }

  async release(identity: string): Promise<void> {
    await this.db?.delete('pending', identity).catch(() => undefined);
  }

  async pendingOf(subject: string): Promise<Pending[]> {
    return (await this.db?.getAll('pending').catch(() => []))?.filter((one) => one.subject === subject) ?? [];
  }

  private async read(): Promise<Row[]> {
    return (await this.db?.getAll('keys').catch(() => [])) ?? [];
  }
}

function stored(): Row[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix)).map((name) => JSON.parse(localStorage.getItem(name)!) as Row);
  } catch {
    return [];
  }
}

async function keptOf(row: Row): Promise<Kept> {
  const { name, subject, naming } = row;
  return row.held !== undefined
    ? { name, subject, naming, custody: row.held.custody, signer: await signerOf(row.held) }
    : { name, subject, naming, custody: 'stored', signer: await signerOfSeed(fromBase64(row.seed!)) };
}

/** Signs with a seed that is at hand: a claim's, or a key's that is stored as it is. */
export async function signerOfSeed(seed: Octets): Promise<Signer> {
  const publicKey = own(ed25519.getPublicKey(seed));
  return { publicKey, keyId: await keyIdOf(publicKey), sign: (message) => Promise.resolve(own(ed25519.sign(message, seed))) };
}
