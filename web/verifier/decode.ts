// Reads protobuf by the tables, and says on the way whether the bytes are the only encoding of what they say (wire format, section 2).
import { typeAt, typeNamed, type Field, type MessageType } from './schema';

/** What a message says, by the JSON names of its fields: texts, bytes, numbers (64 bits as bigint), lists; a message that is absent is undefined. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Fields = Record<string, any>;

export interface Decoded {
  value: Fields;
  /** Ascending fields, each once, shortest varints, no default written, at all depths; of unknown fields too, as far as that can be told. */
  ordered: boolean;
  /** Whether a field came that is not known here. */
  unknown: boolean;
}

/** The bytes are no message of this type. */
export class Malformed extends Error {}

/** @throws Malformed */
export function decode(name: string, bytes: Uint8Array): Decoded {
  const type = typeNamed(name);
  const reader = new Reader(bytes);
  const value = empty(type);
  reader.message(type, value);
  return { value, ordered: reader.ordered, unknown: reader.unknown };
}

/** Whether decoded bytes were the one encoding of known fields. */
export const isCanonical = (decoded: Decoded): boolean => decoded.ordered && !decoded.unknown;

/** What one of a oneof's is set, by its JSON name. */
export const caseOf = '$case';

const defaults = { s: '', b: new Uint8Array(), t: false, u: 0, i: 0, z: 0, U: 0n, I: 0n, E: 0, M: undefined };
const wire = { varint: 0, fixed64: 1, length: 2, fixed32: 5 };
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function empty(type: MessageType): Fields {
  const made: Fields = {};
  for (const field of type.fields) if (!field.oneof) made[field.key] = field.repeated ? [] : defaults[field.type];
  return made;
}

class Reader {
  ordered = true;
  unknown = false;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  message(type: MessageType, into: Fields, end: number = this.bytes.length): void {
    let last = 0;
    while (this.at < end) {
      const tag = this.varint();
      const number = Number(tag >> 3n);
      const kind = Number(tag & 7n);
      if (number === 0 || number > 0x1fffffff) throw new Malformed('a tag without a field number');
      const field = type.byNumber.get(number);
      if (number < last || (number === last && field !== undefined && (!field.repeated || isNumber(field)))) this.ordered = false;
      last = number;
      if (field === undefined || !this.field(field, kind, into, end)) {
        this.unknown = true;
        if (field !== undefined) this.ordered = false;
        this.skip(kind, end);
      }
    }
    if (this.at !== end) throw new Malformed('a field reaches over the end of its message');
  }

  // False where the wire type is another than the field's.
  private field(field: Field, kind: number, into: Fields, end: number): boolean {
    if (isNumber(field)) {
      if (kind === wire.length && field.repeated) {
        const packed = this.length(end);
        if (packed === this.at) this.ordered = false;
        while (this.at < packed) into[field.key].push(this.number(field));
        if (this.at !== packed) throw new Malformed('a number reaches over the end of its list');
        return true;
      }
      if (kind !== wire.varint) return false;
      const value = this.number(field);
      if (field.repeated) {
        this.ordered = false;
        into[field.key].push(value);
      } else {
        if (value === defaults[field.type]) this.ordered = false;
        into[field.key] = value;
      }
      return true;
    }
    if (kind !== wire.length) return false;
    const stop = this.length(end);
    if (field.type === 'M') {
      const type = typeAt(field.of);
      const value = (!field.repeated && into[field.key]) || empty(type);
      this.message(type, value, stop);
      this.put(field, value, into);
      return true;
    }
    const content = this.bytes.subarray(this.at, stop);
    if (content.length === 0 && !field.repeated) this.ordered = false;
    this.at = stop;
    this.put(field, field.type === 's' ? this.text(content) : content, into);
    return true;
  }

  private put(field: Field, value: unknown, into: Fields): void {
    if (field.repeated) {
      into[field.key].push(value);
      return;
    }
    if (field.oneof) {
      // The last one counts, as everywhere in protobuf.
      if (into[caseOf] !== undefined && into[caseOf] !== field.key) {
        this.ordered = false;
        delete into[into[caseOf] as string];
      }
      into[caseOf] = field.key;
    }
    into[field.key] = value;
  }

  private text(content: Uint8Array): string {
    try {
      return text.decode(content);
    } catch {
      throw new Malformed('a text that is no UTF-8');
    }
  }

  private number(field: Field): number | bigint | boolean {
    const raw = this.varint();
    switch (field.type) {
      case 't':
        if (raw > 1n) this.ordered = false;
        return raw !== 0n;
      case 'U':
        return raw;
      case 'I':
        return BigInt.asIntN(64, raw);
      case 'i':
      case 'E': {
        const value = BigInt.asIntN(32, raw);
        if (BigInt.asUintN(64, value) !== raw) this.ordered = false;
        return Number(value);
      }
      default: {
        if (raw > 0xffffffffn) this.ordered = false;
        const value = Number(raw & 0xffffffffn);
        return field.type === 'z' ? (value >>> 1) ^ -(value & 1) : value;
      }
    }
  }

  private varint(): bigint {
    let [value, shift] = [0n, 0n];
    for (let count = 1; ; count++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || count > 10) throw new Malformed('a varint without its end');
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) {
        if ((byte === 0 && count > 1) || value >> 64n !== 0n) this.ordered = false;
        return BigInt.asUintN(64, value);
      }
    }
  }

  private length(end: number): number {
    const stop = this.varint() + BigInt(this.at);
    if (stop > BigInt(end)) throw new Malformed('a length reaches over the end of its message');
    return Number(stop);
  }

  private skip(kind: number, end: number): void {
    if (kind === wire.varint) this.varint();
    else if (kind === wire.length) this.at = this.length(end);
    else if (kind === wire.fixed64) this.at += 8;
    else if (kind === wire.fixed32) this.at += 4;
    else throw new Malformed('groups have no place in a statement');
    if (this.at > end) throw new Malformed('a field reaches over the end of its message');
  }
}

const isNumber = (field: Field): boolean => !'sbM'.includes(field.type);
