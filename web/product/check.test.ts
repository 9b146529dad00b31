import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import histories from '../../vectors/histories.json';
import merkle from '../../vectors/merkle.json';
import { HistoryBundleSchema } from '../gen/trace/v1/entry_pb';
import { HistorySchema } from '../gen/trace/v1/ledger_pb';
import { ProvenanceSchema } from '../gen/trace/v1/provenance_pb';
import { fromHex, own, utf8, type Octets } from '../ledger/octets';
import { check, type Asks, type Outcome } from './check';
import { isAddressOf, type Shown } from './compare';
import { continuity, type Prove } from './continuity';
import type { Fork, Memory, SeenCheckpoint } from './memory';
import { NoAnswer } from './service';

const cases = (group: unknown) => group as { name: string; policy: string; bundle: string }[];
const item = cases(histories.histories).find((one) => one.name === 'an item listed, sold, opened and reviewed')!;
const bundleOf = (hex: string) => fromBinary(HistoryBundleSchema, fromHex(hex));
const subject = '01/06901234567892/21/A1';
const none: Prove = () => Promise.resolve(null);

const provenanceOf = (...bundles: string[]): Octets => {
  const made = bundles.map(bundleOf).map((bundle) => create(HistorySchema, { bundle, fromVersion: 1n, newestVersion: BigInt(bundle.history!.entries.length) }));
  return own(toBinary(ProvenanceSchema, create(ProvenanceSchema, { subject, histories: made })));
};

const honest: Shown = {
  path: '01/06901234567892/21/A1', subject, ledger: 'ledger.test', log: 'log.test/00000001', size: '11',
  entries: ['6', '7', '8', '9'], recalls: [], fields: [{ of: '9:review.rating', text: '5', datetime: null }],
};

function inMemory(): Memory & { kept: Map<string, SeenCheckpoint>; seen: Fork[] } {
  const [kept, seen] = [new Map<string, SeenCheckpoint>(), [] as Fork[]];
  return {
    kept, seen, store: 'none',
    policy: () => Promise.resolve(kept.get('policy') ?? null),
    keepPolicy: (note) => Promise.resolve(void kept.set('policy', { note, at: 1 })),
    last: (origin) => Promise.resolve(kept.get(origin) ?? null),
    keepLast: (origin, note) => Promise.resolve(void kept.set(origin, { note, at: 1 })),
    forks: () => Promise.resolve(seen),
    keepFork: (fork) => Promise.resolve(void seen.push(fork)),
  };
}

const look = (shown: Partial<Shown> = {}, memory: Memory = inMemory(), asks: Partial<Asks> = {}): Promise<Outcome> =>
  check({ policy: () => Promise.resolve(utf8(item.policy)), provenance: () => Promise.resolve(provenanceOf(item.bundle)), prove: none, ...asks }, memory, { ...honest, ...shown });

const kindsOf = (outcome: Outcome) => (outcome.failure?.what === 'differences' ? outcome.failure.differences.map((one) => one.kind) : [outcome.failure?.what]);

test('a page that shows what is proven passes, and the next visit remembers', async () => {
  const memory = inMemory();
  const first = await look({}, memory);
  assert.equal(first.failure, null, JSON.stringify(first.failure?.detail));
  assert.equal(first.firstVisit, true);
  assert.deepEqual([...memory.kept.keys()].sort(), ['log.test/00000001', 'policy']);
  assert.equal((await look({}, memory)).firstVisit, false);
});

for (const [name, shown, kinds] of [
  ['hides an entry', { entries: ['6', '7', '8'] }, ['missing']],
  ['shows an entry that is not proven', { entries: ['6', '7', '8', '9', '99'] }, ['extra']],
  ['shows another text than was signed', { fields: [{ of: '9:review.rating', text: '4', datetime: null }] }, ['field']],
  ['shows a field of an entry that is not proven', { fields: [{ of: '99:review.rating', text: '5', datetime: null }] }, ['field']],
  ['shows another time than was signed', { fields: [{ of: '9:time', text: 'yesterday', datetime: '2020-01-01T00:00:00Z' }] }, ['field']],
  ['is about another subject', { subject: '01/06901234567892/21/A2' }, ['subject']],
  ['lies at another address', { path: '01/06901234567892/21/A2' }, ['subject']],
  ['names another log', { log: 'log.test/00000002' }, ['log']],
  ['names another ledger', { ledger: 'other.test' }, ['log']],
  ['is of a greater tree than the proof', { size: '12' }, ['log']],
] as [string, Partial<Shown>, string[]][]) {
  test(`a page that ${name} is found out`, async () => assert.deepEqual(kindsOf(await look(shown)), kinds));
}

test('a page made before the newest entry was recorded is told to be older, not false', async () => {
  const outcome = await look({ entries: ['6', '7', '8'], size: '9', fields: [] });
  assert.equal(outcome.failure, null);
  assert.equal(outcome.newer, 1);
});

test('a byte changed in what came is a finding', async () => {
  const bytes = fromHex(item.bundle);
  bytes[766]! ^= 1;
  const outcome = await look({}, inMemory(), { provenance: () => Promise.resolve(provenanceOf(Buffer.from(bytes).toString('hex'))) });
  assert.equal(outcome.failure?.what, 'findings');
});

test('bytes that are no answer are a finding', async () => {
  const outcome = await look({}, inMemory(), { provenance: () => Promise.resolve(utf8('<html>')) });
  assert.equal(outcome.failure?.what === 'findings' && outcome.failure.findings[0]!.rule, 'ANSWER');
});

test('a history twice is a finding', async () => {
  const outcome = await look({}, inMemory(), { provenance: () => Promise.resolve(provenanceOf(item.bundle, item.bundle)) });
  assert.equal(outcome.failure?.what === 'findings' && outcome.failure.findings[0]!.rule, 'ANSWER');
});

test('what is trusted at the first visit stays, and a later change is told', async () => {
  const memory = inMemory();
  await look({}, memory);
  const other = utf8(cases(histories.histories).find((one) => one.name === 'under the key of another log')!.policy);
  const outcome = await look({}, memory, { policy: () => Promise.resolve(other) });
  assert.equal(outcome.failure, null);
  assert.equal(outcome.policyChangedSince, 1);
});

test('a log that can not show any more what it showed has shrunk; that is kept, and not forgotten when the log behaves again', async () => {
  const memory = inMemory();
  await look({}, memory);
  // A greater tree was seen before: its note stands for it, since what is kept was believed when it came.
  const kept = new TextDecoder().decode(memory.kept.get('log.test/00000001')!.note);
  memory.kept.set('log.test/00000001', { note: utf8(kept.replace('\n11\n', '\n12\n')), at: 1 });
  const outcome = await look({}, memory);
  assert.equal(outcome.failure?.what, 'shrunk');
  assert.equal(memory.seen.length, 1);
  memory.kept.delete('log.test/00000001');
  assert.equal((await look({}, memory)).failure?.what, 'fork');
});

test('two roots of one size are a fork', async () => {
  const memory = inMemory();
  await look({}, memory);
  const lines = new TextDecoder().decode(memory.kept.get('log.test/00000001')!.note).split('\n');
  lines[2] = `AAAA${lines[2]!.slice(4)}`;
  memory.kept.set('log.test/00000001', { note: utf8(lines.join('\n')), at: 1 });
  assert.equal((await look({}, memory)).failure?.what, 'fork');
});

test('without an answer nothing is said', async () => {
  await assert.rejects(look({}, inMemory(), { provenance: () => Promise.reject(new NoAnswer('503')) }), NoAnswer);
});

test('a log that goes on is told from one that forked, by its own proof', async () => {
  for (const row of merkle.consistency as { name: string; first: number; second: number; firstRoot: string; secondRoot: string; proof: string[]; verdict: string }[]) {
    if (row.first > row.second || row.first === 0) continue;
    const at = (size: number, root: string) => ({ origin: 'log', size: BigInt(size), root: fromHex(root), extensions: [] });
    const how = await continuity(at(row.first, row.firstRoot), at(row.second, row.secondRoot), () => Promise.resolve(row.proof.map(fromHex)));
    // Of one size there is nothing to be proven, so that what is sent as a proof is not asked for.
    if (row.first !== row.second) assert.equal(how, row.verdict === 'valid' ? 'goes on' : 'fork', row.name);
  }
});

test('an address names its subject, whether or not the lot stands in it too', () => {
  assert.ok(isAddressOf('01/06901234567892/10/L1/21/A1', subject));
  assert.ok(isAddressOf('trace/01/06901234567892/21/A1', subject));
  assert.ok(!isAddressOf('01/06901234567892/10/L1', subject));
});
