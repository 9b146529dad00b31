import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { zipSync, strToU8 } from 'fflate';
import { maxBytes, maxRows } from './limits';
import { planDispatch, readDispatchFile, type PlanOptions, type Reading, type ReadOptions } from './index';

const shop = 'party/gln/9521111100003';
const sample = (name: string) => new Uint8Array(readFileSync(new URL(`../../../samples/dispatch/${name}`, import.meta.url)));
const utf8 = (text: string) => new TextEncoder().encode(text);

function read(bytes: Uint8Array, options?: ReadOptions): Reading {
  const reading = readDispatchFile(bytes, options);
  assert.ok('rows' in reading, 'message' in reading ? reading.message.en : '');
  return reading;
}

const said = (reading: Reading) => reading.problems.map((problem) => `${problem.row} ${problem.field} ${problem.code}`);
const head = '订单号,快递公司,快递单号,商品条码,数量';
const one = (line: string, options?: ReadOptions) => read(utf8(`${head}\n${line}\n`), options);

test('a 快递助手 export in GBK is understood by its headers, and what is wrong is told by line', () => {
  const reading = read(sample('kuaidizhushou.csv'));
  assert.equal(reading.form, 'gb18030');
  assert.deepEqual(reading.mapping, { order: '订单编号', courier: '快递公司', waybill: '快递单号', product: '商品条码', quantity: '数量', lot: '批次号', time: '发货时间' });
  assert.deepEqual(reading.rows.map(({ row, carrier, waybill, product, lot, thousandths }) => [row, carrier, waybill, product, lot, thousandths]), [
    [2, 'zhongtong', '78501234567801', '9520100100017', '2026-0405', 1000],
    [3, 'yuantong', 'YT8801234567802', '9520100100048', '', 2000],
    [4, 'shunfeng', 'SF1234567890103', '9520100100017', '2026-0405', 1000],
    [5, 'shunfeng', 'SF1234567890103', '9520100100048', '', 1000],
    [6, 'jtexpress', 'JT3001234567804', 'TEA-100', '', 500],
  ]);
  assert.equal(reading.rows[0]!.time, Date.UTC(2026, 10, 24, 8, 2, 11) * 1000);
  assert.deepEqual(said(reading), ['7 waybill MANGLED', '8 courier COURIER']);
  assert.match(reading.problems[0]!.message.en, /last digits are lost/);
  assert.match(reading.problems[0]!.message.zh, /末尾几位已丢失/);
});

test('a 聚水潭 workbook is understood: a title above, merged cells, numbers, dates', () => {
  const reading = read(sample('jushuitan.xlsx'));
  assert.equal(reading.form, 'xlsx');
  assert.equal(reading.headerRow, 2);
  assert.equal(reading.mapping.product, '国标条码');
  assert.deepEqual(reading.rows.map(({ row, order, waybill, product, thousandths }) => [row, order, waybill, product, thousandths]), [
    [3, 'JST-5001', '78501234567821', '9520100100017', 1000],
    [4, 'JST-5002', 'YT8801234567822', '9520100100048', 1000],
    [5, 'JST-5002', 'YT8801234567822', '9520100200021', 2000],
  ]);
  assert.equal(new Date(reading.rows[0]!.time! / 1000).toISOString(), '2026-11-24T08:00:00.000Z');
  assert.deepEqual(said(reading), ['6 waybill MANGLED', '7 quantity QUANTITY']);
});

test('a 旺店通 export keeps its own numbers of lines, and numbers that formulas hold as texts', () => {
  const reading = read(sample('wangdiantong.csv'));
  assert.deepEqual(reading.rows.map(({ line, carrier, waybill }) => [line, carrier, waybill]), [
    ['2411240001001-1', 'yunda', '4312345678904'],
    ['2411240001001-2', 'yunda', '4312345678904'],
    ['2411240001002-1', 'shentong', '773012345678901'],
    ['2411240001004-1', 'jd', 'JDVB12345678901-1-1-'],
  ]);
  assert.deepEqual(said(reading), ['5 product PRODUCT']);
});

test('a 菜鸟 export with tabs is understood', () => {
  const reading = read(sample('cainiao.tsv'));
  assert.deepEqual(reading.rows.map(({ carrier, thousandths }) => [carrier, thousandths]), [['shunfeng', 1000], ['debangkuaidi', 4000]]);
  assert.deepEqual(said(reading), ['4 product PRODUCT']);
});

for (const [what, line, code] of [
  ['no order', ',中通,78501234567801,9520100100017,1', 'MISSING'],
  ['no waybill', 'A,中通,,9520100100017,1', 'MISSING'],
  ['a waybill that a spreadsheet rounded to fifteen digits', 'A,中通,785012345678901000,9520100100017,1', 'MANGLED'],
  ['an order in scientific notation', '1.23457E+18,中通,78501234567801,9520100100017,1', 'MANGLED'],
  ['no courier, and a form of several', 'A,,761234567890,9520100100017,1', 'AMBIGUOUS'],
  ['no courier, and a form of none', 'A,,X-1,9520100100017,1', 'COURIER'],
  ['a waybill that is another courier\'s', 'A,中通,SF1234567890123,9520100100017,1', 'WAYBILL'],
  ['a blank in a waybill', 'A,中通,785 012,9520100100017,1', 'WAYBILL'],
  ['a wrong check digit', 'A,中通,78501234567801,6901234567893,1', 'PRODUCT'],
  ['a quantity in words', 'A,中通,78501234567801,9520100100017,一', 'QUANTITY'],
  ['a negative quantity', 'A,中通,78501234567801,9520100100017,-1', 'QUANTITY'],
] as const) {
  test(`a row is refused for ${what}`, () => {
    const reading = one(line);
    assert.deepEqual(reading.problems.map((problem) => [problem.row, problem.code]), [[2, code]]);
    assert.equal(reading.rows.length, 0);
  });
}

test('a courier is told by the form of the waybill, or by who asks', () => {
  assert.equal(one('A,,SF1234567890123,9520100100017,1').rows[0]!.carrier, 'shunfeng');
  assert.equal(one('A,,X-1,9520100100017,1', { carrier: 'minhai' }).rows[0]!.carrier, 'minhai');
  assert.deepEqual(one('A,,106141412345678908,9520100100017,1').rows.map(({ carrier, waybill }) => [carrier, waybill]), [['', '106141412345678908']]);
});

test('columns with other names are mapped once, and what is missing is said', () => {
  const bytes = utf8('单子;公司;号码;货;几个\nA;中通;78501234567801;9520100100017;1\n');
  assert.ok('message' in readDispatchFile(bytes));
  const reading = read(bytes, { mapping: { order: '单子', courier: '公司', waybill: '号码', product: '货' } });
  assert.deepEqual([reading.missing, reading.rows], [['quantity'], []]);
  assert.equal(read(bytes, { mapping: { ...reading.mapping, quantity: '几个' } }).rows.length, 1);
});

test('lines of a text file are counted through quoted ends of lines', () => {
  const reading = read(utf8(`备注,${head}\r\n"一\r\n二",A,中通,78501234567801,9520100100017,1\r\n\r\n三,B,中通,78501234567802,9520100100017,x\r\n`));
  assert.deepEqual([reading.rows[0]!.row, reading.problems[0]!.row], [2, 5]);
});

test('an order line that stands twice is told where it stood', () => {
  const reading = read(utf8('订单号,子订单号,快递公司,快递单号,商品条码,数量\nA,1,中通,78501234567801,9520100100017,1\nA,1,中通,78501234567801,9520100100017,1\n'));
  assert.deepEqual(said(reading), ['3 order TWICE']);
  assert.match(reading.problems[0]!.message.en, /row 2/);
});

test('files that are none are refused as a whole', () => {
  const refused = (bytes: Uint8Array) => { const reading = readDispatchFile(bytes); return 'message' in reading ? reading.message.en : 'read'; };
  assert.match(refused(new Uint8Array()), /empty/);
  assert.match(refused(new Uint8Array(maxBytes + 1)), /larger than 20 MB/);
  assert.match(refused(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])), /damaged|lacks/);
  assert.match(refused(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0])), /old Excel/);
  assert.match(refused(utf8('hello')), /No row of headers/);
  assert.match(refused(utf8(`${head}\n"A`)), /not closed/);
  assert.match(refused(utf8(`${head}\n${'A,中通,1,1,1\n'.repeat(maxRows + 11)}`)), /more than 20000 rows/);
  assert.match(refused(zipSync({ 'xl/workbook.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'), 'xl/_rels/workbook.xml.rels': strToU8('<Relationships/>') })), /document type/);
  assert.match(refused(zipSync({ 'xl/workbook.xml': strToU8('<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>') })), /lacks xl\/_rels/);
  assert.match(refused(zipSync({ 'xl/sharedStrings.xml': new Uint8Array(90 * 1024 * 1024) }, { level: 1 })), /too large when unpacked/);
});

const options: PlanOptions = { party: shop };

test('a parcel makes one Sale and one Shipment with all of its lines', () => {
  const plan = planDispatch(read(sample('kuaidizhushou.csv')).rows, options);
  assert.deepEqual(plan.sales.map(({ key }) => key), ['sale|zhongtong|78501234567801', 'sale|yuantong|YT8801234567802', 'sale|shunfeng|SF1234567890103', 'sale|jtexpress|JT3001234567804']);
  assert.deepEqual(plan.shipments.map(({ key }) => key.replace('shipment', 'sale')), plan.sales.map(({ key }) => key));
  assert.deepEqual(plan.sales[2], {
    key: 'sale|shunfeng|SF1234567890103',
    parcel: { carrier: 'shunfeng', waybill: 'SF1234567890103' },
    time: Date.UTC(2026, 10, 24, 8, 4, 2) * 1000,
    lines: [{ subject: '01/09520100100017/10/2026-0405', line: 1 }, { subject: '01/09520100100048', line: 2 }],
    quantities: [1000, 1000],
    orderReference: 'KD2411240003',
    orderLines: ['KD2411240003|9520100100017/2026-0405', 'KD2411240003|9520100100048'],
    rows: [4, 5],
  });
  assert.equal(plan.sales[3]!.lines[0]!.subject, 'own/9521111100003/TEA-100');
});

test('the same file again plans nothing, and a changed parcel is told', () => {
  const rows = read(sample('kuaidizhushou.csv')).rows;
  const recorded = Object.fromEntries(planDispatch(rows, options).sales.flatMap(({ key, orderLines }) => orderLines.map((line) => [line, key])));
  const again = planDispatch(rows, { ...options, recorded });
  assert.deepEqual([again.sales, again.shipments, again.before, again.problems], [[], [], [2, 3, 4, 5, 6], []]);
  const changed = planDispatch([{ ...rows[0]!, line: 'another' }, { ...rows[0]! }, { ...rows[1]!, waybill: 'YT0000000000001' }], { ...options, recorded });
  assert.deepEqual(changed.problems.map(({ code, field }) => [code, field]), [['CHANGED', 'waybill'], ['CHANGED', 'waybill']]);
  assert.deepEqual(changed.sales, []);
});

test('codes of the shop stand for the products that it says', () => {
  const rows = one('A,中通,78501234567801,TEA-1,1').rows;
  assert.equal(planDispatch(rows, { ...options, products: { 'TEA-1': '01/09520100100017' } }).sales[0]!.lines[0]!.subject, '01/09520100100017');
});

test('a parcel with more lines than a statement holds is told, and its neighbours are planned', () => {
  const row = one('A,中通,78501234567801,9520100100017,1').rows[0]!;
  const rows = [...Array.from({ length: 201 }, (_, i) => ({ ...row, line: String(i) })), { ...row, waybill: '78501234567802' }];
  const plan = planDispatch(rows, options);
  assert.deepEqual([plan.problems.length, plan.problems[0]!.code, plan.sales.length], [201, 'TOO_MANY', 1]);
});

test('400 lines of 300 parcels are read and planned', () => {
  const lines = Array.from({ length: 400 }, (_, i) => `O${i % 300},中通,7850${String(i % 300).padStart(10, '0')},${i < 300 ? '9520100100017' : '9520100100048'},1`);
  const plan = planDispatch(read(utf8(`${head}\n${lines.join('\n')}\n`)).rows, options);
  assert.deepEqual([plan.sales.length, plan.sales.reduce((sum, sale) => sum + sale.lines.length, 0)], [300, 400]);
});
