// Every field of a statement, at all depths, against the bounds that stand beside it in the protos.
import { equal } from '../ledger/octets';
import { caseOf, type Fields } from './decode';
import { refuse, type Refusal } from './finding';
import { isNormal, isNumberOfForm, isTextOfForm } from './forms';
import { typeAt, typeNamed, type Field, type MessageType } from './schema';

/** The first field out of its bounds, or null. */
export const boundsProblem = (statement: Fields): Refusal | null => ofMessage(typeNamed('Statement'), statement);

/** Whether a statement holds an enum number that is not known here, at any depth. */
export const hasUnknownNumber = (statement: Fields): boolean => anyUnknown(typeNamed('Statement'), statement);

/** The same, with lists without the numbers that are not known, and single ones replaced by a known one: on it the known rules can be asked. */
export const knownPart = (statement: Fields): Fields => replaced(typeNamed('Statement'), statement);

function ofMessage(type: MessageType, message: Fields): Refusal | null {
  for (const field of type.fields) {
    if (field.oneof && message[caseOf] !== field.key) continue;
    const problem = ofField(field, message[field.key]);
    if (problem !== null) return problem;
  }
  return sharedProblem(type.name, message);
}

function ofField(field: Field, value: unknown): Refusal | null {
  if (field.repeated) return ofElements(field, value as unknown[]);
  if (isDefault(value)) return field.required && !field.oneof ? refuse('FIELD_REQUIRED', field.name) : null;
  return ofValue(field, value, field.name);
}

function ofElements(field: Field, elements: unknown[]): Refusal | null {
  if (elements.length < field.atLeast || (field.atMost > 0 && elements.length > field.atMost)) return refuse('FIELD_OUT_OF_BOUNDS', field.name);
  for (const [i, element] of elements.entries()) {
    const path = `${field.name}[${i}]`;
    const problem = ofValue(field, element, path);
    if (problem !== null) return problem;
    if (field.distinct && elements.slice(0, i).some((other) => same(other, element))) return refuse('FIELD_OUT_OF_BOUNDS', path);
  }
  return null;
}

function ofValue(field: Field, value: unknown, path: string): Refusal | null {
  switch (field.type) {
    case 'M': {
      const problem = ofMessage(typeAt(field.of), value as Fields);
      return problem === null ? null : refuse(problem.reason, `${path}.${problem.field}`);
    }
    case 's': {
      const text = value as string;
      if (!isNormal(text)) return refuse('TEXT_NOT_NORMAL', path);
      return ofLength(field, [...text].length, path) ?? (isTextOfForm(field.form, text) ? null : refuse('FIELD_FORM', path));
    }
    case 'b':
      return ofLength(field, (value as Uint8Array).length, path);
    case 'E':
      return (value as number) > 0 && (value as number) < field.of ? null : refuse('NOT_CANONICAL', path);
    case 't':
      return null;
    default: {
      const number = BigInt(value as number | bigint);
      if ((field.min !== 0 || field.max !== 0) && (number < BigInt(field.min) || number > BigInt(field.max))) return refuse('FIELD_OUT_OF_BOUNDS', path);
      return isNumberOfForm(field.form, number) ? null : refuse('FIELD_FORM', path);
    }
  }
}

const ofLength = (field: Field, length: number, path: string): Refusal | null =>
  length >= field.min && (field.max === 0 || length <= field.max) ? null : refuse('FIELD_OUT_OF_BOUNDS', path);

// What holds between the fields of a message that several kinds share.
function sharedProblem(name: string, message: Fields): Refusal | null {
  if (name === 'Text') return message.zh === '' && message.en === '' ? refuse('FIELD_REQUIRED', 'zh') : null;
  if (name !== 'Place') return null;
  if (message.gln === '' && message.region === '') return refuse('FIELD_REQUIRED', 'gln');
  if (message.gln !== '' && message.region !== '') return refuse('FIELD_NOT_ALLOWED', 'region');
  return message.extension !== '' && message.gln === '' ? refuse('FIELD_NOT_ALLOWED', 'extension') : null;
}

const isDefault = (value: unknown): boolean =>
  value === undefined || value === '' || value === 0 || value === 0n || value === false || (value instanceof Uint8Array && value.length === 0);

const same = (a: unknown, b: unknown): boolean => (a instanceof Uint8Array && b instanceof Uint8Array ? equal(a, b) : a === b);

const valuesOf = (field: Field, message: Fields): unknown[] => (field.repeated ? message[field.key] : message[field.key] === undefined ? [] : [message[field.key]]);

const isUnknown = (field: Field, value: unknown): boolean => (value as number) < 0 || (value as number) >= field.of;

function anyUnknown(type: MessageType, message: Fields): boolean {
  return type.fields.some((field) => valuesOf(field, message).some((value) =>
    field.type === 'M' ? anyUnknown(typeAt(field.of), value as Fields) : field.type === 'E' && isUnknown(field, value)));
}

function replaced(type: MessageType, message: Fields): Fields {
  const made: Fields = { ...message };
  for (const field of type.fields) {
    const value = message[field.key];
    if (value === undefined) continue;
    if (field.type === 'E') made[field.key] = field.repeated ? value.filter((one: number) => !isUnknown(field, one)) : isUnknown(field, value) ? 1 : value;
    if (field.type === 'M') made[field.key] = field.repeated ? value.map((one: Fields) => replaced(typeAt(field.of), one)) : replaced(typeAt(field.of), value);
  }
  return made;
}
