import assert from 'node:assert/strict';
import { test } from 'node:test';
import badgeEn from './badge.en.json';
import badgeZh from './badge.zh.json';
import { kinds } from '../verifier/kinds';
import verifyEn from '../verify/verify.en.json';
import verifyZh from '../verify/verify.zh.json';

const places = (text: string): string => (text.match(/\{\w+\}/g) ?? []).sort().join(' ');

for (const [name, zh, en] of [['badge', badgeZh, badgeEn], ['verify', verifyZh, verifyEn]] as [string, Record<string, string>, Record<string, string>][]) {
  test(`no text of ${name} is missing in either language, and both say the same values`, () => {
    assert.deepEqual(Object.keys(zh), Object.keys(en));
    for (const [word, text] of Object.entries(zh)) {
      assert.ok(text !== '' && en[word] !== '', word);
      assert.equal(places(text), places(en[word]!), word);
    }
  });
}

test('every kind of statement has its name in both languages', () => {
  for (const kind of Object.keys(kinds)) assert.ok(`kind.${kind}` in verifyZh && `kind.${kind}` in verifyEn, kind);
});
