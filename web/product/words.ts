// The badge's words in the page's language.
import type { Finding, Rule } from '../verifier/finding';
import type { Failure } from './check';
import type { Difference } from './compare';
import en from './badge.en.json';
import zh from './badge.zh.json';

export type Word = keyof typeof zh;

const languages: Record<string, Record<Word, string>> = { zh, en };

const language = (): 'zh' | 'en' => (document.documentElement.lang.startsWith('en') ? 'en' : 'zh');

/** A text with what goes in. */
export const say = (word: Word, values: Record<string, string | number> = {}): string =>
  languages[language()]![word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

let format: Intl.DateTimeFormat | null = null;

/** A moment in the reader's own zone and manner. A format is dear to make, and a page has a hundred times. */
export function sayTime(milliseconds: number): string {
  const { lang } = document.documentElement;
  format ??= new Intl.DateTimeFormat(lang.startsWith('en') ? 'en-GB' : lang, { dateStyle: 'medium', timeStyle: 'short' });
  return format.format(milliseconds);
}

const byRule: Partial<Record<Rule, Word>> = {
  CHECKPOINT: 'failCheckpoint', ANSWER: 'failAnswer', BUNDLE: 'failAnswer', GENESIS: 'failAnswer',
  SIGNATURE: 'failSignature', KEY: 'failSignature', POSSESSION: 'failSignature',
  STATEMENT: 'failRules', JUDGEMENT: 'failRules',
};

/** The word for a finding; what no other has: the record was changed. */
export const wordFor = (finding: Finding): Word => byRule[finding.rule] ?? 'failTampered';

/** What went wrong, in words that a buyer understands; the gravest first, each once. */
export function sayFailure(failure: Failure): string[] {
  if (failure.what === 'findings') return [...new Set(failure.findings.map(wordFor))].map((word) => say(word));
  if (failure.what === 'differences') return sayDifferences(failure.differences);
  return [say(failure.what === 'policy' ? 'failPolicy' : failure.what === 'fork' ? 'failFork' : 'failShrunk')];
}

function sayDifferences(differences: Difference[]): string[] {
  const of = (kind: Difference['kind']) => differences.filter((one) => one.kind === kind);
  const field = differences.find((one) => one.kind === 'field');
  const words: [Difference['kind'], Word][] = [['recall', 'failRecall'], ['subject', 'failSubject'], ['log', 'failLog'], ['missing', 'failMissing'], ['extra', 'failExtra'], ['field', 'failField']];
  return words.filter(([kind]) => of(kind).length > 0)
    .map(([kind, word]) => say(word, { count: of(kind).length, ...(field === undefined ? {} : { shown: field.shown, proven: field.proven }) }));
}
