import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { fromBinary, fromJson, toBinary, type JsonValue } from '@bufbuild/protobuf';
import canonical from '../../vectors/canonical.json';
import claims from '../../vectors/claims.json';
import commitments from '../../vectors/commitments.json';
import contexts from '../../vectors/contexts.json';
import keys from '../../vectors/keys.json';
import statements from '../../vectors/statements.json';
import waybills from '../../vectors/waybills.json';
import { StatementSchema } from '../gen/trace/v1/statement_pb';
import { claimKey, claimSeed, newClaimCode, readClaimCode } from './claim';
import { commitmentDigest } from './commitment';
import { ofChallenge, ofErasure, ofPossession, ofStatement } from './contexts';
import { keyIdOf } from './key-id';
import { fromHex, sha256, toHex } from './octets';
import { waybillSubject, waybillYear } from './waybill';

for (const row of statements.statements) {
  test(`what the vectors say encodes to their bytes: ${row.name}`, async () => {
    const bytes = toBinary(StatementSchema, fromJson(StatementSchema, row.says as JsonValue));
    assert.equal(toHex(bytes), row.bytes);
    assert.equal(toHex(await sha256(bytes)), row.identity);
    assert.ok(ed25519.verify(fromHex(row.signature), ofStatement(fromHex(row.bytes)), fromHex(row.publicKey)));
  });
}

for (const row of canonical.form.filter((row) => row.verdict === 'valid')) {
  test(`a statement of good form is written again as it was: ${row.name}`, () => {
    assert.equal(toHex(toBinary(StatementSchema, fromBinary(StatementSchema, fromHex(row.bytes)))), row.bytes);
  });
}

for (const row of keys.keyIds) {
  test(`key id: ${row.name}`, async () => assert.equal(toHex(await keyIdOf(fromHex(row.key), row.algorithm)), row.keyId));
}

test('each context signs the bytes that the vectors say', () => {
  for (const row of contexts.statement) assert.equal(toHex(ofStatement(fromHex(row.statement))), row.signed);
  for (const row of contexts.possession) assert.equal(toHex(ofPossession(row.ledger, row.subject, fromHex(row.keyId))), row.signed);
  for (const row of contexts.challenge) {
    const { ledger, audience, method, subject } = row;
    assert.equal(toHex(ofChallenge({ ledger, audience, method, subject, nonce: fromHex(row.nonce), expiry: BigInt(row.expiry), keyId: fromHex(row.keyId) })), row.signed);
  }
  for (const row of contexts.erasure) assert.equal(toHex(ofErasure(row.ledger, fromHex(row.digest), BigInt(row.time))), row.signed);
});

for (const row of claims.codes) {
  test(`claim code: ${row.name}`, () => assert.equal(readClaimCode(row.text), row.code ?? null));
}

for (const row of claims.seeds) {
  test(`claim key: ${row.name}`, async () => {
    assert.equal(toHex(await claimSeed(row.code, row.ledger)), row.seed);
    assert.equal(toHex(await claimKey(row.code, row.ledger)), row.publicKey);
  });
}

test('a new claim code reads as itself, and no two are the same', () => {
  const codes = Array.from({ length: 200 }, newClaimCode);
  assert.deepEqual(codes.map(readClaimCode), codes);
  assert.equal(new Set(codes).size, codes.length);
});

for (const row of commitments.digests) {
  test(`commitment: ${row.name}`, async () => {
    assert.equal(toHex(await commitmentDigest(fromHex(row.key), row.ledger, row.payload, row.path, fromHex(row.content))), row.digest);
  });
}

for (const row of waybills.subjects) {
  test(`parcel of a waybill: ${row.name}`, async () => {
    assert.equal(await waybillSubject(fromHex(row.yearKey), row.carrier, row.number, row.year), row.verdict === 'valid' ? row.subject : null);
  });
}

for (const row of waybills.years) {
  test(`year of a waybill: ${row.name}`, () => assert.equal(waybillYear(Number(row.time) / 1000), row.year));
}
