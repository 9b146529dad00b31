import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { StatementSchema, type Statement } from '../gen/trace/v1/statement_pb';
import { besideOf, mostBeside } from './beside';

const shipment = (lines: string[], rest: { parcel?: string; lot?: string } = {}): Statement =>
  create(StatementSchema, { payload: { case: 'shipment', value: { lines: lines.map((subject, i) => ({ subject, line: i + 1 })), ...rest } } });

const parcel = '00/095211111000000012';

test('beside a parcel stand the products of its lines, where recalls are, and then the lots', () => {
  const told = [shipment(['01/09521111100010/10/L1', 'own/9521111100003/tea/10/L2', '01/09521111100027'])];
  assert.deepEqual(besideOf(parcel, told), {
    subjects: ['01/09521111100010', 'own/9521111100003/tea', '01/09521111100027', '01/09521111100010/10/L1', 'own/9521111100003/tea/10/L2'],
    left: 0,
  });
});

test('beside an item stand its product, its lot and the parcels that carried it', () => {
  const item = '01/09521111100010/21/A1';
  assert.deepEqual(besideOf(item, [shipment([], { parcel, lot: 'L/1' })]), { subjects: ['01/09521111100010', '01/09521111100010/10/L%2F1', parcel], left: 0 });
});

test('what is left out is counted, and is never a product before a lot', () => {
  const lots = Array.from({ length: mostBeside + 2 }, (_, i) => `01/09521111100010/10/L${i}`);
  const { subjects, left } = besideOf(parcel, [shipment(lots)]);
  assert.deepEqual([subjects[0], subjects.length, left], ['01/09521111100010', mostBeside, 3]);
});
