import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { makeKey, signerOf } from './held-key';
import { keyRequest } from './key-request';
import { utf8, own } from './octets';

const message = own(utf8('what is signed'));

test('a key that the browser makes signs as Ed25519, and is not to be exported', async () => {
  const held = await makeKey();
  assert.equal(held.custody, 'browser');
  assert.ok(held.custody === 'browser' && !held.privateKey.extractable);
  assert.ok(ed25519.verify(await (await signerOf(held)).sign(message), message, held.publicKey));
});

test('where WebCrypto has no Ed25519 the seed is wrapped by a key that is not to be exported, and signs all the same', async (context) => {
  const generate = crypto.subtle.generateKey.bind(crypto.subtle) as (...all: unknown[]) => Promise<CryptoKey>;
  context.mock.method(crypto.subtle, 'generateKey', (...all: unknown[]) => (all[0] === 'Ed25519' ? Promise.reject(new DOMException('', 'NotSupportedError')) : generate(...all)));
  const held = await makeKey();
  assert.equal(held.custody, 'wrapped');
  assert.ok(held.custody === 'wrapped' && !held.wrapping.extractable);
  const signer = await signerOf(held);
  assert.ok(ed25519.verify(await signer.sign(message), message, held.publicKey));
  assert.match(await keyRequest({ ledger: 'ledger.test', party: 'party/gln/6901234500011', signer }), /^trace key request v1\nledger ledger\.test\nparty party\/gln\/6901234500011\npublic \S{44}\npossession \S{88}\n$/);
});
