import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError } from '@connectrpc/connect';
import { waitAfter } from './pace';
import { judge } from './verdict';

test('waits grow twofold up to half a minute, and are never shorter than the ledger asks', () => {
  assert.deepEqual([1, 2, 3, 4].map((failures) => waitAfter(failures, 0, 1)), [500, 1000, 2000, 4000]);
  assert.equal(waitAfter(1, 0, 0), 250);
  assert.equal(waitAfter(50, 0, 1), 30_000);
  assert.ok(waitAfter(1, 60_000, 0) >= 60_000);
});

const refusal = (reason: string, retryMs?: number): ConnectError => {
  const error = new ConnectError('the rule and what came', Code.PermissionDenied);
  const text = (value: string) => [0x0a, value.length, ...new TextEncoder().encode(value)];
  error.details = [{ type: 'google.rpc.ErrorInfo', value: new Uint8Array(text(reason)) }];
  if (retryMs !== undefined) error.details.push({ type: 'google.rpc.RetryInfo', value: new Uint8Array([0x0a, 2, 0x08, retryMs / 1000]) });
  return error;
};

test('what no ledger said waits in its place, however often', () => {
  assert.equal(judge(new TypeError('Failed to fetch'), 99).do, 'wait');
  assert.equal(judge(new ConnectError('no', Code.Unavailable), 99).do, 'wait');
});

test('a refusal for good is kept with its reason, and one that may pass is tried some times more', () => {
  const kept = judge(refusal('NOT_YOURS'), 1);
  assert.deepEqual([kept.do, kept.refusal?.reason, kept.refusal?.message], ['keep', 'NOT_YOURS', 'the rule and what came']);
  assert.deepEqual([1, 4, 5].map((attempts) => judge(refusal('UNKNOWN_REFERENCE', 2000), attempts).do), ['retry', 'retry', 'keep']);
});

test('a key that is not granted yet, and a ledger that takes nothing now, hold up all of it and lose none', () => {
  for (const reason of ['UNKNOWN_KEY', 'READ_ONLY', 'BACKLOG_FULL', 'RATE_LIMITED']) {
    const verdict = judge(refusal(reason, 3000), 99);
    assert.deepEqual([verdict.do, verdict.do === 'wait' && verdict.asked], ['wait', 3000]);
  }
});
