// What was dispatched here, how each stands, what was refused and why; and the correction of what was not so.
import { fill, h, icon, icons } from '../pages/dom';
import { CorrectionReason } from '../gen/trace/v1/products_pb';
import type { Outgoing, Parcel } from '../outbox/database';
import { ProductNames } from './names';
import { stateOf } from './packing-view';
import type { Page, Text, View } from './page';
import { withdraw } from './recording';

const most = 200;

const reasons: [CorrectionReason, Text][] = [
  [CorrectionReason.WRONG_SUBJECT, 'reasonSubject'],
  [CorrectionReason.DID_NOT_HAPPEN, 'reasonHappened'],
  [CorrectionReason.DUPLICATE, 'reasonDuplicate'],
  [CorrectionReason.TYPING, 'reasonTyping'],
];

export const parcelsView: View = (page, main) => {
  const { station, outbox, texts: { say } } = page;
  const names = new ProductNames(station.db, station.client, () => void draw());
  const refused = h('section', { class: 'card refused', id: 'refused', hidden: true });
  const list = h('section', { class: 'card', id: 'parcels' });
  fill(main, h('div', { class: 'column' }, refused, list));

  const draw = async (): Promise<void> => {
    const parcels: Parcel[] = [];
    for (let cursor = await station.db.transaction('parcels').store.index('at').openCursor(null, 'prev'); cursor && parcels.length < most; cursor = await cursor.continue()) parcels.push(cursor.value);
    drawRefused(page, refused, await outbox.refusals());
    const rows = await Promise.all(parcels.map((parcel) => drawRow(page, names, parcel)));
    fill(list, h('h2', {}, say('navParcels')), rows.length === 0 ? h('p', { class: 'quiet' }, say('noParcels')) : h('ol', { class: 'parcels' }, rows));
  };
  const onChange = (): void => void draw();
  outbox.addEventListener('change', onChange);
  void names.load().then(draw);
  return () => outbox.removeEventListener('change', onChange);
};

function drawRefused({ outbox, texts: { say } }: Page, card: HTMLElement, refusals: Outgoing[]): void {
  card.hidden = refusals.length === 0;
  fill(card, h('h2', {}, say('refusedTitle')),
    h('ul', {}, refusals.map((one) => h('li', {}, icon(icons.cross), h('span', { class: 'code', translate: 'no' }, `${one.kind} ${one.subject}`), h('p', {}, `${one.refusal?.reason ?? ''}: ${one.refusal?.message ?? ''}`)))),
    h('button', { type: 'button', onclick: () => void outbox.retryRefused() }, say('refusedRetry')));
}

async function drawRow(page: Page, names: ProductNames, parcel: Parcel): Promise<HTMLElement> {
  const { texts: { say, of, time } } = page;
  const state = await stateOf(page, parcel);
  const row = h('li', { class: state, 'data-parcel': parcel.parcel });
  const draw = (): void => fill(row,
    icon(state === 'recorded' ? icons.checks : state === 'refused' ? icons.cross : state === 'withdrawn' ? icons.undo : icons.wait),
    h('span', { class: 'code', translate: 'no' }, parcel.label),
    h('span', { class: 'name' }, parcel.items.map((item) => of(names.of(item.subject))).join(' · ')),
    h('time', { datetime: new Date(parcel.at).toISOString() }, time(parcel.at)),
    h('span', { class: 'state' }, say(({ recorded: 'stateRecorded', waiting: 'stateWaiting', refused: 'stateRefused', withdrawn: 'stateWithdrawn' } as const)[state])),
    !parcel.corrected && h('button', { type: 'button', class: 'plain correct', onclick: ask }, say('withdraw')));
  const ask = (): void => {
    const reason = h('select', { 'aria-label': say('withdrawReason') }, reasons.map(([value, text]) => h('option', { value }, say(text))));
    fill(row, h('form', { class: 'correction', onsubmit: (event: Event) => {
      event.preventDefault();
      void correct(page, parcel, Number(reason.value) as CorrectionReason);
    } }, h('strong', {}, say('withdrawTitle'), ' ', h('span', { class: 'code' }, parcel.label)), reason,
    h('p', { class: 'buttons' }, h('button', { class: 'main danger' }, say('withdrawDo')), h('button', { type: 'button', onclick: draw }, say('cancel')))));
    reason.focus();
  };
  draw();
  return row;
}

// What was refused was never said, and needs no correction.
async function correct({ station, outbox }: Page, parcel: Parcel, reason: CorrectionReason): Promise<void> {
  const said = (await outbox.ofGroup(parcel.id)).filter((one) => one.kind !== 'correction' && one.state !== 'refused');
  await outbox.add(await withdraw(await station.speaker(), said, reason, new Date()), [{ ...parcel, corrected: true }]);
}
