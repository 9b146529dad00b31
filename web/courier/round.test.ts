// What a scan means on the road, and that the page says it in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScan } from '../barcodes';
import { TransitActivity } from '../gen/trace/v1/products_pb';
import stationEn from '../dispatch/dispatch.en.json';
import en from './courier.en.json';
import zh from './courier.zh.json';
import { hear } from './round';

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

test('both languages have the same texts, and one for each activity that can be chosen', () => {
  assert.deepEqual(Object.keys(zh), Object.keys(en));
  for (const activity of ['PICKED_UP', 'ARRIVED', 'DEPARTED', 'OUT_FOR_DELIVERY', 'FAILED_ATTEMPT', 'PLACED'] as const) {
    assert.ok(TransitActivity[activity] > 0 && `did.${activity}` in en);
  }
  assert.ok(Object.keys(stationEn).includes('enrolMake'));
});
