import assert from 'node:assert/strict';
import { test } from 'node:test';
import merkle from '../../vectors/merkle.json';
import { equal, fromHex } from './octets';
import { rootFrom } from './tree';

for (const row of merkle.inclusion) {
  test(`inclusion: ${row.name}`, () => {
    const root = rootFrom(fromHex(row.leaf), BigInt(row.index), BigInt(row.size), row.proof.map(fromHex));
    assert.equal(root !== null && equal(root, fromHex(row.root)), row.verdict === 'valid');
  });
}
