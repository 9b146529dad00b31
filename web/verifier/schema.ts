// The protos' messages as the verifier knows them: fields with their types and bounds, read from a table that the build makes of the descriptors.
import { messages as lines } from '../gen/verifier/tables';

/** `s` text, `b` bytes, `t` bool, `u` uint32, `i` int32, `z` sint32, `U` uint64, `I` int64, `E` enum, `M` message. */
export type FieldType = 's' | 'b' | 't' | 'u' | 'i' | 'z' | 'U' | 'I' | 'E' | 'M';

export interface Field {
  number: number;
  /** As the protos spell it, in which paths of refusals are written. */
  name: string;
  /** Its name in JSON, and in `Fields`. */
  key: string;
  type: FieldType;
  repeated: boolean;
  /** Whether it is one of a oneof's. */
  oneof: boolean;
  /** Of an enum: how many numbers are known, from 0 on. Of a message: which. */
  of: number;
  required: boolean;
  distinct: boolean;
  min: number;
  max: number;
  atLeast: number;
  atMost: number;
  form: number;
}

export interface MessageType {
  name: string;
  fields: Field[];
  byNumber: Map<number, Field>;
}

const types: MessageType[] = lines.split('\n').map((line) => {
  const [name, ...rest] = line.split('|');
  const fields = rest.map(readField);
  return { name: name!, fields, byNumber: new Map(fields.map((field) => [field.number, field])) };
});

export const typeAt = (index: number): MessageType => types[index]!;

export function typeNamed(name: string): MessageType {
  const type = types.find((one) => one.name === name);
  if (type === undefined) throw new RangeError(`the tables hold no message ${name}`);
  return type;
}

function readField(text: string): Field {
  const [number, name, type, ...limits] = text.split(' ');
  const limit = (letter: string) => Number(limits.find((one) => one[0] === letter)?.slice(1) ?? 0);
  return {
    number: Number(number),
    name: name!,
    key: name!.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    type: type![0] as FieldType,
    repeated: type!.includes('*'),
    oneof: type!.endsWith('?'),
    of: parseInt(type!.slice(1), 10) || 0,
    required: limits.includes('r'),
    distinct: limits.includes('d'),
    min: limit('n'),
    max: limit('x'),
    atLeast: limit('a'),
    atMost: limit('m'),
    form: limit('f'),
  };
}
