import assert from 'node:assert/strict';
import { test } from 'node:test';
import histories from '../../vectors/histories.json';
import { fromHex, utf8 } from '../ledger/octets';
import { isFinding, readBundle, verifyBundle } from './history';
import { readPolicy, type TrustPolicy } from './policy';

// Not each byte, since each takes a whole verification; a stride that is prime to the lengths of hashes and signatures meets every part.
const stride = 11;

test('a bit changed anywhere in a history is found, and nothing throws', async () => {
  const row = (histories.histories as { name: string; policy: string; ledger: string; bundle: string }[]).find((one) => one.name === 'an item listed, sold, opened and reviewed')!;
  const policy = readPolicy(utf8(row.policy)) as TrustPolicy;
  const honest = fromHex(row.bundle);
  const missed: string[] = [];
  for (let at = 0; at < honest.length; at += stride) {
    const bytes = honest.slice();
    const bit = 1 << (at % 8);
    bytes[at]! ^= bit;
    const bundle = readBundle(bytes, true);
    const { findings } = isFinding(bundle) ? { findings: [bundle] } : await verifyBundle(bundle, policy, false, row.ledger);
    if (findings === undefined) missed.push(`byte ${at}, bit ${bit}`);
  }
  assert.deepEqual(missed, []);
});

test('bytes of no form are findings too', () => {
  for (const length of [0, 1, 7, 64, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 197 + length) & 0xff);
    const read = readBundle(bytes, true);
    assert.ok(isFinding(read) || read.history === undefined);
  }
});
