// What every view of the desk is handed, and its frame.
import { fill, h, icon, icons } from '../pages/dom';
import { Texts } from '../pages/texts';
import { messageOf } from '../ledger/refusal';
import type { Outbox, OutboxState } from '../outbox/outbox';
import { Role } from '../gen/trace/v1/party_pb';
import dispatchEn from '../dispatch/dispatch.en.json';
import dispatchZh from '../dispatch/dispatch.zh.json';
import type { Station } from '../dispatch/station';
import productEn from '../product/product.en.json';
import productZh from '../product/product.zh.json';
import type { DeskCalls } from './calls';
import en from './desk.en.json';
import zh from './desk.zh.json';

export interface Page {
  station: Station;
  outbox: Outbox;
  calls: DeskCalls;
  texts: Texts<typeof en>;
  go(view: ViewName): void;
}

export type ViewName = 'cases' | 'queue' | 'keys';
export type View = (page: Page, main: HTMLElement) => (() => void) | void;

export const texts = new Texts<typeof en>({ zh, en });

/** The words of the station's enrolment, with the desk's own in their place where it has them. */
export const enrolTexts = new Texts<typeof dispatchEn>({ zh: { ...dispatchZh, ...zh }, en: { ...dispatchEn, ...en } });

const words = new Texts<typeof productEn>({ zh: productZh, en: productEn });

/** The word of an enum's value, as the product pages have it. @param type Such as `Remedy`. @param names The generated enum. */
export function word(type: string, names: Record<number, string>, value: number): string {
  words.language = texts.language;
  const name = (names[value] ?? String(value)).toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return words.say(`${type}.${name}` as keyof typeof productEn);
}

/** What a payload is called. @param kind Name of its field in Statement, such as `keyGrant`. */
export const kindWord = (kind: string): string => word('Kind', { 0: kind.replace(/[A-Z]/g, (letter) => `_${letter}`) }, 0);

/** A text of the product pages. */
export function productWord(name: keyof typeof productEn): string {
  words.language = texts.language;
  return words.say(name);
}

export const time = (microseconds: bigint): string => texts.time(Number(microseconds / 1000n));

const views: [ViewName, keyof typeof en, string][] = [
  ['cases', 'navCases', icons.list],
  ['queue', 'navQueue', icons.file],
  ['keys', 'navKeys', icons.key],
];

/** Which views a key has a use for. */
export const viewsOf = ({ grant }: Station): ViewName[] => {
  const has = (role: Role): boolean => grant?.roles.includes(role) ?? false;
  return views.map(([name]) => name).filter((name) => name === 'cases' || (name === 'queue' ? has(Role.REGISTRAR) : has(Role.ADMINISTRATOR)));
};

export function drawTop(page: Page, current: ViewName | null, { waiting, refused, trouble }: OutboxState, language: () => void): void {
  const { say } = page.texts;
  const mine = viewsOf(page.station);
  const [kind, path, text] = refused > 0 ? ['refused', icons.cross, say('refusedCount', { count: refused })]
    : waiting > 0 ? ['waiting', icons.wait, say('waiting', { count: waiting })]
      : ['recorded', icons.check, say('allRecorded')];
  fill(document.getElementById('top')!,
    h('h1', {}, icon(icons.box, 'icon brand'), h('span', {}, say('name'))),
    current !== null && mine.length > 1 && h('nav', {}, views.filter(([view]) => mine.includes(view)).map(([view, label, picture]) =>
      h('button', { type: 'button', class: 'tab', 'aria-current': view === current ? 'page' : null, onclick: () => page.go(view) }, icon(picture), h('span', {}, say(label))))),
    h('div', { class: 'ends' },
      current !== null && h('p', { class: `pill ${kind}`, id: 'outbox', role: 'status', title: trouble ?? '', 'data-waiting': waiting, 'data-refused': refused }, icon(path), h('span', {}, text)),
      h('button', { type: 'button', class: 'plain', lang: page.texts.language === 'zh' ? 'en' : 'zh-CN', 'aria-label': say('languageLabel'), onclick: language }, say('otherLanguage'))));
  document.title = say('title');
}

/** Draws what a promise gives, or why it gave nothing. */
export async function drawn(main: HTMLElement, page: Page, draw: () => Promise<void>): Promise<void> {
  const { say } = page.texts;
  fill(main, h('p', { class: 'quiet', role: 'status' }, say('reading')));
  try {
    await draw();
  } catch (error) {
    fill(main, h('section', { class: 'card narrow' },
      h('p', { class: 'problem', role: 'alert' }, say('failed', { why: messageOf(error) })),
      h('button', { type: 'button', onclick: () => void drawn(main, page, draw) }, say('again'))));
  }
}
