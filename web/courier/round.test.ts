// What a scan means on the road, and that the page says it in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScan } from '../barcodes';
import { Agreed, ReceiptManner, TransitActivity } from '../gen/trace/v1/products_pb';
import stationEn from '../dispatch/dispatch.en.json';
import en from './courier.en.json';
import zh from './courier.zh.json';
import { activities, hear, sayOnce, type Fact } from './round';

test('an SSCC and a waybill of one form are parcels, whatever the settings say', () => {
  assert.deepEqual(hear(readScan('00069012345000000011'), ''), { is: 'parcel', code: { subject: '00/069012345000000011' } });
  assert.deepEqual(hear(readScan('SF1234567890123'), 'yuantong'), { is: 'parcel', code: { carrier: 'shunfeng', number: 'SF1234567890123' } });
});

test('a number of several couriers is asked about, unless the settings choose one of them', () => {
  const scan = readScan('1012345678901');
  assert.ok(scan.carriers.length > 1 && scan.number !== null);
  assert.equal(hear(scan, '').is, 'ask');
  const [first] = scan.carriers;
  assert.deepEqual(hear(scan, first!.code), { is: 'parcel', code: { carrier: first!.code, number: scan.number } });
});

test('what is on no parcel is refused in words', () => {
  const heard = hear(readScan('https://example.com/menu'), 'shunfeng');
  assert.ok(heard.is === 'wrong' && heard.objection === 'notParcel' && heard.sentence.zh.length > 0);
});

const among = (one: string, [least, greatest]: [string, string]): boolean => least <= one && one <= greatest;

test('the same fact within a minute is the same, whichever minute of the clock it falls into', async () => {
  const before = Date.UTC(2026, 10, 30, 8, 0, 59, 500);
  const { once, alike } = await sayOnce('00/069012345000000011', { activity: TransitActivity.ARRIVED }, new Date(before));
  for (const [later, isSame] of [[1_000, true], [59_999, true], [60_000, false]] as const) {
    const next = await sayOnce('00/069012345000000011', { activity: TransitActivity.ARRIVED }, new Date(before + later));
    assert.deepEqual([among(once, next.alike), among(next.once, alike)], [isSame, isSame], String(later));
  }
});

test('a receipt of another manner, agreement or picture is another, and so is another parcel', async () => {
  const at = new Date(Date.UTC(2026, 10, 30, 8));
  const picture = (...content: number[]) => ({ mediaType: 'image/jpeg', content: new Uint8Array(content) });
  const base = { manner: ReceiptManner.RECIPIENT, agreed: Agreed.YES, photograph: null };
  const facts: Fact[] = [base, { ...base, manner: ReceiptManner.AGENT }, { ...base, agreed: Agreed.NO }, { ...base, photograph: picture(1) }, { ...base, photograph: picture(2) }];
  const told = await Promise.all(['00/069012345000000011', '00/069012345000000028'].flatMap((parcel) => facts.map((fact) => sayOnce(parcel, fact, at))));
  for (const [i, { once }] of told.entries()) assert.deepEqual(told.flatMap(({ alike }, j) => (among(once, alike) ? [j] : [])), [i]);
});

test('both languages have the same texts, and one for each activity that can be chosen', () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  const all = Object.values(TransitActivity).filter((one) => typeof one === 'number' && one !== TransitActivity.UNSPECIFIED);
  assert.deepEqual([...activities.common, ...activities.more].sort((a, b) => a - b), all);
  for (const activity of all) assert.ok(`did.${TransitActivity[activity as TransitActivity]}` in en);
  assert.ok(Object.keys(stationEn).includes('enrolMake'));
});
