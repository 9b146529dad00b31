// What every part of the page is handed.
import type { HistoryEntry, LedgerClient } from '../ledger/ledger-client';
import type { Octets } from '../ledger/octets';
import { Texts } from '../pages/texts';
import type { Tab } from './arrival';
import en from './buyer.en.json';
import zh from './buyer.zh.json';
import type { Kept, KeyRing } from './key-ring';
import type { Sending } from './sending';

export type Text = keyof typeof en;

export const makeTexts = (): Texts<typeof en> => new Texts<typeof en>({ zh, en });

export interface Page {
  /** The subject key of the item or parcel; of a report, of anything. */
  subject: string;
  ledger: string;
  /** The platform's subject key. */
  platform: string;
  client: LedgerClient;
  ring: KeyRing;
  sending: Sending;
  tab: Tab;
  texts: Texts<typeof en>;
  /** Of the subject, the oldest first; read anew by {@link refresh}. */
  history: HistoryEntry[];
  keys: Kept[];
  /** The names of parties, as registered. */
  names: Map<string, string>;
  /** A key that was made in this page's life: its recovery sheet can still be saved. */
  fresh: { seed: Octets; name: string } | null;
  /** What was erased from this page, by identity. */
  erased: Set<string>;
  /** Reads the record again, and draws all of it. */
  refresh(): Promise<void>;
  draw(): void;
}

/** Milliseconds since 1970 UTC of the ledger's time of an entry. */
export const millisecondsOf = (entry: { recordedAt: bigint }): number => Number(entry.recordedAt / 1000n);
