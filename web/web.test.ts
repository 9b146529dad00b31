import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { StatementSchema } from './gen/trace/v1/statement_pb';

test('a statement made from the generated messages reads as what was written', () => {
  const bytes = toBinary(StatementSchema, create(StatementSchema, { ledger: 'example', subject: '00/095212340000000012' }));
  assert.equal(fromBinary(StatementSchema, bytes).subject, '00/095212340000000012');
});
