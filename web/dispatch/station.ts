// What the station is: its key, whom it speaks for, how the shop works. Everything else is handed this.
import { Role, type KeyGrant } from '../gen/trace/v1/party_pb';
import { makeKey, signerOf, type HeldKey } from '../ledger/held-key';
import { keySubject } from '../ledger/key-request';
import type { LedgerClient } from '../ledger/ledger-client';
import type { Speaker } from '../ledger/statement';
import { waybillSubject, waybillYear } from '../ledger/waybill';
import type { Database } from '../outbox/database';
import type { Shop, ParcelCode } from './flow';
import { codesUnder, sscc } from './sscc';

/** What the ledger said when the key was granted. */
export interface Grant {
  roles: Role[];
  /** Microseconds since 1970 UTC; absent for no end. */
  notAfter?: bigint;
}

export interface Settings extends Shop {
  /** Province that parcels go out from. */
  from: string;
  /** Digit of this station in the SSCCs that it makes. */
  extension: number;
  prefix: string;
  sound: boolean;
  /** The address that label-printer serve printed; empty where the browser prints. */
  printer: string;
  /** The lot that a product is sold from today: product → lot. */
  lots: Record<string, string>;
}

export interface Identity {
  ledger: string;
  party: string;
}

const defaults: Settings = { grain: 'parcel', inserts: 'print', carrier: '', from: '', extension: 0, prefix: '', sound: true, printer: '', lots: {} };

export class Station {
  private constructor(
    readonly db: Database, readonly client: LedgerClient, public settings: Settings, public identity: Identity | null, public grant: Grant | null,
    public held: HeldKey | null, public name: { zh: string; en: string } | null,
  ) {}

  static async open(db: Database, client: LedgerClient): Promise<Station> {
    const setting = <T>(key: string) => db.get('settings', key) as Promise<T | undefined>;
    return new Station(
      db, client, { ...defaults, ...(await setting<Partial<Settings>>('shop')) }, (await setting<Identity>('identity')) ?? null, (await setting<Grant>('grant')) ?? null,
      (await db.get('keys', 'station')) ?? null, (await setting<{ zh: string; en: string }>('name')) ?? null,
    );
  }

  async speaker(): Promise<Speaker> {
    if (this.identity === null || this.held === null) throw new Error('this station has no key yet');
    return { ...this.identity, signer: await signerOf(this.held) };
  }

  get sells(): boolean {
    return this.grant?.roles.some((role) => role === Role.SELLER) ?? false;
  }

  async change(settings: Partial<Settings>): Promise<void> {
    this.settings = { ...this.settings, ...settings };
    await this.db.put('settings', this.settings, 'shop');
  }

  /** Makes the station's key for a party. The one before, if there is one, is kept until this one is on disk. */
  async makeKey(party: string): Promise<void> {
    const ledger = await this.client.name();
    const held = await makeKey();
    const all = this.db.transaction(['keys', 'settings'], 'readwrite', { durability: 'strict' });
    await all.objectStore('keys').put(held, 'station');
    await all.objectStore('settings').put({ ledger, party } satisfies Identity, 'identity');
    await all.objectStore('settings').delete('grant');
    await all.done;
    [this.held, this.identity, this.grant] = [held, { ledger, party }, null];
    // Without it a browser that is short of room may throw away a key that nobody has a copy of.
    await navigator.storage?.persist?.();
  }

  /** Back to the beginning, for another key. The old one is kept until the new one is made. */
  async forgetGrant(): Promise<void> {
    await this.db.delete('settings', 'grant');
    [this.grant, this.held] = [null, null];
  }

  /** Looks whether the key was granted; if it was, learns what works without a network from then on. */
  async askForGrant(): Promise<boolean> {
    const speaker = await this.speaker();
    const history = await this.client.history(keySubject(speaker.party, speaker.signer.keyId));
    const last = history.filter(({ statement }) => statement.payload.case === 'keyGrant' || statement.payload.case === 'keyRevocation').at(-1)?.statement.payload;
    if (last?.case !== 'keyGrant') return false;
    await this.learn(speaker, last.value);
    return true;
  }

  private async learn(speaker: Speaker, granted: KeyGrant): Promise<void> {
    const grant: Grant = { roles: granted.roles, ...(granted.notAfter === 0n ? {} : { notAfter: granted.notAfter }) };
    const registration = (await this.client.history(speaker.party)).map(({ statement }) => statement.payload).find((payload) => payload.case === 'registration')?.value;
    if (registration !== undefined) {
      this.name = { zh: registration.name?.zh ?? '', en: registration.name?.en ?? '' };
      await this.db.put('settings', this.name, 'name');
      await this.change({ prefix: this.settings.prefix || (registration.prefixes[0] ?? ''), from: this.settings.from || provinceOf(registration.region) });
    }
    // A registrar's or inspector's key moves no parcels, and the registrar's party, which nobody registers, would be refused one.
    if (grant.roles.some((role) => moves.includes(role))) await this.learnWaybillKey(speaker, waybillYear(Date.now()));
    await this.db.put('settings', grant, 'grant');
    this.grant = grant;
  }

  /** The parcel's subject key; null where it takes a year's waybill key that this station has not got yet and can't get without a network. */
  async parcelSubject(code: ParcelCode, at: Date): Promise<string | null> {
    if ('subject' in code) return code.subject;
    const year = waybillYear(at.getTime());
    const key = (await this.waybillKey(year)) ?? (await this.speaker().then((speaker) => this.learnWaybillKey(speaker, year)).catch(() => null));
    void this.learnAhead(at.getTime());
    return key === null ? null : waybillSubject(key, code.carrier, code.number, year);
  }

  /** From January to March: the same waybill's subject under the year before, where histories join; empty where there is none, or its key is not here. */
  async previousYearSubject(code: ParcelCode, at: Date): Promise<string> {
    if ('subject' in code || waybillYear(at.getTime() - firstQuarter) === waybillYear(at.getTime())) return '';
    const year = waybillYear(at.getTime()) - 1;
    const key = (await this.waybillKey(year)) ?? (await this.speaker().then((speaker) => this.learnWaybillKey(speaker, year)).catch(() => null));
    return key === null ? '' : ((await waybillSubject(key, code.carrier, code.number, year)) ?? '');
  }

  /** A parcel code of the party's own numbers; null where no prefix is known. */
  async newSscc(): Promise<string | null> {
    const { prefix, extension } = this.settings;
    if (!/^\d{4,12}$/.test(prefix)) return null;
    const counter = `sscc|${extension}|${prefix}`;
    const all = this.db.transaction('settings', 'readwrite');
    // Begins anywhere: a browser whose store was cleared does not begin with the same codes again.
    const serial = ((await all.store.get(counter)) as number | undefined) ?? Math.floor(Math.random() * codesUnder(prefix));
    await all.store.put(serial + 1, counter);
    await all.done;
    return sscc(extension, prefix, serial);
  }

  private waybillKey = async (year: number): Promise<Uint8Array | null> => ((await this.db.get('settings', `waybills|${year}`)) as Uint8Array | undefined) ?? null;

  // In December the key of the year to come, so that January begins without a network too; one try for each parcel, and none once it is here.
  private async learnAhead(now: number): Promise<void> {
    const year = waybillYear(now + december);
    if (year === waybillYear(now) || (await this.waybillKey(year)) !== null) return;
    await this.speaker().then((speaker) => this.learnWaybillKey(speaker, year)).catch(() => null);
  }

  private async learnWaybillKey(speaker: Speaker, year: number): Promise<Uint8Array> {
    const key = await this.client.waybillKey(speaker, year);
    await this.db.put('settings', key, `waybills|${year}`);
    return key;
  }
}

// To the end of March, also in a year of 366 days a day less: the ledger would refuse a day more.
const firstQuarter = 90 * 24 * 3_600_000;
const december = 31 * 24 * 3_600_000;
const moves = [Role.PRODUCER, Role.SELLER, Role.PLATFORM, Role.COURIER, Role.RELAY];

// Places finer than a province are not said in the open.
const provinceOf = (region: string): string => (/^\d{6}$/.test(region) ? `${region.slice(0, 2)}0000` : region);
