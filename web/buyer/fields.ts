// Fields that several forms have: text, photographs, a choice, which line of a parcel.
import { fill, h, icon, icons } from '../pages/dom';
import { messageOf } from '../ledger/refusal';
import type { Octets } from '../ledger/octets';
import { cleanPicture, mostCharacters, mostPictures } from './content';
import type { Page, Text } from './page';
import { ofKind } from './purchase';

let count = 0;
const newId = (): string => `field-${++count}`;

export interface Field<T> {
  element: HTMLElement;
  value(): T;
}

export function textField({ texts: { say } }: Page, label: Text, hint?: Text): Field<string> & { focus(): void } {
  const id = newId();
  const left = h('span', { class: 'left', 'aria-live': 'off' }, say('charactersLeft', { count: mostCharacters }));
  const input = h('textarea', { id, name: 'text', maxlength: mostCharacters, ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }), oninput: () => { left.textContent = say('charactersLeft', { count: mostCharacters - Array.from(input.value).length }); } });
  const element = h('div', { class: 'field' }, h('label', { for: id }, say(label)), input, left, hint !== undefined && h('p', { class: 'quiet', id: `${id}-hint` }, say(hint)));
  return { element, value: () => input.value, focus: () => input.focus() };
}

export function picturesField({ texts: { say } }: Page): Field<Octets[]> {
  const pictures: { bytes: Octets; address: string }[] = [];
  const id = newId();
  const shown = h('div', { class: 'pictures' });
  const told = h('p', { class: 'quiet', role: 'status' });
  const input = h('input', { id, type: 'file', name: 'pictures', accept: 'image/png,image/jpeg,image/webp', multiple: true, 'aria-describedby': `${id}-hint`, onchange: () => void add(Array.from(input.files ?? [])) });
  const draw = (): void => fill(shown, pictures.map(({ address }, at) => h('figure', {},
    h('img', { src: address, alt: '' }),
    h('button', { type: 'button', 'aria-label': say('pictureRemove', { number: at + 1 }), onclick: () => { URL.revokeObjectURL(pictures.splice(at, 1)[0]!.address); draw(); } }, '×'))));
  const add = async (files: File[]): Promise<void> => {
    for (const file of files.slice(0, mostPictures - pictures.length)) {
      told.textContent = say('pictureBusy');
      try {
        const bytes = await cleanPicture(file);
        pictures.push({ bytes, address: URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) });
        told.textContent = '';
      } catch (error) {
        told.textContent = say('pictureFailed', { why: messageOf(error) });
      }
      draw();
    }
    input.value = '';
  };
  const element = h('div', { class: 'field' },
    h('label', { for: id }, say('pictures')),
    shown,
    h('span', { class: 'add' }, icon(icons.camera), say('picturesAdd'), input),
    h('p', { class: 'quiet', id: `${id}-hint` }, say('picturesHint')),
    told);
  return { element, value: () => pictures.map(({ bytes }) => bytes) };
}

/** A choice among values of an enum. @param options Value and text of each. */
export function choiceField(page: Page, name: string, label: Text, options: [string | number, string][], chosen?: string | number, hint?: Text): Field<string> {
  const id = newId();
  const select = h('select', { id, name, ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }) }, options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));
  const { say } = page.texts;
  const element = h('div', { class: 'field' }, h('label', { for: id }, say(label)), select, hint !== undefined && h('p', { class: 'quiet', id: `${id}-hint` }, say(hint)));
  return { element, value: () => select.value };
}

/** The values of a proto enum but the unspecified one, with their texts. @param prefix Of the texts' names, such as `tag_`. */
export const choices = ({ texts: { say } }: Page, values: Record<string, string | number>, prefix: string): [number, string][] =>
  Object.entries(values).flatMap(([name, value]) => (typeof value === 'number' && value > 0 ? [[value, say(`${prefix}${name}` as Text)] as [number, string]] : []));

/** Which line of a parcel; 0 and nothing to see for an item. */
export function lineField(page: Page): Field<number> {
  const lines = [...ofKind(page.history, 'sale'), ...ofKind(page.history, 'shipment')].flatMap(({ said }) => said.lines);
  const options = [...new Map(lines.map(({ line, subject }) => [line, subject])).entries()].map(([line, subject]) => [line, `${line}: ${page.names.get(subject) ?? subject}`] as [number, string]);
  if (options.length === 0) return { element: h('span', { hidden: true }), value: () => 0 };
  const choice = choiceField(page, 'line', 'line', options);
  return { element: choice.element, value: () => Number(choice.value()) };
}

/** A form under a heading that opens it. @param send Returns what is wrong, in words; null where it went out. */
export function formOf({ texts: { say } }: Page, id: string, title: Text, isOpen: boolean, button: Text, parts: HTMLElement[], send: () => Promise<string | null>): HTMLElement {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const submit = h('button', { class: 'main' }, say(button));
  const form = h('form', {
    novalidate: true,
    onsubmit: (event: Event) => {
      event.preventDefault();
      submit.disabled = true;
      problem.hidden = true;
      void send().catch(messageOf).then((wrong) => {
        problem.hidden = wrong === null;
        problem.textContent = wrong ?? '';
      }).finally(() => { submit.disabled = false; });
    },
  }, parts, problem, h('p', { class: 'buttons' }, submit));
  return h('details', { class: 'card', id, open: isOpen }, h('summary', {}, say(title)), form);
}
