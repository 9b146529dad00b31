// The GS1 Barcode Syntax Dictionary: identifiers, the form of their values, and what goes with what.
import { dictionary } from '../gen/barcodes/tables';
import { lint } from './linters';

export interface Component {
  set: string;
  min: number;
  max: number;
  optional: boolean;
  linters: string[];
}

export interface Identifier {
  code: string;
  /** Whether no FNC1 is needed after it. */
  predefined: boolean;
  /** Whether it may stand in the query of a Digital Link. */
  attribute: boolean;
  components: Component[];
  min: number;
  max: number;
  requires: string[][][];
  excludes: string[];
  /** Of a primary key of Digital Links: the sequences of its qualifiers. */
  qualifiers: string[][] | null;
}

const sets: Record<string, RegExp> = {
  N: /[^0-9]/,
  X: /[^!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]/,
  Y: /[^#\-/0-9A-Z]/,
  Z: /[^\-0-9A-Z_a-z]/,
};

const identifiers = new Map<string, Identifier>();
const lengths: number[] = [];

for (const line of dictionary.split('\n')) {
  const words = line.split(' ');
  const isComponent = (word: string) => /^[A-Z[]/.test(word);
  const flags = isComponent(words[1]!) ? '' : words[1]!;
  const rest = words.slice(flags === '' ? 1 : 2);
  const components = rest.filter(isComponent).map(readComponent);
  const attributes = rest.filter((word) => !isComponent(word)).map((word) => word.split('='));
  const keys = attributes.filter(([name]) => name === 'dlpkey');
  const shape = {
    predefined: flags.includes('*'),
    attribute: flags.includes('?'),
    components,
    min: components.filter((c) => !c.optional).reduce((sum, c) => sum + c.min, 0),
    max: components.reduce((sum, c) => sum + c.max, 0),
    requires: attributes.filter(([name]) => name === 'req').map(([, value]) => value!.split(',').map((group) => group.split('+'))),
    excludes: attributes.filter(([name]) => name === 'ex').flatMap(([, value]) => value!.split(',')),
    qualifiers: keys.length === 0 ? null : keys.flatMap(([, value]) => (value ?? '').split('|').map((sequence) => sequence.split(',').filter((code) => code !== ''))),
  };
  const [first, last] = words[0]!.split('-');
  for (let code = Number(first); code <= Number(last ?? first); code++) {
    const text = String(code).padStart(first!.length, '0');
    identifiers.set(text, { code: text, ...shape });
    lengths[Number(text.slice(0, 2))] = text.length;
  }
}

export const find = (code: string): Identifier | undefined => identifiers.get(code);

export const all = (): Iterable<Identifier> => identifiers.values();

/** The identifier that a text begins with: those with the same two first digits have the same length. */
export const atStartOf = (text: string): Identifier | undefined =>
  /^[0-9]{2}/.test(text) ? identifiers.get(text.slice(0, lengths[Number(text.slice(0, 2))] ?? 0)) : undefined;

/** What is wrong with a value that stands by itself. */
export function valueProblem(entry: Identifier, value: string): string | null {
  if (value.length < entry.min || value.length > entry.max) return `(${entry.code}) must have ${entry.min === entry.max ? entry.min : `${entry.min} to ${entry.max}`} characters, has ${value.length}`;
  return value.includes('^') ? `(${entry.code}) must not hold ^` : readComponents(entry, value).problem;
}

/** Checks the components at the start of a text, and says how much they took. */
export function readComponents(entry: Identifier, text: string): { problem: string | null; length: number } {
  if (text === '') return { problem: `(${entry.code}) has no value`, length: 0 };
  let length = 0;
  for (const component of entry.components) {
    const part = text.slice(length, length + component.max);
    if (part === '' && component.optional) continue;
    const problem = componentProblem(component, part);
    if (problem !== null) return { problem: `(${entry.code}) ${JSON.stringify(text)}: ${problem}`, length };
    length += part.length;
  }
  return { problem: null, length };
}

function componentProblem(component: Component, part: string): string | null {
  if (part.length < component.min) return `has ${part.length} characters where ${component.min} are due`;
  const body = component.set === 'Z' ? part.replace(/=+$/, '') : part;
  const pads = part.length - body.length;
  if (pads > 2 || (pads > 0 && part.length % 3 !== 0)) return 'must be padded as base64 is';
  if (sets[component.set]!.test(body)) return `must be of character set ${component.set}`;
  for (const name of component.linters) {
    const problem = lint(name, part);
    if (problem !== null) return problem;
  }
  return null;
}

function readComponent(notation: string): Component {
  const [form, ...linters] = notation.split(',');
  const type = form!.replace(/[[\]]/g, '');
  const variable = type.includes('..');
  const length = Number(type.slice(variable ? 3 : 1));
  return { set: type[0]!, min: variable ? 1 : length, max: length, optional: form!.startsWith('['), linters };
}
