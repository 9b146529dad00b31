// What to do about a statement that did not go through.
import { refusalOf, type Refusal } from '../ledger/refusal';

export type Verdict =
  // Nothing was decided, or the ledger takes nothing now: all that waits keeps waiting, in order.
  | { do: 'wait'; asked: number; refusal: Refusal | null }
  // This one alone may be taken later.
  | { do: 'retry'; asked: number; refusal: Refusal }
  // Never in this form: it stays visible with its reason, and the next one goes out.
  | { do: 'keep'; refusal: Refusal };

const mostRetries = 5;
const whole = new Set(['BACKLOG_FULL', 'RATE_LIMITED', 'READ_ONLY', 'UNKNOWN_KEY']);

/** @param attempts How often it was tried, this time included. */
export function judge(error: unknown, attempts: number): Verdict {
  const refusal = refusalOf(error);
  if (refusal === null) return { do: 'wait', asked: 0, refusal };
  if (whole.has(refusal.reason)) return { do: 'wait', asked: refusal.retryAfter ?? 0, refusal };
  return refusal.retryAfter !== null && attempts < mostRetries ? { do: 'retry', asked: refusal.retryAfter, refusal } : { do: 'keep', refusal };
}
