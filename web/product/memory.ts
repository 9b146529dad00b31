// What this browser remembers of a log: whom it was told to trust, the last checkpoint that it believed, and every fork that it saw. In IndexedDB; where that is off,
// in localStorage; where that is off too, nowhere, and then the page says so.
import { fromBase64, toBase64, type Octets } from '../ledger/octets';

/** Two notes that can't both be true. */
export interface Fork {
  origin: string;
  before: string;
  now: string;
  at: number;
}

export interface SeenCheckpoint {
  /** The signed note. */
  note: Octets;
  /** Milliseconds since 1970 UTC. */
  at: number;
}

export type Store = 'indexeddb' | 'localstorage' | 'none';

export interface Memory {
  readonly store: Store;
  policy(): Promise<SeenCheckpoint | null>;
  keepPolicy(bytes: Octets): Promise<void>;
  last(origin: string): Promise<SeenCheckpoint | null>;
  keepLast(origin: string, note: Octets): Promise<void>;
  forks(): Promise<Fork[]>;
  keepFork(fork: Fork): Promise<void>;
}

const database = 'trace-seen';
const table = 'seen';

/** Opens what there is. */
export async function openMemory(): Promise<Memory> {
  try {
    return over('indexeddb', await openDatabase());
  } catch {
    try {
      localStorage.setItem(`${database}/probe`, '1');
      localStorage.removeItem(`${database}/probe`);
      return over('localstorage', inLocalStorage);
    } catch {
      return over('none', { get: () => Promise.resolve(undefined), put: () => Promise.resolve() });
    }
  }
}

// Values are JSON, so that both stores hold the same.
interface Values {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
}

function over(store: Store, values: Values): Memory {
  const read = async (key: string): Promise<SeenCheckpoint | null> => {
    const text = await values.get(key);
    if (text === undefined) return null;
    const { bytes, at } = JSON.parse(text) as { bytes: string; at: number };
    return { note: fromBase64(bytes), at };
  };
  const write = (key: string, bytes: Octets) => values.put(key, JSON.stringify({ bytes: toBase64(bytes), at: Date.now() }));
  const forks = async () => JSON.parse((await values.get('forks')) ?? '[]') as Fork[];
  return {
    store,
    policy: () => read('policy'),
    keepPolicy: (bytes) => write('policy', bytes),
    last: (origin) => read(`last/${origin}`),
    keepLast: (origin, note) => write(`last/${origin}`, note),
    forks,
    async keepFork(fork) {
      const known = await forks();
      if (!known.some((one) => one.before === fork.before && one.now === fork.now)) await values.put('forks', JSON.stringify([...known, fork].slice(-20)));
    },
  };
}

const inLocalStorage: Values = {
  get: (key) => Promise.resolve(localStorage.getItem(`${database}/${key}`) ?? undefined),
  put: (key, value) => Promise.resolve(localStorage.setItem(`${database}/${key}`, value)),
};

async function openDatabase(): Promise<Values> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(table);
  const opened = await settled(opening);
  const store = (mode: IDBTransactionMode) => opened.transaction(table, mode).objectStore(table);
  return {
    get: (key) => settled(store('readonly').get(key) as IDBRequest<string | undefined>),
    put: async (key, value) => void (await settled(store('readwrite').put(value, key))),
  };
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    if ('onblocked' in request) request.onblocked = () => reject(new Error('IndexedDB is blocked'));
  });
