import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { ComplaintCategory, Remedy, ReportCategory, ReturnReason, ReviewTag } from '../gen/trace/v1/complaints_pb';
import { ContentSchema } from '../gen/trace/v1/content_pb';
import { claimSeed, newClaimCode } from '../ledger/claim';
import { commitmentDigest } from '../ledger/commitment';
import type { HistoryEntry, LedgerClient } from '../ledger/ledger-client';
import { equal, fromHex, random, toHex, utf8 } from '../ledger/octets';
import { arrive, forgetSeed, keepSeed, seedFor, type Tab } from './arrival';
import en from './buyer.en.json';
import zh from './buyer.zh.json';
import { authored, contentType, mostCharacters, plainText } from './content';
import type { KeyRing } from './key-ring';
import { answersTo, textPaths } from './purchase';
import { readSheet, sheetText } from './recovery';
import { Sending } from './sending';
import { readTyped } from './typed-code';
import { work } from './work';

const subject = '01/06901234567892/21/BUYR11112222';
const ledger = 'trace.test';

/** A tab whose address and storage are a test's. */
function tabAt(hash: string, storage: Map<string, string> | null = new Map()) {
  const tab = {
    at: hash,
    reloads: 0,
    hash: () => tab.at,
    clean: () => { tab.at = ''; },
    reload: () => { tab.reloads++; },
    storage: storage === null ? null : { getItem: (name: string) => storage.get(name) ?? null, setItem: (name: string, value: string) => void storage.set(name, value), removeItem: (name: string) => void storage.delete(name) },
  };
  return tab satisfies Tab;
}

test('a code that comes with the address is taken out of it at once, its seed kept, and the page loaded again', async () => {
  const code = newClaimCode();
  const tab = tabAt(`#${code}`);
  const arriving = arrive(tab, subject, ledger);
  assert.equal(tab.at, '', 'before anything is waited for');
  assert.equal(await arriving, 'reloading');
  assert.equal(tab.reloads, 1);
  assert.deepEqual(seedFor(tab, subject), await claimSeed(code, ledger));
  // As it is printed, and as a scanner escapes it.
  for (const written of [code.match(/.{5}/g)!.join('-'), encodeURIComponent(code.toLowerCase().match(/.{5}/g)!.join(' '))]) {
    assert.equal(await arrive(tabAt(`#${written}`), subject, ledger), 'reloading');
  }
});

test('where a web view puts the code back after the reload, it goes again and nothing is loaded a third time', async () => {
  const code = newClaimCode();
  const tab = tabAt(`#${code}`);
  assert.equal(await arrive(tab, subject, ledger), 'reloading');
  tab.at = `#${code}`;
  assert.equal(await arrive(tab, subject, ledger), 'kept');
  assert.deepEqual([tab.at, tab.reloads], ['', 1]);
});

test('where a redirect lost the code, none came; what is no code stays where it is', async () => {
  for (const hash of ['', '#', '#reviews', '#e17', '#%E0%A4%A', `#${newClaimCode().slice(0, 19)}`]) {
    const tab = tabAt(hash);
    assert.equal(await arrive(tab, subject, ledger), 'none');
    assert.deepEqual([tab.at, tab.reloads, seedFor(tab, subject)], [hash, 0, null]);
  }
});

test('a second code, of the account, takes the first one’s place', async () => {
  const storage = new Map<string, string>();
  await arrive(tabAt(`#${newClaimCode()}`, storage), subject, ledger);
  const second = newClaimCode();
  const tab = tabAt(`#${second}`, storage);
  assert.equal(await arrive(tab, subject, ledger), 'reloading');
  assert.deepEqual(seedFor(tab, subject), await claimSeed(second, ledger));
});

test('where a browser keeps nothing for a tab, the seed lives as long as the page and nothing is loaded again', async () => {
  const code = newClaimCode();
  const tab = tabAt(`#${code}`, null);
  assert.equal(await arrive(tab, subject, ledger), 'kept');
  assert.deepEqual([tab.at, tab.reloads], ['', 0]);
  assert.deepEqual(seedFor(tab, subject), await claimSeed(code, ledger));
  forgetSeed(tab, subject);
  assert.equal(seedFor(tab, subject), null);
});

test('neither code nor what is stored of another item is taken for this one', () => {
  const tab = tabAt('');
  keepSeed(tab, subject, random(32));
  assert.equal(seedFor(tab, `${subject}X`), null);
  tab.storage!.setItem('trace-claim', '{broken');
  assert.equal(seedFor(tab, subject), null);
});

test('a typed code is forgiven what people do, and its wrong character is named', () => {
  const code = newClaimCode();
  assert.deepEqual(readTyped(` ${code.toLowerCase().match(/.{4}/g)!.join(' - ')} `), { kind: 'code', code });
  assert.deepEqual(readTyped(code.replaceAll('0', 'O').replaceAll('1', 'l')), { kind: 'code', code });
  assert.deepEqual(readTyped(''), { kind: 'length', count: 0 });
  assert.deepEqual(readTyped(code + '7'), { kind: 'length', count: 21 });
  assert.deepEqual(readTyped(`${code.slice(0, 6)}U${code.slice(7)}`), { kind: 'character', character: 'U', at: 7 });
  assert.deepEqual(readTyped(`${code.slice(0, 3)}?${code.slice(4)}`), { kind: 'character', character: '?', at: 4 });
});

test('each single character misread, and each two neighbours changed over, is noticed by the check character', () => {
  for (let round = 0; round < 20; round++) {
    const code = newClaimCode();
    for (let at = 0; at < 19; at++) {
      const other = code[at] === 'A' ? 'B' : 'A';
      assert.deepEqual(readTyped(code.slice(0, at) + other + code.slice(at + 1)), { kind: 'check', character: code[19] });
      const [one, next] = [code[at]!, code[at + 1]!];
      // Luhn's one weakness: the first and the last character of the alphabet.
      if (at < 18 && one !== next && !['0Z', 'Z0'].includes(one + next)) assert.equal(readTyped(code.slice(0, at) + next + one + code.slice(at + 2)).kind, 'check');
    }
  }
});

test('what stands on a recovery sheet is the seed again, and no character of it can be misread unnoticed', () => {
  for (const seed of [new Uint8Array(32), new Uint8Array(32).fill(255), random(32), random(32)]) {
    const text = sheetText(seed);
    assert.match(text, /^(?:[0-9A-HJKMNP-TV-Z]{5}-){10}[0-9A-HJKMNP-TV-Z]{3}$/);
    assert.deepEqual(readSheet(text), seed);
    assert.deepEqual(readSheet(text.toLowerCase().replaceAll('-', '\n ')), seed);
    const plain = text.replaceAll('-', '');
    for (let at = 0; at < plain.length; at++) assert.equal(readSheet(plain.slice(0, at) + (plain[at] === 'A' ? 'B' : 'A') + plain.slice(at + 1)), null);
  }
  assert.equal(readSheet(''), null);
  assert.equal(readSheet('A'.repeat(53)), null);
});

test('of a text goes out what is text', async () => {
  assert.equal(plainText('  好茶\u202E\u2066 <script>\r\n\r\n\r\n\r\nx\u0007\u0000\tz\uE000\u{E0041} '), '好茶 <script>\n\nx z');
  assert.equal(plainText('e\u0301'), 'é');
  assert.equal(plainText('👩\u200D🌾'), '👩\u200D🌾');
  assert.equal(Array.from(plainText('🍵'.repeat(5000))).length, mostCharacters);
  assert.equal(await authored(ledger, 'trace.v1.Review', '5', ' \n\u202E ', []), null);
});

test('text alone is plain text, with pictures one content; both are committed to as the wire format says', async () => {
  const text = (await authored(ledger, 'trace.v1.Review', '5', '香', []))!;
  assert.deepEqual([text.commitment.mediaType, text.commitment.size, text.content], ['text/plain', 3n, utf8('香')]);
  const both = (await authored(ledger, 'trace.v1.Review', '5', '香', [utf8('one'), utf8('two')]))!;
  assert.equal(both.commitment.mediaType, contentType);
  assert.deepEqual(fromBinary(ContentSchema, both.content), { $typeName: 'trace.v1.Content', text: '香', pictures: [utf8('one'), utf8('two')] });
  assert.ok(equal(both.commitment.digest, await commitmentDigest(both.key, ledger, 'trace.v1.Review', '5', both.content)));
});

test('the work is the one that the server checks: SHA-256 over challenge, hash of the message, and counter', async () => {
  const [challenge, message] = [random(57), utf8('subject\nreport')];
  const counter = await work(challenge, message, 10);
  const hash = (n: bigint) => {
    const eight = Buffer.alloc(8);
    eight.writeBigUInt64BE(n);
    return createHash('sha256').update(challenge).update(createHash('sha256').update(message).digest()).update(eight).digest();
  };
  assert.ok(hash(counter).readUInt32BE(0) < 2 ** 22);
  for (let n = 0n; n < counter; n++) assert.ok(hash(n).readUInt32BE(0) >= 2 ** 22);
});

const silent = { hold: async () => undefined, release: async () => undefined, pendingOf: async () => [] } as unknown as KeyRing;
const signed = { identity: 'ab', subject, bytes: utf8('x'), signature: utf8('y') };

function refused(reason: string, retryMs?: number): ConnectError {
  const error = new ConnectError('the rule and what came', Code.FailedPrecondition);
  error.details = [{ type: 'google.rpc.ErrorInfo', value: new Uint8Array([0x0a, reason.length, ...utf8(reason)]) }];
  if (retryMs !== undefined) error.details.push({ type: 'google.rpc.RetryInfo', value: new Uint8Array([0x0a, 2, 0x08, retryMs / 1000]) });
  return error;
}

test('what meets no server waits and is sent again with the same bytes, and its content goes out after it', async () => {
  const [states, calls]: [string[], string[]] = [[], []];
  let failures = 2;
  const client = {
    record: async ({ bytes }: typeof signed) => {
      calls.push(`record ${toHex(bytes)}`);
      if (failures-- > 0) throw new TypeError('Failed to fetch');
      return { index: 7n };
    },
    disclose: async (identity: string) => void calls.push(`disclose ${identity}`),
  } as unknown as LedgerClient;
  const sending: Sending = new Sending(client, silent, () => states.push(sending.all[0]!.fate.state), async () => undefined);

  assert.ok(await sending.send('kindReview', signed, [{ path: '5', key: random(32), content: utf8('x') }]));

  assert.deepEqual(calls, ['record 78', 'record 78', 'record 78', 'disclose ab']);
  assert.deepEqual(states, ['sending', 'waiting', 'waiting', 'sending', 'recorded']);
  assert.deepEqual(sending.all[0]!.fate, { state: 'recorded', index: 7n });
});

test('what is refused for good is told with its reason and not sent again', async () => {
  let calls = 0;
  const client = { record: async () => { calls++; throw refused('CLAIM_USED'); } } as unknown as LedgerClient;
  const sending = new Sending(client, silent, () => undefined, async () => undefined);

  assert.equal(await sending.send('kindReview', signed), false);

  assert.equal(calls, 1);
  const { fate } = sending.all[0]!;
  assert.equal(fate.state === 'refused' && fate.refusal.reason, 'CLAIM_USED');
});

test('answers to an answer belong to the case, and others’ do not', () => {
  const entry = (identity: string, kind: 'complaint' | 'reply' | 'escalation' | 'closure', answers: string) =>
    ({ identity, statement: { payload: { case: kind, value: kind === 'closure' ? { complaint: fromHex(answers) } : { answers: fromHex(answers) } } } }) as unknown as HistoryEntry;
  const history = [entry('aa', 'complaint', ''), entry('b1', 'reply', 'aa'), entry('b2', 'reply', 'ff'), entry('c1', 'escalation', 'b1'), entry('c2', 'reply', 'c1'), entry('d1', 'closure', 'aa')];
  assert.deepEqual(answersTo(history, 'aa').map(({ identity }) => identity), ['b1', 'c1', 'c2', 'd1']);
});

test('both languages have every text, with the same values to fill in', () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  for (const name of Object.keys(en) as (keyof typeof en)[]) {
    const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.deepEqual(values(zh[name]), values(en[name]), name);
    assert.ok(zh[name].trim() !== '' && en[name].trim() !== '', name);
  }
});

test('each value of each choice has a text', () => {
  for (const [prefix, values] of Object.entries({ tag_: ReviewTag, category_: ComplaintCategory, remedy_: Remedy, return_: ReturnReason, report_: ReportCategory })) {
    const named = Object.keys(values).filter((name) => Number.isNaN(Number(name)) && name !== 'UNSPECIFIED').map((name) => prefix + name);
    assert.deepEqual(Object.keys(en).filter((name) => name.startsWith(prefix)).sort(), named.sort());
  }
});

test('field numbers of texts are those of the protos', async () => {
  const messages = await import('../gen/trace/v1/complaints_pb');
  const schemas = { review: messages.ReviewSchema, complaint: messages.ComplaintSchema, report: messages.ReportSchema, followUp: messages.FollowUpSchema, returnRequest: messages.ReturnRequestSchema, escalation: messages.EscalationSchema };
  for (const [kind, schema] of Object.entries(schemas)) assert.equal(textPaths[kind as keyof typeof schemas], String(schema.fields.find(({ name }) => name === 'text')!.number));
});
