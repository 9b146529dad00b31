// Makes gen/verifier/tables.ts of the protos' descriptors and of the table of provinces: what the verifier decodes and judges by, in as few bytes as a page can bear.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const roots = ['Statement', 'Entry', 'HistoryBundle', 'History', 'Provenance', 'ConsistencyProof'];

const letters = { TYPE_STRING: 's', TYPE_BYTES: 'b', TYPE_BOOL: 't', TYPE_UINT32: 'u', TYPE_INT32: 'i', TYPE_SINT32: 'z', TYPE_UINT64: 'U', TYPE_INT64: 'I' };

export function writeVerifierTables(web) {
  const bin = join(web, 'node_modules', '.bin');
  const image = JSON.parse(execFileSync(join(bin, 'buf'), ['build', '../protos', '-o', '-#format=json'], { cwd: web, maxBuffer: 1 << 26, env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } }));
  const [messages, enums] = [new Map(), new Map()];
  for (const file of image.file) collect(`.${file.package}`, file.messageType ?? [], file.enumType ?? [], messages, enums);

  const found = [];
  const waiting = roots.map((name) => `.trace.v1.${name}`);
  for (let name; (name = waiting.shift()) !== undefined; ) {
    if (found.includes(name)) continue;
    if (!messages.has(name)) throw new Error(`the protos have no message ${name}`);
    found.push(name);
    waiting.push(...messages.get(name).field.filter((field) => field.type === 'TYPE_MESSAGE').map((field) => field.typeName));
  }

  const forms = new Map(enums.get('.trace.v1.Form').map((value) => [value.name, value.number]));
  const lines = found.map((name) => [
    name.slice('.trace.v1.'.length),
    ...messages.get(name).field.toSorted((a, b) => a.number - b.number).map((field) => fieldLine(field, found, enums, forms)),
  ].join('|'));
  const payloads = messages.get('.trace.v1.Statement').field.filter((field) => field.oneofIndex !== undefined);
  const sealed = payloads.filter((field) => messages.has(`${field.typeName}.Confidential`)).map((field) => field.jsonName);
  const provinces = readFileSync(join(web, '..', 'src', 'Trace.Domain', 'Places', 'Provinces.cs'), 'utf8');
  const codes = [...provinces.matchAll(/new\((?:"(\d\d)0000"|null), "((?:CN|BR)-[A-Z]{2})"/g)];
  if (codes.length !== 61) throw new Error(`Provinces.cs holds 61 provinces; ${codes.length} were read`);

  const folder = join(web, 'gen', 'verifier');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tables.ts'), [
    '// Made by verifier/tables.mjs. A line is a message: its name, then its fields; see verifier/schema.ts.',
    `export const messages = ${JSON.stringify(lines.join('\n'))};`,
    `export const sealedKinds = ${JSON.stringify(sealed.join(' '))};`,
    `export const provinceDigits = ${JSON.stringify(codes.flatMap(([, digits]) => digits ?? []).join(' '))};`,
    `export const provinceCodes = ${JSON.stringify(codes.map(([, , code]) => code).join(' '))};`,
    '',
  ].join('\n'));
}

function collect(scope, types, numbers, messages, enums) {
  for (const type of types) {
    messages.set(`${scope}.${type.name}`, { ...type, field: type.field ?? [] });
    collect(`${scope}.${type.name}`, type.nestedType ?? [], type.enumType ?? [], messages, enums);
  }
  for (const type of numbers) enums.set(`${scope}.${type.name}`, type.value.map((value) => ({ ...value, number: value.number ?? 0 })));
}

// Number, name, type, bounds.
function fieldLine(field, found, enums, forms) {
  const bounds = field.options?.['[trace.v1.bounds]'] ?? {};
  const type = letters[field.type]
    ?? (field.type === 'TYPE_MESSAGE' ? `M${found.indexOf(field.typeName)}`
      : field.type === 'TYPE_ENUM' ? `E${count(field.typeName, enums)}`
      : (() => { throw new Error(`${field.name}: ${field.type} has no place in the verifier's tables`); })());
  const limits = [
    ['r', bounds.required && ''], ['d', bounds.distinct && ''], ['n', bounds.min], ['x', bounds.max], ['a', bounds.atLeast], ['m', bounds.atMost], ['f', bounds.form && forms.get(bounds.form)],
  ].filter(([, value]) => value !== undefined).map(([letter, value]) => letter + value);
  return [field.number, field.name, type + (field.label === 'LABEL_REPEATED' ? '*' : '') + (field.oneofIndex === undefined ? '' : '?'), ...limits].join(' ');
}

// How many numbers are known: all from 0 on, without a gap.
function count(name, enums) {
  const numbers = enums.get(name).map((value) => value.number).toSorted((a, b) => a - b);
  if (numbers.some((number, i) => number !== i)) throw new Error(`the numbers of ${name} have gaps, which the verifier's tables can't say`);
  return numbers.length;
}
