// What every view of the page is handed, and the page's own frame: heading, views, what waits, language.
import { fill, h, icon, icons } from '../pages/dom';
import { Texts } from '../pages/texts';
import type { Outbox, OutboxState } from '../outbox/outbox';
import en from './dispatch.en.json';
import zh from './dispatch.zh.json';
import type { Station } from './station';

export type Text = keyof typeof en;

export interface Page {
  station: Station;
  outbox: Outbox;
  texts: Texts<typeof en>;
  /** Shows a view by its name. */
  go(view: ViewName): void;
}

export type ViewName = 'dispatch' | 'batch' | 'parcels' | 'settings';

/** Fills the page's main part; returns what is to be done when another view takes its place. */
export type View = (page: Page, main: HTMLElement) => (() => void) | void;

export const texts = new Texts<typeof en>({ zh, en });

const views: [ViewName, Text, string][] = [
  ['dispatch', 'navDispatch', icons.scan],
  ['batch', 'navBatch', icons.file],
  ['parcels', 'navParcels', icons.list],
  ['settings', 'navSettings', icons.gear],
];

/** Draws the frame's heading. */
export function drawTop(page: Page, current: ViewName | null, state: OutboxState, language: () => void): void {
  const { say } = page.texts;
  const top = document.getElementById('top')!;
  fill(top,
    h('h1', {}, icon(icons.box, 'icon brand'), h('span', {}, say('name'))),
    current !== null && h('nav', {}, views.map(([view, label, path]) =>
      h('button', { type: 'button', class: 'tab', 'aria-current': view === current ? 'page' : null, onclick: () => page.go(view) }, icon(path), h('span', {}, say(label))))),
    h('div', { class: 'ends' },
      current !== null && pill(page, state),
      h('button', { type: 'button', class: 'plain', lang: page.texts.language === 'zh' ? 'en' : 'zh-CN', 'aria-label': say('languageLabel'), onclick: language }, say('otherLanguage'))));
  document.title = say('title');
}

function pill({ texts: { say } }: Page, { waiting, refused, recorded, trouble }: OutboxState): HTMLElement {
  const [kind, path, text] = refused > 0 ? ['refused', icons.cross, say('refusedCount', { count: refused })]
    : waiting > 0 ? ['waiting', icons.wait, say('waiting', { count: waiting })]
      : ['recorded', icons.check, say('allRecorded')];
  const why = !navigator.onLine ? say('offline') : trouble !== null ? say('trouble', { why: trouble }) : '';
  return h('p', { class: `pill ${kind}`, id: 'outbox', role: 'status', title: why, 'data-waiting': waiting, 'data-refused': refused, 'data-recorded': recorded }, icon(path), h('span', {}, text));
}
