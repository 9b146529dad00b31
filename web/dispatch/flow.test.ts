import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScan } from '../barcodes';
import { claimsNeeded, expected, hear, isReady, nothingYet, type Grain, type Heard, type Inserts, type Packing, type Shop } from './flow';
import { codesUnder, sscc } from './sscc';
import { isSscc } from '../barcodes/keys';

const tea = '6901234567892';
const parcel = '00069012345000000011';
const shop = (grain: Grain, inserts: Inserts = 'none'): Shop => ({ grain, inserts, carrier: '' });
const knowledge = { newSerial: () => 'ABCDEFGH1234', lotOf: () => '', knows: () => false };
const item = (serial: string): string => `https://id.example/01/0${tea}/21/${serial}`;
const scanned = (packing: Packing, text: string, of: Shop): Heard => hear(packing, readScan(text), of, knowledge);

function after(of: Shop, ...texts: string[]): Packing {
  return texts.reduce((packing, text) => {
    const heard = scanned(packing, text, of);
    assert.equal(heard.tone, 'ok', `${text}: ${JSON.stringify(heard)}`);
    return heard.tone === 'ok' ? heard.packing : packing;
  }, nothingYet);
}

test('a parcel of lines is complete with its code, and counts a product that is scanned again', () => {
  const of = shop('parcel');
  const packing = after(of, tea, tea, parcel);
  assert.deepEqual(packing.packed, [{ subject: `01/0${tea}`, lot: '', quantity: 2, allotted: false }]);
  assert.deepEqual(packing.parcel, { subject: '00/069012345000000011' });
  assert.ok(isReady(packing, of));
});

test('by items, a product is given a serial of its own and an item keeps the one that it has', () => {
  assert.deepEqual(after(shop('item'), tea, item('XYZ')).packed.map((one) => [one.subject, one.allotted]), [[`01/0${tea}/21/ABCDEFGH1234`, true], [`01/0${tea}/21/XYZ`, false]]);
});

test('by lots, a product without a lot is not taken, and one with today’s lot is', () => {
  const of = shop('lot');
  assert.deepEqual(scanned(nothingYet, tea, of), { tone: 'wrong', objection: 'lotNeeded' });
  const heard = hear(nothingYet, readScan(tea), of, { ...knowledge, lotOf: () => 'L1' });
  assert.equal(heard.tone === 'ok' && heard.added?.subject, `01/0${tea}/10/L1`);
});

test('a parcel that was scanned first is closed by scanning it again, and not by what is put into it', () => {
  const of = shop('parcel');
  const packing = after(of, parcel, tea);
  assert.equal(expected(packing, of), 'done');
  const again = scanned(packing, parcel, of);
  assert.ok(again.tone === 'ok' && again.complete);
});

test('each item takes an insert, and lines take one together', () => {
  const of = shop('item', 'scan');
  const packing = after(of, item('A'), item('B'));
  assert.equal(claimsNeeded(packing, of), 2);
  assert.equal(claimsNeeded(after(shop('parcel', 'scan'), tea, tea), shop('parcel', 'scan')), 1);
  const one = after(of, item('A'), parcel, '0123456789ABCDEFGHJS');
  assert.ok(isReady(one, of));
  assert.deepEqual(scanned(one, '00000-00000-00000-00000', of), { tone: 'wrong', objection: 'insertTooMany' });
});

const objections: [string, Shop, string[], string, string][] = [
  ['an item twice', shop('item'), [item('A')], item('A'), 'twiceInParcel'],
  ['another parcel', shop('parcel'), [parcel], '00069012345000000028', 'otherParcel'],
  ['a web page', shop('parcel'), [], 'https://example.com/menu', 'nothingOfOurs'],
  ['a web page where a parcel is expected', shop('parcel'), [tea], 'https://example.com/menu', 'expectedParcel'],
  ['an insert where none are scanned', shop('parcel'), [tea], '0123456789ABCDEFGHJS', 'insertUnwanted'],
  ['an insert before anything', shop('parcel', 'scan'), [], '0123456789ABCDEFGHJS', 'expectedProduct'],
  ['a company', shop('parcel'), [], '(417)6901234500004', 'isParty'],
];
for (const [name, of, before, text, objection] of objections) {
  test(`not taken: ${name}`, () => assert.deepEqual(scanned(after(of, ...before), text, of), { tone: 'wrong', objection }));
}

test('the usual courier answers for a waybill that several couriers could have given', () => {
  const scan = readScan('1234567890123');
  assert.ok(scan.kind === 'waybill' && scan.carriers.length > 1, JSON.stringify(scan));
  const packing = after(shop('parcel'), tea);
  assert.equal(hear(packing, scan, shop('parcel'), knowledge).tone, 'ask');
  const { code } = scan.carriers[0]!;
  const heard = hear(packing, scan, { ...shop('parcel'), carrier: code }, knowledge);
  assert.deepEqual(heard.tone === 'ok' && heard.packing.parcel, { carrier: code, number: '1234567890123' });
});

test('digits that could be a product or a waybill are asked about, unless the product is known', () => {
  const packing = after(shop('parcel'), tea);
  const heard = scanned(packing, '123456789012', shop('parcel'));
  assert.ok(heard.tone === 'ask' && heard.product?.subject === '01/00123456789012');
  assert.equal(hear(packing, readScan('123456789012'), shop('parcel'), { ...knowledge, knows: () => true }).tone, 'ok');
  assert.equal(scanned(nothingYet, '123456789012', shop('parcel')).tone, 'ok');
});

test('an SSCC of each length of prefix has its check digit, and a serial comes again only after all others', () => {
  for (let length = 4; length <= 12; length++) {
    const prefix = '690123456789'.slice(0, length);
    assert.ok(isSscc(sscc(3, prefix, 12345)), prefix);
    assert.equal(sscc(3, prefix, 7), sscc(3, prefix, 7 + codesUnder(prefix)));
    assert.notEqual(sscc(3, prefix, 7), sscc(3, prefix, 8));
  }
});
