// The page's words, in both languages, since it is one file.
import en from './verify.en.json';
import zh from './verify.zh.json';

export type Word = keyof typeof zh;
type Language = 'zh' | 'en';

const words: Record<Language, Record<Word, string>> = { zh, en };
let chosen: Language = navigator.languages.find((one) => /^(?:zh|en)/.test(one))?.startsWith('en') ? 'en' : 'zh';

export const language = (): Language => chosen;

export const setLanguage = (language: Language): void => void (chosen = language);

export const say = (word: Word, values: Record<string, string | number> = {}): string =>
  words[chosen][word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
