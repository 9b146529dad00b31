import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatElements, isProblem, parseElements, subjectOf, type Judged } from './elements';
import { findCarrier, digitalLink, gtin14, isGln, isSscc, readScan } from './index';
import { isUscc } from './keys';
import { formatLink, isWebAddress, parseLink } from './link';

// The bundle of this test lies in a folder of web/, two below it.
const vectors = (name: string) => JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8')) as Record<string, Record<string, string>[]>;

function judgeText(text: string): Judged {
  if (text.startsWith(']')) {
    const rest = text.slice(3);
    if (/^\](?:C1|e0|d2|Q3|J1)/.test(text)) return /[\^|]/.test(rest) ? { problem: 'has ^' } : parseElements(`^${rest}`);
    if (/^\](?:E0[0-9]{13}|E4[0-9]{8})$/.test(text)) return judgeText(rest);
    return /^\](?:d1|Q1|J0)/.test(text) && isWebAddress(rest) ? parseLink(rest) : { problem: 'no GS1 data' };
  }
  if (isWebAddress(text)) return parseLink(text);
  if (/^(?:[0-9]{8}|[0-9]{12,14})$/.test(text)) return parseElements(`(01)${text.padStart(14, '0')}`);
  return parseElements(text);
}

test('every text of the vectors is judged and written as the ledger judges and writes it', () => {
  for (const vector of vectors('barcodes')['texts']!) {
    const judged = judgeText(vector['text']!);
    assert.equal(isProblem(judged) ? 'MALFORMED' : 'valid', vector['verdict'], `${vector['name']}: ${isProblem(judged) ? judged.problem : ''}`);
    if (isProblem(judged)) continue;
    assert.equal(formatElements(judged), vector['elementString'], vector['name']);
    assert.equal(formatLink(judged), vector['digitalLink'] ?? null, vector['name']);
    assert.equal(subjectOf(judged), vector['subject'] ?? null, vector['name']);
  }
});

test('every scan of the vectors means what the ledger says that it means', () => {
  for (const vector of vectors('scans')['scans']!) {
    const scan = readScan(vector['text']!);
    assert.deepEqual(
      { kind: scan.kind, subject: scan.subject, lot: scan.lot, elements: scan.elementString, number: scan.number, claim: scan.claim, couriers: scan.carriers.map(({ code }) => code).join(' ') },
      { kind: vector['verdict'], subject: vector['subject'] ?? null, lot: vector['lot'] ?? null, elements: vector['elementString'] ?? null, number: vector['number'] ?? null, claim: vector['claim'] ?? null, couriers: vector['couriers'] ?? '' },
      vector['name'],
    );
    assert.ok(scan.sentence.en.endsWith('.') && scan.sentence.zh.endsWith('。'), vector['name']);
    if (scan.claim !== null) assert.ok(!JSON.stringify(scan.sentence).includes(scan.claim), vector['name']);
  }
});

test('couriers are found by the names that the ledger knows them by', () => {
  for (const vector of vectors('scans')['couriers']!) assert.equal(findCarrier(vector['text']!)?.code, vector['code'], vector['name']);
});

test('numbers have the check digits that the ledger asks for', () => {
  const file = vectors('subjects');
  for (const vector of file['gtins']!) assert.equal(gtin14(vector['text']!), vector['gtin14'] ?? null, vector['name']);
  for (const vector of file['glns']!) assert.equal(isGln(vector['text']!), vector['verdict'] === 'valid', vector['name']);
  for (const vector of file['ssccs']!) assert.equal(isSscc(vector['text']!), vector['verdict'] === 'valid', vector['name']);
  for (const vector of file['usccs']!) assert.equal(isUscc(vector['text']!), vector['verdict'] === 'valid', vector['name']);
});

test('a subject is named by its link, and the link by its subject', () => {
  for (const vector of vectors('subjects')['subjects']!) {
    const link = digitalLink(vector['text']!);
    if (vector['verdict'] !== 'valid') assert.equal(link, null, vector['name']);
    else if (link !== null) assert.equal(readScan(link).subject, vector['text'], vector['name']);
  }
  assert.equal(digitalLink('01/09521111100010/21/S1', 'L1'), 'https://id.gs1.org/01/09521111100010/10/L1/21/S1');
});
