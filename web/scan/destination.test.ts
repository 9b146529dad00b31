import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScan } from '../barcodes';
import { destinationOf } from './destination';

const leads = (text: string) => destinationOf(readScan(text), text);

test('a scan leads to the page of what it names, whosever address it holds', () => {
  // GTINs under 952 and 950 are GS1's own, for examples.
  assert.deepEqual(leads(']E09521111100010'), { kind: 'page', address: '/01/09521111100010' });
  assert.deepEqual(leads('https://id.gs1.org/01/09506000134352/10/ABC/21/12345'), { kind: 'page', address: '/01/09506000134352/10/ABC/21/12345' });
  assert.deepEqual(leads('https://id.gs1.org/01/9506000134352'), { kind: 'page', address: '/01/09506000134352' });
  assert.deepEqual(leads('https://x.example/01/09506000134352/10/A%2FB'), { kind: 'page', address: '/01/09506000134352/10/A%2FB' });
  assert.deepEqual(leads('(00)069012345000000011'), { kind: 'page', address: '/00/069012345000000011' });
});

test('a covered code goes behind # of its own item alone, and never to another origin', () => {
  const code = '0123456789ABCDEFGHJ';
  const whole = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].map((check) => code + check).find((text) => readScan(text).kind === 'claim')!;
  assert.deepEqual(leads(`https://shop.example/01/09506000134352/21/12345#${whole}`), { kind: 'page', address: `/01/09506000134352/21/12345#${whole}` });
  assert.deepEqual(leads(whole), { kind: 'claim' });
  assert.deepEqual(leads(`https://shop.example//evil.example/#${whole}`), { kind: 'claim' });
  assert.deepEqual(leads(`https://shop.example/\\evil.example/#${whole}`), { kind: 'claim' });
});

test('a waybill is looked up, never part of an address', () => {
  const found = leads('SF1234567890123');
  assert.equal(found.kind, 'waybill');
});

test('what names nothing leads nowhere', () => {
  assert.deepEqual(leads('javascript:alert(1)'), { kind: 'nothing' });
  assert.deepEqual(leads('https://example.com/'), { kind: 'nothing' });
});
