import assert from 'node:assert/strict';
import { test } from 'node:test';
import canonical from '../../vectors/canonical.json';
import ed25519 from '../../vectors/ed25519.json';
import histories from '../../vectors/histories.json';
import judgements from '../../vectors/judgements.json';
import keys from '../../vectors/keys.json';
import merkle from '../../vectors/merkle.json';
import notes from '../../vectors/notes.json';
import policies from '../../vectors/policies.json';
import proofs from '../../vectors/proofs.json';
import statements from '../../vectors/statements.json';
import subjects from '../../vectors/subjects.json';
import { equal, fromHex, toHex, utf8, type Octets } from '../ledger/octets';
import { rootFrom } from '../ledger/tree';
import { readCheckpoint } from './checkpoint';
import { isConsistent } from './consistency';
import { isWeak, useLibrary, verify } from './ed25519';
import * as library from './ed25519-library';
import { readEntry } from './entry';
import { lineOf } from './finding';
import { isFinding, readBundle, verifyBundle } from './history';
import { judge, ruleProblem } from './judgement';
import { kinds } from './kinds';
import { useMlDsaLibrary } from './ml-dsa';
import * as mlDsaLibrary from './ml-dsa-library';
import { cosigned, NoteRefusal, openNote, readNote, readVerifierKey, type VerifierKey } from './note';
import { readPolicy, verifyNote, type TrustPolicy } from './policy';
import { readProofFile, verifyProofFile } from './proof-file';
import { possessionProblem } from './signatures';
import { LedgerState } from './state';
import { isRefusal, readStatement } from './statement';
import { readSubject } from './subject';
import { ofStatement } from '../ledger/contexts';

// A group of cases, of which each names what it has.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const cases = (group: unknown): any[] => group as any[];

const octets = (row: Record<string, string>, name: string): Octets => (row[`${name}Bytes`] === undefined ? utf8(row[name]!) : fromHex(row[`${name}Bytes`]!));

const policyOf = (text: string): TrustPolicy => {
  const policy = readPolicy(utf8(text));
  assert.ok(typeof policy !== 'string', policy as string);
  return policy;
};

useMlDsaLibrary(() => Promise.resolve(mlDsaLibrary));

for (const row of cases(histories.histories)) test(`history: ${row.name}`, () => checkHistory(row, row, fromHex(row.bundle)));

for (const row of cases(histories.byteChanged)) {
  test(`history, a byte changed: ${row.name}`, () => {
    const of = cases(histories.histories).find((other) => other.name === row.of);
    const bytes = fromHex(of.bundle);
    bytes[row.offset]! ^= row.xor;
    return checkHistory(of, row, bytes);
  });
}

async function checkHistory(of: { policy: string; ledger: string; thorough: boolean }, row: Record<string, unknown>, bytes: Uint8Array): Promise<void> {
  const bundle = readBundle(bytes, false);
  assert.ok(!isFinding(bundle));
  const { history, findings } = await verifyBundle(bundle, policyOf(of.policy), of.thorough, of.ledger);
  const all = findings?.map(lineOf).join('\n') ?? '';
  assert.equal(findings?.[0]!.rule ?? 'valid', row.verdict, all);
  if (findings !== undefined) {
    assert.equal(findings[0]!.index, row.entry === undefined ? null : BigInt(row.entry as number), all);
    if (row.reason !== undefined) assert.equal(findings[0]!.reason, row.reason, all);
  } else {
    assert.equal(history!.entries.length, row.entries);
    assert.deepEqual([...history!.entries, ...history!.evidence].filter((one) => one.notUnderstood).map((one) => Number(one.entry.index)), row.notUnderstood);
  }
}

test('form of a statement', () => {
  for (const row of cases(canonical.form)) {
    const read = readStatement(fromHex(row.bytes));
    // A statement of a newer version is let in by readers, and not understood.
    if (!isRefusal(read) && !read.understood) assert.equal(row.verdict, 'NOT_CANONICAL', row.name);
    else if (isRefusal(read) && ['MALFORMED', 'NOT_CANONICAL'].includes(row.verdict)) assert.ok(['MALFORMED', 'NOT_CANONICAL'].includes(read.reason), row.name);
    else assert.equal(isRefusal(read) ? read.reason : 'valid', row.verdict, row.name);
  }
});

for (const row of cases(canonical.rules)) {
  test(`rules of a statement: ${row.name}`, () => {
    const read = readStatement(fromHex(row.bytes));
    assert.ok(!isRefusal(read));
    const refusal = ruleProblem(read, row.ledger);
    assert.equal(refusal?.reason ?? 'valid', row.verdict);
    if (row.field !== undefined) assert.equal(refusal!.field, row.field);
  });
}

test('statements of a newer version', () => {
  for (const row of cases(canonical.newer)) {
    const read = readStatement(fromHex(row.bytes));
    if (isRefusal(read)) assert.ok(read.reason === row.verdict || ['MALFORMED', 'NOT_CANONICAL'].includes(row.verdict), row.name);
    else assert.deepEqual([row.verdict, read.understood], ['valid', row.understood], row.name);
  }
});

for (const row of cases(statements.statements)) {
  test(`a statement that breaks no rule: ${row.name}`, async () => {
    const read = readStatement(fromHex(row.bytes));
    assert.ok(!isRefusal(read));
    assert.equal(read.identity, row.identity);
    assert.equal(ruleProblem(read, read.message.ledger), null);
    assert.ok(await verify(fromHex(row.publicKey), ofStatement(read.bytes), fromHex(row.signature)));
  });
}

test('every kind of statement is told by a vector', () => {
  const told = new Set(cases(statements.statements).map((row) => readStatement(fromHex(row.bytes))).map((read) => (isRefusal(read) ? '' : read.kind)));
  assert.deepEqual(Object.keys(kinds).filter((kind) => !told.has(kind)), []);
});

for (const row of cases(subjects.subjects)) {
  test(`subject: ${row.name}`, () => {
    const subject = readSubject(row.text);
    assert.equal(subject === null ? 'SUBJECT_INVALID' : 'valid', row.verdict);
  });
}

// By WebCrypto of this runtime, and by the library alone.
for (const [by, load] of [['the browser', null], ['the library', () => Promise.resolve(library)]] as const) {
  test(`Ed25519 is strict by ${by}`, async () => {
    const subtle = Object.getOwnPropertyDescriptor(globalThis.crypto, 'subtle');
    if (load !== null) {
      useLibrary(load);
      Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined, configurable: true });
    }
    try {
      for (const row of cases(ed25519.verify)) assert.equal(await verify(fromHex(row.publicKey), fromHex(row.message), fromHex(row.signature)), row.verdict === 'valid', row.name);
    } finally {
      if (subtle === undefined) delete (globalThis.crypto as { subtle?: SubtleCrypto }).subtle;
      else Object.defineProperty(globalThis.crypto, 'subtle', subtle);
      useLibrary(() => Promise.resolve(library));
    }
  });
}

test('weak keys', () => {
  for (const row of cases(keys.publicKeys)) assert.equal(isWeak(fromHex(row.key)) ? 'WEAK_KEY' : 'valid', row.verdict, row.name);
});

test('inclusion proofs', () => {
  for (const row of cases(merkle.inclusion)) {
    const root = rootFrom(fromHex(row.leaf), BigInt(row.index), BigInt(row.size), row.proof.map(fromHex));
    assert.equal(root !== null && equal(root, fromHex(row.root)), row.verdict === 'valid', row.name);
  }
});

test('consistency proofs', () => {
  for (const row of cases(merkle.consistency)) {
    assert.equal(isConsistent(BigInt(row.first), BigInt(row.second), fromHex(row.firstRoot), fromHex(row.secondRoot), row.proof.map(fromHex)), row.verdict === 'valid', row.name);
  }
});

test('verifier keys', () => {
  for (const row of cases(notes.vkeys)) {
    const key = readVerifierKey(row.vkey);
    assert.equal(typeof key === 'string' ? 'MALFORMED' : 'valid', row.verdict, row.name);
    if (typeof key !== 'string') assert.deepEqual([key.name, key.text], [row.keyName, row.vkey], row.name);
  }
});

test('notes', async () => {
  for (const row of cases(notes.notes)) {
    const keys = row.vkeys.map(readVerifierKey);
    const note = readNote(octets(row, 'note'));
    const opened = note instanceof NoteRefusal ? note : await openNote(note, keys);
    assert.equal(opened instanceof NoteRefusal ? opened.reason : 'valid', row.verdict, row.name);
    if (opened instanceof NoteRefusal) continue;
    assert.deepEqual(opened.verified.map(({ key, time }) => (time === null ? key.name : `${key.name} at ${time}`)), row.signedBy, row.name);
  }
});

test('checkpoints', () => {
  for (const row of cases(notes.checkpoints)) {
    const checkpoint = readCheckpoint(row.text);
    assert.equal(checkpoint === null ? 'MALFORMED' : 'valid', row.verdict, row.name);
    if (checkpoint !== null) assert.deepEqual([checkpoint.origin, String(checkpoint.size), toHex(checkpoint.root), checkpoint.extensions], [row.origin, String(row.size), row.root, row.extensions], row.name);
  }
});

test('cosignatures', async () => {
  for (const row of cases(notes.cosignatures)) {
    assert.equal(toHex(cosigned(row.text, BigInt(row.time))), row.signed);
    const note = readNote(utf8(`${row.text}\n${row.line}\n`));
    const opened = note instanceof NoteRefusal ? note : await openNote(note, [readVerifierKey(row.vkey) as VerifierKey]);
    assert.ok(!(opened instanceof NoteRefusal));
    assert.equal(opened.verified[0]!.time, BigInt(row.time));
  }
});

test('where no library is named, an ML-DSA-44 signature counts for nothing, and is said to be there', async () => {
  const row = cases(notes.notes).find(({ name }) => name === 'log and two witnesses, one of them ML-DSA-44')!;
  const note = readNote(octets(row, 'note'));
  assert.ok(!(note instanceof NoteRefusal));
  useMlDsaLibrary(null);
  try {
    const opened = await openNote(note, row.vkeys.map((vkey: string) => readVerifierKey(vkey) as VerifierKey));
    assert.ok(!(opened instanceof NoteRefusal));
    assert.deepEqual([opened.verified.length, opened.unchecked.length], [row.signedBy.length - 1, 1]);
  } finally {
    useMlDsaLibrary(() => Promise.resolve(mlDsaLibrary));
  }
});

test('policies', () => {
  for (const row of cases(policies.policies)) {
    const policy = readPolicy(octets(row, 'policy'));
    assert.equal(typeof policy === 'string' ? 'MALFORMED' : 'valid', row.verdict, `${row.name}: ${typeof policy === 'string' ? policy : ''}`);
    if (typeof policy !== 'string') assert.deepEqual([policy.ledger ?? '', policy.logs.length, policy.witnesses.length, policy.quorum.name], [row.ledger, row.logs, row.witnesses, row.quorum], row.name);
  }
});

test('checkpoints under policies', async () => {
  for (const row of cases(policies.checkpoints)) {
    const policy = policyOf(row.policy);
    const verified = await verifyNote(policy, octets(row, 'note'));
    const got = verified instanceof NoteRefusal ? verified.reason : 'valid';
    assert.equal(got, row.verdict, row.name);
  }
});

test('proof files', async () => {
  for (const row of cases(proofs.proofs)) {
    const proof = readProofFile(octets(row, 'proof'));
    const verified = typeof proof === 'string' ? proof : await verifyProofFile(proof, policyOf(row.policy), fromHex(row.leaf));
    assert.equal(typeof verified === 'string' ? 'MALFORMED' : verified instanceof NoteRefusal ? verified.reason : 'valid', row.verdict, row.name);
  }
});

test('statements judged behind the first entries of a log', async () => {
  const entries = cases(judgements.log).map((row) => readEntry(fromHex(row.bytes)));
  const state = new LedgerState();
  let taken = 0;
  const wrong: string[] = [];
  // In the order of the log, so that the state goes on from case to case.
  for (const row of cases(judgements.judged).toSorted((a, b) => a.after - b.after)) {
    for (; taken < row.after; taken++) {
      const entry = entries[taken]!;
      assert.ok(!isRefusal(entry));
      state.apply(entry);
    }
    const statement = readStatement(fromHex(row.statement));
    const refusal = isRefusal(statement) ? statement
      : ruleProblem(statement, row.ledger) ?? (await possessionProblem(statement)) ?? judge(statement, state, BigInt(row.recordedAt));
    const [verdict, field] = [refusal?.reason ?? 'valid', refusal?.field ?? ''];
    if (verdict !== row.verdict || field !== (row.field ?? '')) wrong.push(`${row.name}: ${verdict} ${field}, not ${row.verdict} ${row.field ?? ''}`);
  }
  assert.deepEqual(wrong, []);
});
