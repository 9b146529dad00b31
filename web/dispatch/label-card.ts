// Labels of the parcel just packed: shown, and printed by the printer beside this device where one is set, else by the browser.
import { fill, h, icon, icons } from '../pages/dom';
import { drawLabels, printLabels } from './labels';
import type { Label } from './packing';
import type { Page } from './page';
import { NotPrinted, printerOf, sendLabels, type Printer } from './printer';

/** Draws them into a card. With a printer they come out at once: nobody has to touch the screen. */
export function drawLabelCard(card: HTMLElement, page: Page, labels: Label[]): void {
  card.hidden = labels.length === 0;
  if (labels.length === 0) {
    card.replaceChildren();
    return;
  }
  const { say } = page.texts;
  const row = h('div', { class: 'label-row', tabindex: 0, role: 'group', 'aria-label': say('labels') });
  const actions = h('div', { class: 'buttons' });
  fill(card, h('h2', {}, say('labels')), row, actions);
  void drawLabels(labels, page.texts).then((drawn) => fill(row, drawn));
  drawActions(actions, page, labels);
}

/** How labels get onto paper: what was printed, or the buttons to print them. */
export function drawActions(actions: HTMLElement, page: Page, labels: Label[], done: () => void = () => undefined): void {
  const { say } = page.texts;
  const printer = printerOf(page.station.settings.printer);
  const byBrowser = (): HTMLElement => h('button', { type: 'button', id: 'print-labels', onclick: () => void printLabels(labels, page.texts).then(done) }, icon(icons.print), say(printer === null ? 'labelsPrint' : 'printerBrowser'));
  if (printer === null) {
    fill(actions, byBrowser(), h('span', { class: 'quiet' }, say('labelsHint')));
    return;
  }
  const send = async (again: boolean): Promise<void> => {
    fill(actions, h('p', { class: 'quiet', role: 'status' }, say('printerSending')));
    try {
      const { printed, before } = await sendLabels(printer, labels, again);
      fill(actions,
        h('p', { role: 'status', id: 'printed', 'data-printed': printed, 'data-before': before.length }, icon(icons.check), ' ', say('printerPrinted', { count: printed }), before.length > 0 && ` · ${say('printerBefore', { count: before.length })}`),
        h('button', { type: 'button', id: 'print-again', onclick: () => void send(true) }, icon(icons.print), say('printerAgain')));
      done();
    } catch (error) {
      fill(actions, h('p', { class: 'problem', role: 'alert' }, trouble(error, printer)),
        h('button', { type: 'button', id: 'print-again', onclick: () => void send(again) }, icon(icons.print), say('printerRetry')), byBrowser());
    }
  };
  const trouble = (error: unknown, { address }: Printer): string =>
    error instanceof NotPrinted && error.message === '' ? say('printerAway', { address }) : say('printerFailed', { why: error instanceof Error ? error.message : String(error) });
  void send(false);
}
