// The frame of a page that signs: heading, views, what waits, language.
import { fill, h, icon, icons } from '../pages/dom';
import type { Texts } from '../pages/texts';
import type { OutboxState } from '../outbox/outbox';
import type en from './dispatch.en.json';

export type FrameTexts = Texts<typeof en>;

export interface Frame {
  /** Path of the picture before the name. */
  brand: string;
  views: { name: string; label: string; path: string; open: () => void }[];
}

/** Draws the heading. @param current The view that is shown; null before there is a key. */
export function drawFrame(texts: FrameTexts, { brand, views }: Frame, current: string | null, state: OutboxState, language: () => void): void {
  const { say } = texts;
  fill(document.getElementById('top')!,
    h('h1', {}, icon(brand, 'icon brand'), h('span', {}, say('name'))),
    current !== null && h('nav', {}, views.map(({ name, label, path, open }) =>
      h('button', { type: 'button', class: 'tab', 'aria-current': name === current ? 'page' : null, onclick: open }, icon(path), h('span', {}, label)))),
    h('div', { class: 'ends' },
      current !== null && pill(texts, state),
      h('button', { type: 'button', class: 'plain', lang: texts.language === 'zh' ? 'en' : 'zh-CN', 'aria-label': say('languageLabel'), onclick: language }, say('otherLanguage'))));
  document.title = say('title');
}

function pill({ say }: FrameTexts, { waiting, refused, recorded, trouble }: OutboxState): HTMLElement {
  const [kind, path, text] = refused > 0 ? ['refused', icons.cross, say('refusedCount', { count: refused })]
    : waiting > 0 ? ['waiting', icons.wait, say('waiting', { count: waiting })]
      : ['recorded', icons.check, say('allRecorded')];
  const why = !navigator.onLine ? say('offline') : trouble !== null ? say('trouble', { why: trouble }) : '';
  return h('p', { class: `pill ${kind}`, id: 'outbox', role: 'status', title: why, 'data-waiting': waiting, 'data-refused': refused, 'data-recorded': recorded }, icon(path), h('span', {}, text));
}
