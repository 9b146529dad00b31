// Sends what was signed, and what it commits to after it; tries again as long as nothing was decided. The bytes are never made again: the ledger knows a
// statement by its identity.
import type { LedgerClient } from '../ledger/ledger-client';
import type { SealedContent } from '../ledger/commitment';
import { messageOf, type Refusal } from '../ledger/refusal';
import type { Signed } from '../ledger/statement';
import { waitAfter } from '../outbox/pace';
import { judge } from '../outbox/verdict';
import type { KeyRing } from './key-ring';

export type Fate =
  | { state: 'sending' }
  /** Nothing was decided; it is tried again by itself. */
  | { state: 'waiting'; why: string }
  | { state: 'recorded'; index: bigint }
  | { state: 'refused'; refusal: Refusal };

export interface Sent {
  kind: string;
  identity: string;
  fate: Fate;
}

type Content = Pick<SealedContent, 'path' | 'key' | 'content'>;

export class Sending {
  readonly all: Sent[] = [];

  constructor(private readonly client: LedgerClient, private readonly ring: KeyRing, private readonly changed: () => void, private readonly sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))) {}

  /** Sends, and tells at each turn what became of it. @returns Whether it was recorded. */
  async send(kind: string, signed: Signed, sealed: Content[] = []): Promise<boolean> {
    await this.ring.hold({ ...signed, kind, sealed });
    const index = await this.retried(kind, signed.identity, async () => (await this.client.record(signed)).index);
    return index !== null && this.disclosed(kind, signed.identity, index, sealed);
  }

  /** Goes on with what an earlier page could not finish. */
  async resume(subject: string): Promise<void> {
    for (const one of await this.ring.pendingOf(subject)) await this.send(one.kind, one, one.sealed);
  }

  /** Uploads what a statement that is recorded commits to. */
  async disclosed(kind: string, identity: string, index: bigint, sealed: Content[]): Promise<boolean> {
    for (const content of sealed) {
      if ((await this.retried(kind, identity, () => this.client.disclose(identity, content).then(() => true))) === null) return false;
    }
    await this.ring.release(identity);
    this.tell(kind, identity, { state: 'recorded', index });
    return true;
  }

  // Null where it was refused for good.
  private async retried<T>(kind: string, identity: string, step: () => Promise<T>): Promise<T | null> {
    this.tell(kind, identity, { state: 'sending' });
    for (let failures = 1; ; failures++) {
      try {
        return await step();
      } catch (error) {
        const verdict = judge(error, failures);
        if (verdict.do === 'keep') {
          await this.ring.release(identity);
          this.tell(kind, identity, { state: 'refused', refusal: verdict.refusal });
          return null;
        }
        this.tell(kind, identity, { state: 'waiting', why: verdict.refusal?.message ?? messageOf(error) });
        await this.sleep(waitAfter(failures, verdict.asked));
      }
    }
  }

  private tell(kind: string, identity: string, fate: Fate): void {
    const known = this.all.find((sent) => sent.identity === identity);
    if (known === undefined) this.all.push({ kind, identity, fate });
    else known.fate = fate;
    this.changed();
  }
}
