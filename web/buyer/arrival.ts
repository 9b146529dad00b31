// A code that comes with the address, behind #, where no server sees it. The address is replaced before anything else is done, the seed kept for
// this tab, and the page loaded again: what was loaded with the code in its address may be shared with it.
import { claimSeed, readClaimCode } from '../ledger/claim';
import { equal, fromBase64, toBase64, type Octets } from '../ledger/octets';

const kept = 'trace-claim';

/** What of a browser this needs. */
export interface Tab {
  /** The part behind #, with it; empty where there is none. */
  hash(): string;
  /** Takes that part out of the address and of the tab's history. */
  clean(): void;
  reload(): void;
  /** Kept for this tab alone; null where the browser keeps nothing. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

/** Of one page's life, where the browser keeps nothing. */
const inMemory = new Map<string, Octets>();

/** `none`: no code came. `reloading`: the page is about to be loaded again. `kept`: the seed is kept, and nothing is left in the address. */
export type Arrival = 'none' | 'reloading' | 'kept';

/**
 * Takes the code out of the address. WeChat loses what is behind # on some redirects (then none comes, and the code is typed), keeps it otherwise, and on
 * iOS may put the first address back when a page is loaded again: then the seed is known already, and nothing is loaded a third time.
 */
export async function arrive(tab: Tab, subject: string, ledger: string): Promise<Arrival> {
  const code = readClaimCode(unescaped(tab.hash().slice(1)));
  if (code === null) return 'none';
  tab.clean();
  const seed = await claimSeed(code, ledger);
  const known = seedFor(tab, subject);
  if (known !== null && equal(known, seed)) return 'kept';
  if (!keepSeed(tab, subject, seed)) return 'kept';
  tab.reload();
  return 'reloading';
}

/** The seed that is kept for an item or parcel; null where none is. */
export function seedFor(tab: Pick<Tab, 'storage'>, subject: string): Octets | null {
  const here = inMemory.get(subject);
  if (here !== undefined) return here;
  try {
    const all = JSON.parse(tab.storage?.getItem(kept) ?? '{}') as Record<string, string>;
    return typeof all[subject] === 'string' ? fromBase64(all[subject]) : null;
  } catch {
    return null;
  }
}

/** Keeps a seed until it was used. @returns Whether it outlives this page. */
export function keepSeed(tab: Pick<Tab, 'storage'>, subject: string, seed: Octets): boolean {
  try {
    if (tab.storage === null) throw new Error('nothing is kept here');
    // One at a time: a tab is at one item.
    tab.storage.setItem(kept, JSON.stringify({ [subject]: toBase64(seed) }));
    return true;
  } catch {
    inMemory.set(subject, seed);
    return false;
  }
}

/** Forgets it: it was used, or is not wanted. */
export function forgetSeed(tab: Pick<Tab, 'storage'>, subject: string): void {
  inMemory.delete(subject);
  try {
    tab.storage?.removeItem(kept);
  } catch {
    // What can't be written to was not written to.
  }
}

/** This browser's tab. */
export function thisTab(): Tab {
  return {
    hash: () => location.hash,
    clean: () => history.replaceState(null, '', location.pathname + location.search),
    reload: () => location.reload(),
    storage: storageOfTab(),
  };
}

function storageOfTab(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
