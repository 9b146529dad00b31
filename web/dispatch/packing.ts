// The parcel that is being packed: takes scans, keeps what was before for undoing, signs when it is complete. No page in it.
import { newText } from '../ledger/crockford';
import { newClaimCode } from '../ledger/claim';
import type { Outbox } from '../outbox/outbox';
import type { Parcel } from '../outbox/database';
import type { Scan } from '../barcodes/types';
import { address, claimsNeeded, expected, hear, isReady, nothingYet, type Heard, type Objection, type Packed, type Packing, type ParcelCode } from './flow';
import { parcelLabel, productOf, type ProductNames } from './names';
import { record } from './recording';
import type { Station } from './station';

export interface Label {
  kind: 'item' | 'parcel' | 'insert';
  /** Subject key, or the claim's code. */
  subject: string;
  code: string;
  name: { zh: string; en: string };
  parcel: string;
}

export type Feedback =
  | { tone: 'ok'; said: 'heardOk' | 'heardParcel' | 'heardInsert' | 'heardUndone'; what: string }
  | { tone: 'done'; what: string; labels: Label[] }
  | { tone: 'wrong'; objection: Objection | 'waybillKeyMissing' | 'noPrefix'; what: string; is: Scan['sentence'] | null };

const serialLength = 12;

export class PackingDesk {
  packing: Packing = nothingYet;
  /** What waits for an answer: whose waybill it is. */
  asked: { carriers: Scan['carriers']; number: string; product: Scan | null } | null = null;
  /** The product whose lot is asked for, and what was scanned. */
  lotWanted: Scan | null = null;
  labels: Label[] = [];
  private before: Packing[] = [];

  constructor(private readonly station: Station, private readonly outbox: Outbox, private readonly names: ProductNames) {}

  get expects(): ReturnType<typeof expected> {
    return expected(this.packing, this.station.settings);
  }

  get isReady(): boolean {
    return isReady(this.packing, this.station.settings);
  }

  get canUndo(): boolean {
    return this.before.length > 0 || this.asked !== null || this.lotWanted !== null;
  }

  async take(scan: Scan, text: string): Promise<Feedback | null> {
    this.begin();
    const heard = hear(this.packing, scan, this.station.settings, {
      newSerial: () => newText(serialLength),
      lotOf: (product) => this.station.settings.lots[product] ?? '',
      knows: (product) => this.names.knows(product) || this.packing.packed.some((one) => productOf(one.subject) === product),
    });
    if (heard.tone === 'wrong') {
      this.lotWanted = heard.objection === 'lotNeeded' ? scan : null;
      return { tone: 'wrong', objection: heard.objection, what: scan.kind === 'claim' ? '' : text, is: scan.sentence };
    }
    if (heard.tone === 'ask') {
      this.asked = heard;
      return null;
    }
    return this.accept(heard);
  }

  /** Answers that a product was meant. */
  chooseProduct(): Promise<Feedback | null> {
    const { product } = this.asked!;
    this.asked = null;
    return this.take(product!, product!.number ?? '');
  }

  /** Answers whose waybill it is. */
  choose(carrier: string): Promise<Feedback | null> {
    const { number } = this.asked!;
    this.asked = null;
    return this.address({ carrier, number });
  }

  /** Gives the parcel a code of the party's own numbers. */
  async makeCode(): Promise<Feedback | null> {
    this.begin();
    const code = await this.station.newSscc();
    if (code === null) return { tone: 'wrong', objection: 'noPrefix', what: '', is: null };
    const subject = `00/${code}`;
    this.labels.push({ kind: 'parcel', subject, code, name: { zh: '', en: '' }, parcel: code });
    return this.address({ subject });
  }

  private async address(parcel: ParcelCode): Promise<Feedback | null> {
    const heard = address(this.packing, parcel, this.station.settings);
    return heard.tone === 'wrong' ? { tone: 'wrong', objection: heard.objection, what: parcelLabel(parcel), is: null } : heard.tone === 'ok' ? this.accept(heard) : null;
  }

  /** Takes the last step back; nothing of it was signed. */
  undo(): Feedback | null {
    if (this.asked !== null || this.lotWanted !== null) {
      this.asked = this.lotWanted = null;
      return { tone: 'ok', said: 'heardUndone', what: '' };
    }
    const before = this.before.pop();
    if (before === undefined) return null;
    this.packing = before;
    this.labels = this.labels.filter((label) => before.packed.some((one) => one.subject === label.subject) || isCodeOf(before.parcel, label.subject));
    return { tone: 'ok', said: 'heardUndone', what: '' };
  }

  clear(): void {
    [this.packing, this.before, this.labels, this.asked, this.lotWanted] = [nothingYet, [], [], null, null];
  }

  // Labels of the last parcel stay until the next one is begun.
  private begin(): void {
    if (this.packing === nothingYet) this.labels = [];
  }

  private async accept(heard: Heard & { tone: 'ok' }): Promise<Feedback> {
    const last = this.packing;
    this.lotWanted = null;
    this.before.push(last);
    this.packing = heard.packing;
    if (heard.complete) return this.close();
    if (heard.added !== undefined) {
      const name = this.names.of(heard.added.subject);
      if (heard.added.allotted) this.labels.push(labelOf(heard.added, name));
      return { tone: 'ok', said: 'heardOk', what: heard.added.subject };
    }
    return heard.packing.claims.length > last.claims.length ? { tone: 'ok', said: 'heardInsert', what: '' } : { tone: 'ok', said: 'heardParcel', what: parcelLabel(heard.packing.parcel!) };
  }

  /** Signs what is to be said of the parcel and puts it into the outbox: from here on nothing is undone, only corrected. */
  async close(): Promise<Feedback> {
    const { packing, station } = this;
    const { settings } = station;
    const at = new Date();
    const parcel = await station.parcelSubject(packing.parcel!, at);
    if (parcel === null) {
      this.packing = this.before.pop() ?? packing;
      return { tone: 'wrong', objection: 'waybillKeyMissing', what: '', is: null };
    }
    const group = crypto.randomUUID();
    const claims = settings.inserts === 'print' && station.sells ? Array.from({ length: claimsNeeded(packing, settings) }, newClaimCode) : packing.claims;
    const told = await record(await station.speaker(), { group, parcel, packed: packing.packed, grain: settings.grain, sells: station.sells, claims, from: settings.from, at });
    const label = parcelLabel(packing.parcel!);
    const kept: Parcel = {
      id: group, at: at.getTime(), parcel, label, source: 'hand',
      items: packing.packed.map(({ subject, quantity }) => ({ subject, name: `${quantity}` })),
      statements: told.map(({ signed }) => signed.identity),
    };
    await this.outbox.add(told, [kept]);
    // The station prints the codes and forgets them.
    const sold = [...packing.packed.filter((one) => one.subject.includes('/21/')).map((one) => one.subject), parcel];
    const inserts = settings.inserts === 'print' ? claims : [];
    const labels = [...this.labels, ...inserts.map((code, i): Label => ({ kind: 'insert', subject: sold[i]!, code, name: this.names.of(sold[i] === parcel ? packing.packed[0]!.subject : sold[i]!), parcel: label }))];
    this.clear();
    this.labels = labels;
    return { tone: 'done', what: label, labels };
  }
}

const labelOf = (packed: Packed, name: { zh: string; en: string }): Label => ({ kind: 'item', subject: packed.subject, code: packed.lot, name, parcel: '' });

const isCodeOf = (parcel: ParcelCode | null, subject: string): boolean => parcel !== null && 'subject' in parcel && parcel.subject === subject;
