// What every view of the page is handed, and the page's own frame: heading, views, what waits, language.
import { icons } from '../pages/dom';
import { Texts } from '../pages/texts';
import type { Outbox, OutboxState } from '../outbox/outbox';
import en from './dispatch.en.json';
import zh from './dispatch.zh.json';
import { drawFrame } from './frame';
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
export const drawTop = (page: Page, current: ViewName | null, state: OutboxState, language: () => void): void =>
  drawFrame(page.texts, { brand: icons.box, views: views.map(([view, label, path]) => ({ name: view, label: page.texts.say(label), path, open: () => page.go(view) })) }, current, state, language);
