// How the shop works, and the station's key.
import { fill, h } from '../pages/dom';
import { drawKey } from './key-card';
import { provinces } from './provinces';
import type { Page, Text, View } from './page';
import { carriers } from '../barcodes';
import { printerOf } from './printer';
import type { Settings } from './station';

export const settingsView = (another: () => void): View => (page, main) => {
  const { station, texts: { say, of } } = page;
  const saved = h('p', { class: 'quiet saved', role: 'status' });
  const change = (settings: Partial<Settings>): void => void station.change(settings).then(() => { saved.textContent = say('setSaved'); });
  const choice = <K extends 'grain' | 'inserts'>(name: K, label: Text, options: [Settings[K], Text][]): HTMLElement =>
    h('fieldset', {}, h('legend', {}, say(label)), options.map(([value, text]) => h('label', { class: 'option' },
      h('input', { type: 'radio', name, value, checked: station.settings[name] === value, onchange: () => change({ [name]: value }) }), h('span', {}, say(text)))));
  const field = (id: string, label: Text, input: HTMLElement): HTMLElement => h('div', { class: 'field' }, h('label', { for: id }, say(label)), input);
  const selected = (id: 'carrier' | 'from', options: { code: string; zh: string; en: string }[]): HTMLElement =>
    h('select', { id, onchange: (event: Event) => change({ [id]: (event.target as HTMLSelectElement).value }) },
      h('option', { value: '' }, say('setCarrierNone')),
      options.map((one) => h('option', { value: one.code, selected: station.settings[id] === one.code }, of(one))));

  fill(main, h('div', { class: 'column' },
    h('section', { class: 'card' },
      h('h2', {}, say('settingsTitle'), saved),
      choice('grain', 'setGrain', [['item', 'grainItem'], ['parcel', 'grainParcel'], ['lot', 'grainLot']]),
      choice('inserts', 'setInserts', [['print', 'insertsPrint'], ['scan', 'insertsScan'], ['none', 'insertsNone']]),
      h('div', { class: 'fields' },
        field('carrier', 'setCarrier', selected('carrier', [...carriers()])),
        field('from', 'setFrom', selected('from', provinces)),
        field('prefix', 'setPrefix', h('input', { id: 'prefix', inputmode: 'numeric', maxlength: 12, pattern: '[0-9]{4,12}', value: station.settings.prefix, onchange: (event: Event) => change({ prefix: (event.target as HTMLInputElement).value.trim() }) })),
        field('extension', 'setExtension', h('input', { id: 'extension', type: 'number', min: 0, max: 9, value: station.settings.extension, onchange: (event: Event) => change({ extension: Math.min(9, Math.max(0, Math.trunc(Number((event.target as HTMLInputElement).value)))) }) }))),
      drawPrinter(page, change),
      h('label', { class: 'option' }, h('input', { type: 'checkbox', checked: station.settings.sound, onchange: (event: Event) => change({ sound: (event.target as HTMLInputElement).checked }) }), h('span', {}, say('setSound')))),
    drawKey(page, another)));
};

// One field, pasted whole: address and token belong together.
function drawPrinter({ station, texts: { say } }: Page, change: (settings: Partial<Settings>) => void): HTMLElement {
  const wrong = h('p', { class: 'problem', role: 'alert', hidden: true }, say('setPrinterWrong'));
  return h('div', { class: 'field' }, h('label', { for: 'printer' }, say('setPrinter')),
    h('input', { id: 'printer', class: 'code', autocomplete: 'off', spellcheck: 'false', placeholder: 'http://127.0.0.1:8090/#…', 'aria-describedby': 'printer-hint', value: station.settings.printer, onchange: (event: Event) => {
      const text = (event.target as HTMLInputElement).value.trim();
      wrong.hidden = text === '' || printerOf(text) !== null;
      if (wrong.hidden) change({ printer: text });
    } }),
    h('p', { class: 'quiet', id: 'printer-hint' }, say('setPrinterHint', { origin: location.origin })), wrong);
}
