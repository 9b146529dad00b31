// Statements that were signed here and wait for the network. They go out in the order in which they were signed, once each: the ledger knows a
// statement by its identity, so that one whose answer was lost is found recorded when it is sent again. Of several tabs one sends.
import type { SealedContent } from '../ledger/commitment';
import { messageOf, type Refusal } from '../ledger/refusal';
import type { LedgerClient } from '../ledger/ledger-client';
import type { Signed } from '../ledger/statement';
import type { Database, Outgoing, Parcel, Photograph } from './database';
import { waitAfter } from './pace';
import { judge } from './verdict';

export interface ToSend {
  signed: Signed;
  kind: string;
  group: string;
  once?: string;
  /** The least and the greatest `once` that say the same: for what is the same for a while alone. */
  alike?: [string, string];
  sealed?: SealedContent[];
  /** Of a file: the orders' lines that it says, `order|line`. */
  orderLines?: string[];
}

export interface OutboxState {
  waiting: number;
  refused: number;
  recorded: number;
  /** Why nothing goes out just now; null where it does, or nothing waits. */
  trouble: string | null;
  refusal: Refusal | null;
}

type Calls = Pick<LedgerClient, 'record' | 'disclose'>;

const lock = 'trace-outbox';
const tellAfter = 100;
const atOnce = 64;
const mostFollowing = 4;

export class Outbox extends EventTarget {
  private readonly channel = new BroadcastChannel(lock);
  private readonly stopping = new AbortController();
  private wake: () => void = () => undefined;
  // Something came while nothing was slept for.
  private poked = false;
  private telling: ReturnType<typeof setTimeout> | undefined;
  private more = false;
  // Of this tab, for the others.
  private news = false;
  private trouble: string | null = null;
  private refusal: Refusal | null = null;

  constructor(private readonly db: Database, private readonly calls: Calls) {
    super();
    this.channel.onmessage = () => this.changed(false);
  }

  /**
   * Signed statements, with the parcel they are of, on disk before this returns. Those whose `once` is there already are not stored again, nor is what
   * belongs to them alone. Returns the identities of those.
   */
  async add(statements: ToSend[], parcels: Parcel[] = [], photographs: Photograph[] = []): Promise<Set<string>> {
    const all = this.db.transaction(['statements', 'parcels', 'orderLines', 'photographs'], 'readwrite', { durability: 'strict' });
    const store = all.objectStore('statements');
    const told = store.index('once');
    // What was refused or withdrawn since is not said any more.
    const stands = async (one: Outgoing | undefined): Promise<boolean> =>
      one !== undefined && one.state !== 'refused' && !(await stands(await told.get(onceWithdrawn(one.identity))));
    const isTold = async ({ once, alike }: ToSend): Promise<boolean> => {
      if (alike === undefined) return once !== undefined && (await told.getKey(once)) !== undefined;
      for (const one of await told.getAll(IDBKeyRange.bound(...alike))) if (await stands(one)) return true;
      return false;
    };
    const skipped = new Set<string>();
    for (const statement of statements) {
      const { signed, kind, group, once, sealed, orderLines } = statement;
      if (await isTold(statement)) {
        skipped.add(signed.identity);
        continue;
      }
      await store.add({
        identity: signed.identity, subject: signed.subject, bytes: signed.bytes, signature: signed.signature, kind, group, state: 'waiting', attempts: 0,
        ...(once === undefined ? {} : { once }),
        ...(sealed === undefined ? {} : { sealed: sealed.map(({ path, key, content }) => ({ path, key, content })) }),
      });
      for (const line of once === undefined ? [] : (orderLines ?? [])) await all.objectStore('orderLines').put(once!, line);
    }
    for (const parcel of parcels) {
      const its = statements.filter((one) => one.group === parcel.id);
      if (its.length === 0 || its.some((one) => !skipped.has(one.signed.identity))) await all.objectStore('parcels').put(parcel);
    }
    for (const photograph of photographs) if (!skipped.has(photograph.identity)) await all.objectStore('photographs').put(photograph);
    await all.done;
    this.changed();
    return skipped;
  }

  /** Sends what waits, until it is stopped. */
  async run(): Promise<void> {
    const signal = this.stopping.signal;
    addEventListener('online', () => this.wake());
    await navigator.locks.request(lock, { signal }, async () => {
      for (let failures = 0; !signal.aborted; ) {
        this.poked = false;
        const waiting = await this.db.getAllFromIndex('statements', 'state', within('waiting'), atOnce);
        const wait = waiting.length === 0 ? null : await this.send(waiting, failures);
        failures = wait === null ? 0 : failures + 1;
        if (waiting.length === 0 || wait !== null) await this.sleep(wait);
      }
    }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  stop(): void {
    this.stopping.abort();
    this.wake();
    this.channel.close();
  }

  async state(): Promise<OutboxState> {
    const count = (state: Outgoing['state']) => this.db.countFromIndex('statements', 'state', within(state));
    const [waiting, refused, recorded] = await Promise.all([count('waiting'), count('refused'), count('recorded')]);
    return { waiting, refused, recorded, trouble: waiting > 0 ? this.trouble : null, refusal: waiting > 0 ? this.refusal : null };
  }

  /** How many statements were ever put in. */
  count = (): Promise<number> => this.db.count('statements');

  refusals = (): Promise<Outgoing[]> => this.db.getAllFromIndex('statements', 'state', within('refused'));

  ofGroup = (group: string): Promise<Outgoing[]> => this.db.getAllFromIndex('statements', 'group', group);

  /** Tries what was refused once more: a key may have been granted since. */
  async retryRefused(): Promise<void> {
    const all = this.db.transaction('statements', 'readwrite');
    for await (const cursor of all.store.index('state').iterate(within('refused'))) {
      const { refusal: _, ...rest } = cursor.value;
      await cursor.update({ ...rest, state: 'waiting', attempts: 0 });
    }
    await all.done;
    this.changed();
  }

  // Records one after the other, each when the one before is recorded. What they commit to follows beside that. Returns how long to wait before the
  // next try; null to go on at once.
  private async send(waiting: Outgoing[], failures: number): Promise<number | null> {
    const following: Promise<number | null>[] = [];
    let wait: number | null = null;
    for (const one of waiting) {
      wait = await this.attempt(one, failures, async () => {
        one.index = String((await this.calls.record({ bytes: one.bytes!, signature: one.signature! })).index);
      });
      if (wait !== null) break;
      if (one.index !== undefined) following.push(this.attempt(one, failures, () => this.finish(one)));
      if (following.length >= mostFollowing) wait = await following.shift()!;
      if (wait !== null) break;
    }
    const waits = [wait, ...(await Promise.all(following))].filter((each) => each !== null);
    return waits.length === 0 ? null : Math.max(...waits);
  }

  // If the device stops before the last line, the statement is sent again, and the ledger finds it recorded.
  private async finish(one: Outgoing): Promise<void> {
    for (const sealed of one.sealed ?? []) await this.calls.disclose(one.identity, sealed);
    const { bytes: _bytes, signature: _signature, sealed: _sealed, ...recorded } = one;
    await this.db.put('statements', { ...recorded, state: 'recorded' });
    [this.trouble, this.refusal] = [null, null];
    this.changed();
  }

  private async attempt(one: Outgoing, failures: number, step: () => Promise<void>): Promise<number | null> {
    try {
      await step();
      return null;
    } catch (error) {
      const verdict = judge(error, ++one.attempts);
      if (verdict.do === 'keep') await this.db.put('statements', { ...one, state: 'refused', refusal: verdict.refusal });
      else if (verdict.do === 'retry') await this.db.put('statements', one);
      if (verdict.do !== 'keep') [this.trouble, this.refusal] = [messageOf(error), verdict.refusal];
      this.changed();
      return verdict.do === 'keep' ? null : waitAfter(failures + 1, verdict.asked);
    }
  }

  private sleep(milliseconds: number | null): Promise<void> {
    if (milliseconds === null && this.poked) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = milliseconds === null ? undefined : setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.stopping.signal.aborted) this.wake();
    });
  }

  private changed(tell = true): void {
    this.poked = true;
    // While the network is away a new statement changes nothing about that.
    if (this.trouble === null) this.wake();
    if (tell) this.news = true;
    this.tell();
  }

  // The first at once; of hundreds a second, some a second.
  private tell(): void {
    if (this.telling !== undefined) {
      this.more = true;
      return;
    }
    this.more = false;
    this.dispatchEvent(new Event('change'));
    if (this.news && !this.stopping.signal.aborted) this.channel.postMessage(null);
    this.news = false;
    this.telling = setTimeout(() => {
      this.telling = undefined;
      if (this.more) this.tell();
    }, tellAfter);
  }
}

/** The `once` of a statement's withdrawal. */
export const onceWithdrawn = (identity: string): string => `withdraw|${identity}`;

const within = (state: Outgoing['state']): IDBKeyRange => IDBKeyRange.bound([state, 0], [state, Infinity]);
