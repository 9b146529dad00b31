// What was dispatched here, how each stands, what was refused and why; and the correction of what was not so.
import { fill, h } from '../pages/dom';
import type { Parcel } from '../outbox/database';
import { askToCorrect } from './correction-form';
import { ProductNames } from './names';
import type { Page, View } from './page';
import { stateIcon, stateOf, stateText } from './parcel-state';
import { drawRefused } from './refused-card';

const most = 200;

export const parcelsView: View = (page, main) => {
  const { station, outbox, texts: { say } } = page;
  const names = new ProductNames(station.db, station.client, () => void draw());
  const refused = h('section', { class: 'card refused', id: 'refused', hidden: true });
  const list = h('section', { class: 'card', id: 'parcels' });
  fill(main, h('div', { class: 'column' }, refused, list));

  const draw = async (): Promise<void> => {
    const parcels: Parcel[] = [];
    for (let cursor = await station.db.transaction('parcels').store.index('at').openCursor(null, 'prev'); cursor && parcels.length < most; cursor = await cursor.continue()) parcels.push(cursor.value);
    await drawRefused(page, refused, async (one) => `${one.kind} ${one.subject}`);
    const rows = await Promise.all(parcels.map((parcel) => drawRow(page, names, parcel)));
    fill(list, h('h2', {}, say('navParcels')), rows.length === 0 ? h('p', { class: 'quiet' }, say('noParcels')) : h('ol', { class: 'parcels' }, rows));
  };
  const onChange = (): void => void draw();
  outbox.addEventListener('change', onChange);
  void names.load().then(draw);
  return () => outbox.removeEventListener('change', onChange);
};

async function drawRow(page: Page, names: ProductNames, parcel: Parcel): Promise<HTMLElement> {
  const { texts: { say, of, time } } = page;
  const state = await stateOf(page, parcel);
  const row = h('li', { class: state, 'data-parcel': parcel.parcel });
  const draw = (): void => fill(row,
    stateIcon(state),
    h('span', { class: 'code', translate: 'no' }, parcel.label),
    h('span', { class: 'name' }, parcel.items.map((item) => of(names.of(item.subject))).join(' · ')),
    h('time', { datetime: new Date(parcel.at).toISOString() }, time(parcel.at)),
    h('span', { class: 'state' }, say(stateText[state])),
    !parcel.corrected && h('button', { type: 'button', class: 'plain correct', onclick: ask }, say('withdraw')));
  const ask = (): void => askToCorrect(page, parcel, row, draw);
  draw();
  return row;
}
