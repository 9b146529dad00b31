// The forms of what takes more than a tap: a receipt, of which nothing is chosen beforehand, and a hand-over to another courier.
import { partyOf } from '../dispatch/enrol-view';
import { Agreed, ReceiptManner, TransitActivity } from '../gen/trace/v1/products_pb';
import { h, icon, icons } from '../pages/dom';
import type { Page, Text } from './page';
import { proofOf } from './photograph';
import type { Fact, Going } from './round';

const manners: [ReceiptManner, Text][] = [[ReceiptManner.RECIPIENT, 'manner.RECIPIENT'], [ReceiptManner.AGENT, 'manner.AGENT'], [ReceiptManner.COLLECTED, 'manner.COLLECTED'], [ReceiptManner.TIME_OUT, 'manner.TIME_OUT']];
const agreements: [Agreed, Text][] = [[Agreed.YES, 'agreed.YES'], [Agreed.NO, 'agreed.NO'], [Agreed.UNKNOWN, 'agreed.UNKNOWN']];

/** What was said is handed over as work, so that it is done in its turn. */
type Done<F> = (make: () => Promise<F> | F) => void;

export function receiptForm({ texts: { say } }: Page, done: Done<Fact>, cancel: () => void): HTMLElement {
  let photograph: Blob | null = null;
  const choice = <V extends number>(name: string, legend: Text, options: [V, Text][]): HTMLElement =>
    h('fieldset', {}, h('legend', {}, say(legend)), options.map(([value, text]) => h('label', { class: 'option' },
      h('input', { type: 'radio', name, value, required: true }), h('span', {}, say(text)))));
  const preview = h('img', { class: 'preview', alt: say('pictureTaken'), hidden: true });
  const picture = h('input', { type: 'file', id: 'picture', accept: 'image/*', capture: 'environment', class: 'unseen', onchange: () => {
    photograph = picture.files?.[0] ?? null;
    URL.revokeObjectURL(preview.src);
    preview.hidden = photograph === null;
    if (photograph !== null) preview.src = URL.createObjectURL(photograph);
  } });
  const form = h('form', { class: 'fact-form', id: 'receiving', onsubmit: (event: Event) => {
    event.preventDefault();
    const said = new FormData(form);
    done(async () => ({ manner: Number(said.get('manner')), agreed: Number(said.get('agreed')), photograph: photograph === null ? null : await proofOf(photograph) }));
  } },
  choice('manner', 'mannerTitle', manners),
  choice('agreed', 'agreedTitle', agreements),
  h('p', { class: 'buttons' }, h('label', { class: 'button', for: 'picture' }, icon(icons.camera), say('pictureTake')), picture, preview),
  h('p', { class: 'hint' }, say('pictureHint')),
  h('p', { class: 'buttons' },
    h('button', { class: 'main', id: 'sign' }, icon(icons.check), say('signReceipt')),
    h('button', { type: 'button', class: 'plain', onclick: cancel }, say('cancel'))));
  return form;
}

export function handOverForm({ texts: { say } }: Page, done: Done<Going>, cancel: () => void): HTMLElement {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const next = h('input', { id: 'next', autocomplete: 'off', maxlength: 40, spellcheck: 'false', 'aria-describedby': 'next-hint' });
  return h('form', { class: 'fact-form', id: 'handing', onsubmit: (event: Event) => {
    event.preventDefault();
    const nextCourier = next.value.trim() === '' ? '' : partyOf(next.value);
    problem.hidden = nextCourier !== null;
    if (nextCourier === null) {
      problem.textContent = say('enrolPartyWrong');
      next.focus();
    } else done(() => ({ activity: TransitActivity.TAKEN_OVER, nextCourier }));
  } },
  h('div', { class: 'field' }, h('label', { for: 'next' }, say('nextCourier')), next, h('p', { class: 'hint', id: 'next-hint' }, say('nextCourierHint'))),
  problem,
  h('p', { class: 'buttons' },
    h('button', { class: 'main', id: 'sign' }, icon(icons.check), say('signHandOver')),
    h('button', { type: 'button', class: 'plain', onclick: cancel }, say('cancel'))));
}
