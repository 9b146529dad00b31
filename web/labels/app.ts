// The label printer's page: what for, how large, what stands on it, where to; beside it the label as it will be.
import { fill, h, icon, icons } from '../pages/dom';
import { Texts } from '../pages/texts';
import en from './labels.en.json';
import zh from './labels.zh.json';
import { Refused, Service, takeToken, type Kind, type Layout, type Order, type State } from './service';

type Text = keyof typeof en;

const texts = new Texts<typeof en>({ zh, en });
const { say } = texts;
const main = document.getElementById('main')!;
const kinds: Kind[] = ['item', 'parcel', 'insert'];
const fields: Record<Kind, string[]> = { item: ['gtin', 'name.zh', 'name.en', 'lot'], parcel: ['prefix', 'sender', 'note'], insert: ['code', 'name.zh'] };
const needed = ['gtin', 'prefix', 'code'];
const files = ['pdf', 'a4', 'png', 'svg', 'tspl', 'zpl'];
const strip = 25;
const usual = 2400; // square millimetres of 60 x 40
const pause = 250;

interface Chosen {
  kind: Kind;
  layout: string;
  to: string;
  dpi: number;
  count: number;
  fields: Record<string, string>;
  form: 'svg' | 'png';
}

function drawTop(redraw: () => void): void {
  fill(document.getElementById('top')!,
    h('h1', {}, icon(icons.print, 'icon brand'), h('span', {}, say('name'))),
    h('button', { type: 'button', class: 'plain', lang: texts.language === 'zh' ? 'en' : 'zh-CN', 'aria-label': say('languageLabel'), onclick: () => {
      texts.switchTo(texts.language === 'zh' ? 'en' : 'zh');
      redraw();
    } }, say('otherLanguage')));
  document.title = say('title');
}

function open(service: Service, state: State): void {
  const first = (kind: Kind): string => {
    const sizes = state.layouts.filter((one) => one.kind === kind);
    return (sizes.find((one) => one.width * one.height === usual) ?? sizes[0]!).name;
  };
  const chosen: Chosen = { kind: 'item', layout: first('item'), to: state.printers[0] ?? 'pdf', dpi: state.dpi, count: 1, fields: {}, form: 'svg' };
  let shown = '';
  let timer = 0;
  let asked = 0;

  const layout = (): Layout => state.layouts.find((one) => one.name === chosen.layout)!;
  const isPrinter = (): boolean => state.printers.includes(chosen.to);
  const order = (to: string): Order => ({
    layout: chosen.layout, dpi: chosen.dpi, to: to === 'a4' ? 'pdf' : to, sheet: to === 'a4', count: chosen.kind === 'insert' ? 1 : chosen.count,
    fields: Object.fromEntries(fields[chosen.kind].map((name) => [name, chosen.fields[name] ?? ''])),
  });
  const isWhole = (): boolean => fields[chosen.kind].every((name) => !needed.includes(name) || (chosen.fields[name] ?? '').trim() !== '');

  const form = h('form', { class: 'card choices', onsubmit: (event: Event) => {
    event.preventDefault();
    void print();
  } });
  const picture = h('img', { id: 'picture', alt: '' });
  const paper = h('div', { class: 'paper' }, picture);
  const objection = h('p', { class: 'problem', role: 'alert', hidden: true });
  const preview = h('section', { class: 'card preview' });
  const outcome = h('p', { class: 'outcome', id: 'outcome', role: 'status' });

  const drawPicture = async (): Promise<void> => {
    const mine = ++asked;
    try {
      const needsMore = fields[chosen.kind].some((name) => (chosen.fields[name] ?? '').trim() !== '') && !isWhole();
      const wanted = order(chosen.form);
      const blob = await service.preview(needsMore ? { ...wanted, fields: {} } : wanted);
      if (mine !== asked) return;
      URL.revokeObjectURL(shown);
      shown = URL.createObjectURL(blob);
      picture.src = shown;
      picture.alt = `${say(`kind.${chosen.kind}`)} ${sizeOf(layout())}`;
      objection.hidden = true;
    } catch (error) {
      if (mine !== asked) return;
      objection.textContent = why(error);
      objection.hidden = false;
    }
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void drawPicture(), pause);
  };

  const print = async (): Promise<void> => {
    const button = document.getElementById('print') as HTMLButtonElement;
    button.disabled = true;
    outcome.textContent = say('printing');
    try {
      const answer = await service.print(order(chosen.to));
      if ('file' in answer) {
        const address = URL.createObjectURL(answer.file);
        h('a', { href: address, download: answer.name }).click();
        setTimeout(() => URL.revokeObjectURL(address), 60_000);
        outcome.textContent = say(chosen.kind === 'insert' ? 'printed' : 'downloaded', { count: order(chosen.to).count });
      } else {
        outcome.textContent = answer.job === null ? say('printed', { count: answer.printed }) : say('printedJob', { count: answer.printed, job: answer.job });
      }
      outcome.dataset['tone'] = 'good';
    } catch (error) {
      outcome.textContent = say('failed', { why: why(error) });
      outcome.dataset['tone'] = 'bad';
    } finally {
      button.disabled = false;
    }
  };

  const drawForm = (): void => {
    const choice = (kind: Kind): HTMLElement => h('label', { class: 'segment' },
      h('input', { type: 'radio', name: 'kind', value: kind, checked: kind === chosen.kind, onchange: () => {
        [chosen.kind, chosen.layout] = [kind, first(kind)];
        draw();
      } }), h('span', {}, say(`kind.${kind}`)));
    const field = (name: string): HTMLElement => h('div', { class: 'field' }, h('label', { for: name }, say(name as Text)),
      h('input', { id: name, required: needed.includes(name), autocomplete: 'off', spellcheck: 'false', maxlength: 200, inputmode: name === 'gtin' || name === 'prefix' ? 'numeric' : null, value: chosen.fields[name] ?? '', oninput: (event: Event) => {
        chosen.fields[name] = (event.target as HTMLInputElement).value;
        later();
      } }));
    const select = (id: string, label: Text, options: HTMLElement[], on: (value: string) => void): HTMLElement => h('div', { class: 'field' }, h('label', { for: id }, say(label)),
      h('select', { id, onchange: (event: Event) => on((event.target as HTMLSelectElement).value) }, options));
    const option = (value: string, label: string, isChosen: boolean): HTMLElement => h('option', { value, selected: isChosen }, label);

    fill(form,
      h('fieldset', { class: 'segments' }, h('legend', {}, say('kind')), h('div', {}, kinds.map(choice))),
      h('p', { class: 'quiet' }, say(`hint.${chosen.kind}`)),
      h('div', { class: 'fields' }, fields[chosen.kind].map(field)),
      h('div', { class: 'fields three' },
        select('layout', 'layout', state.layouts.filter((one) => one.kind === chosen.kind).map((one) => option(one.name, sizeOf(one), one.name === chosen.layout)), (name) => {
          chosen.layout = name;
          drawPreview();
        }),
        select('dpi', 'dpi', [203, 300].map((dpi) => option(String(dpi), String(dpi), dpi === chosen.dpi)), (dpi) => {
          chosen.dpi = Number(dpi);
          drawPreview();
        }),
        chosen.kind !== 'insert' && h('div', { class: 'field' }, h('label', { for: 'count' }, say('count')), h('input', { id: 'count', type: 'number', min: 1, max: 10_000, required: true, value: chosen.count, oninput: (event: Event) => { chosen.count = Math.trunc(Number((event.target as HTMLInputElement).value)); } }))),
      select('to', 'to', [
        ...(state.printers.length > 0 ? [h('optgroup', { label: say('printers') }, state.printers.map((one) => option(one, one, one === chosen.to)))] : []),
        h('optgroup', { label: say('files') }, files.map((one) => option(one, say(`file.${one}` as Text), one === chosen.to))),
      ], (to) => {
        chosen.to = to;
        drawButton();
      }),
      state.sample && h('p', { class: 'note' }, say('sample')),
      h('p', { class: 'buttons' }, h('button', { class: 'main big', id: 'print' }), outcome));
    drawButton();
  };
  const drawButton = (): void => fill(document.getElementById('print') ?? form.querySelector('#print')!, icon(isPrinter() ? icons.print : icons.file), say(isPrinter() ? 'print' : 'download'));
  const drawPreview = (): void => {
    const { width, height } = layout();
    picture.setAttribute('width', String(Math.round(width * 4)));
    picture.setAttribute('height', String(Math.round(height * 4)));
    fill(preview,
      h('h2', {}, say('preview'), h('span', { class: 'quiet' }, sizeOf(layout()))),
      objection, paper,
      h('p', { class: 'quiet' }, say('previewHint', { dpi: chosen.dpi })),
      h('p', { class: 'buttons' }, (['svg', 'png'] as const).map((one) => h('button', { type: 'button', class: 'plain', 'aria-pressed': String(one === chosen.form), onclick: () => {
        chosen.form = one;
        drawPreview();
      } }, say(one === 'svg' ? 'previewSvg' : 'previewPng')))));
    void drawPicture();
  };
  const draw = (): void => {
    drawTop(draw);
    outcome.textContent = '';
    drawForm();
    drawPreview();
  };
  fill(main, h('div', { class: 'beside' }, form, preview));
  draw();
}

const sizeOf = ({ width, height }: Layout): string => say(height === strip ? 'strip' : 'millimetres', { width, height });

const why = (error: unknown): string => (error instanceof Refused ? error.message : say('unreachable'));

async function begin(): Promise<void> {
  drawTop(() => void begin());
  const token = takeToken();
  const tell = (text: string): void => fill(main, h('p', { class: 'problem', role: 'alert' }, text));
  if (token === null) {
    tell(say('tokenMissing'));
    return;
  }
  const service = new Service(token);
  try {
    open(service, await service.state());
  } catch (error) {
    tell(error instanceof Refused ? say('tokenMissing') : say('unreachable'));
  }
}

addEventListener('hashchange', () => void begin());
void begin();
