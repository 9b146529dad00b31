// Where the courier is, whose waybills most are, the pictures that this device keeps, and its key.
import { carriers } from '../barcodes';
import { drawKey } from '../dispatch/key-card';
import { provinces } from '../dispatch/provinces';
import type { Settings } from '../dispatch/station';
import { fill, h, icon, icons } from '../pages/dom';
import { toHex } from '../ledger/octets';
import type { Photograph } from '../outbox/database';
import type { Page, View } from './page';

export const settingsView = (another: () => void): View => (page, main) => {
  const { station, texts: { say, of } } = page;
  const saved = h('p', { class: 'quiet saved', role: 'status' });
  const change = (settings: Partial<Settings>): void => void station.change(settings).then(() => { saved.textContent = say('setSaved'); });
  const chosen = (id: 'carrier' | 'from', label: string, none: string, options: { code: string; zh: string; en: string }[]): HTMLElement =>
    h('div', { class: 'field' }, h('label', { for: id }, label), h('select', { id, onchange: (event: Event) => change({ [id]: (event.target as HTMLSelectElement).value }) },
      h('option', { value: '' }, none),
      options.map((one) => h('option', { value: one.code, selected: station.settings[id] === one.code }, of(one)))));

  fill(main, h('div', { class: 'column' },
    h('section', { class: 'card' },
      h('h2', {}, say('settingsTitle'), saved),
      h('div', { class: 'fields' },
        chosen('from', say('setHere'), say('setHereNone'), provinces),
        chosen('carrier', say('setWaybills'), say('setWaybillsNone'), [...carriers()])),
      h('label', { class: 'option' }, h('input', { type: 'checkbox', checked: station.settings.sound, onchange: (event: Event) => change({ sound: (event.target as HTMLInputElement).checked }) }), h('span', {}, say('setSound')))),
    drawPictures(page),
    drawKey(page, another)));
};

function drawPictures({ station, texts: { say, time } }: Page): HTMLElement {
  const card = h('section', { class: 'card', id: 'pictures' });
  const draw = async (): Promise<void> => {
    const pictures = (await station.db.getAllFromIndex('photographs', 'at')).reverse();
    const forget = async (one: Photograph): Promise<void> => {
      if (!confirm(say('pictureForgetSure'))) return;
      await station.db.delete('photographs', one.identity);
      await draw();
    };
    fill(card,
      h('h2', {}, say('picturesTitle')),
      h('p', { class: 'quiet' }, say('picturesHint')),
      pictures.length === 0 ? h('p', { class: 'quiet' }, say('picturesNone')) : h('ol', { class: 'pictures' }, pictures.map((one) => h('li', {},
        h('span', { class: 'code', translate: 'no' }, one.label), h('time', {}, time(one.at)),
        h('span', { class: 'buttons' },
          h('button', { type: 'button', onclick: () => save(one) }, icon(icons.file), say('pictureSave')),
          h('button', { type: 'button', class: 'plain', onclick: () => void forget(one) }, say('pictureForget')))))));
  };
  void draw();
  return card;
}

// The picture, and the key of its commitment: with both anybody can compare it with the log.
function save(one: Photograph): void {
  offer(new Blob([one.content], { type: one.mediaType }), `${one.identity.slice(0, 16)}.jpg`);
  offer(new Blob([`${JSON.stringify({ receipt: one.identity, path: '3', key: toHex(one.key), mediaType: one.mediaType }, null, 1)}\n`], { type: 'application/json' }), `${one.identity.slice(0, 16)}.json`);
}

function offer(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
