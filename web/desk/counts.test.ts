import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { ComplaintCategory, ReportCategory, ReturnReason } from '../gen/trace/v1/complaints_pb';
import { CaseSchema } from '../gen/trace/v1/desk_pb';
import { ageOf, counted, csvOf, matching, stillMet } from './counts';

const hour = 3_600_000_000n;
const now = 1_780_000_000_000_000n;
const one = (hours: bigint, rest: Parameters<typeof create<typeof CaseSchema>>[1] = {}) =>
  create(CaseSchema, { subject: '01/09521111100010/21/A1', complaint: new Uint8Array(32), respondent: 'party/gln/9521111100003', category: ComplaintCategory.QUALITY, state: 'WithRespondent', filedAt: now - hours * hour, ...rest });

test('ages are told at their bounds', () => {
  assert.deepEqual([23n, 24n, 71n, 72n, 167n, 168n, 719n, 720n].map((hours) => ageOf(one(hours), now)), ['day', 'three', 'three', 'week', 'week', 'month', 'month', 'older']);
});

test('of a filter what some case meets is kept, and nothing else', () => {
  const cases = [one(1n), one(1n, { state: 'Closed' })];
  assert.deepEqual(stillMet({ state: 'Closed', kind: 'complaint', age: 'older', category: 'DELIVERY' }, cases, now), { kind: 'complaint', state: 'Closed' });
});

test('cases are counted with those of them that are late', () => {
  const cases = [one(1n, { dueBy: now - 1n }), one(1n, { dueBy: now + 1n }), one(1n, { state: 'Closed' })];
  assert.deepEqual(counted(cases, 'state', now), [{ value: 'WithRespondent', count: 2, late: 1 }, { value: 'Closed', count: 1, late: 0 }]);
  assert.equal(matching(cases, { state: 'Closed', category: 'QUALITY' }, now).length, 1);
  assert.equal(matching(cases, { category: 'DAMAGED' }, now).length, 0);
});

test('a request to return is a kind of its own, whose category is its reason', () => {
  const cases = [one(1n), one(2n, { state: 'Requested', category: ComplaintCategory.UNSPECIFIED, returnReason: ReturnReason.NONE_GIVEN })];
  assert.deepEqual(counted(cases, 'kind', now), [{ value: 'complaint', count: 1, late: 0 }, { value: 'return', count: 1, late: 0 }]);
  assert.deepEqual(matching(cases, { kind: 'return' }, now), [cases[1]]);
  assert.match(csvOf(cases, now), /,return,RETURN_NONE_GIVEN,,,Requested,/);
});

test('a report is a kind of its own too, and its category no complaint’s of the same word', () => {
  const reported = one(1n, { state: 'Reported', category: ComplaintCategory.UNSPECIFIED, reportCategory: ReportCategory.COUNTERFEIT });
  assert.deepEqual(matching([one(1n, { category: ComplaintCategory.COUNTERFEIT }), reported], { category: 'REPORT_COUNTERFEIT' }, now), [reported]);
  assert.match(csvOf([reported], now), /,report,REPORT_COUNTERFEIT,,,Reported,/);
});

test('the CSV quotes what would break a row, and disarms what a spreadsheet would run', () => {
  const [head, row, end] = csvOf([one(1n, { respondentName: { zh: '=甲,"乙"', en: '' }, dueBy: now - 1n })], now).split('\r\n');
  assert.equal(head!.split(',').length, 14);
  assert.match(row!, /,"'=甲,""乙""",complaint,QUALITY,/);
  assert.match(row!, /,yes,$/);
  assert.equal(end, '');
});
