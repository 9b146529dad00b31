// What every view of the couriers' page is handed. Its texts are the station's, with those of its own over them.
import { icons } from '../pages/dom';
import { Texts } from '../pages/texts';
import type { Outbox, OutboxState } from '../outbox/outbox';
import stationEn from '../dispatch/dispatch.en.json';
import stationZh from '../dispatch/dispatch.zh.json';
import { drawFrame } from '../dispatch/frame';
import type { Station } from '../dispatch/station';
import en from './courier.en.json';
import zh from './courier.zh.json';

const both = { zh: { ...stationZh, ...zh }, en: { ...stationEn, ...en } };

export type Text = keyof typeof both.en;

export interface Page {
  station: Station;
  outbox: Outbox;
  texts: Texts<typeof both.en>;
}

export type ViewName = 'round' | 'settings';

/** Fills the page's main part; returns what is to be done when another view takes its place. */
export type View = (page: Page, main: HTMLElement) => (() => void) | void;

export const texts = new Texts<typeof both.en>(both);

const van = 'M2 6h12v10H2V6zm12 4h4l3 3v3h-7v-6zM6 16a2 2 0 100 4 2 2 0 000-4zm11 0a2 2 0 100 4 2 2 0 000-4z';

export const drawTop = (page: Page, current: ViewName | null, state: OutboxState, open: (view: ViewName) => void, language: () => void): void =>
  drawFrame(page.texts, {
    brand: van,
    views: [
      { name: 'round', label: page.texts.say('navRound'), path: icons.scan, open: () => open('round') },
      { name: 'settings', label: page.texts.say('navSettings'), path: icons.gear, open: () => open('settings') },
    ],
  }, current, state, language);
