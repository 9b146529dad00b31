// The page of the day: what to scan next in large letters, what was heard, the parcel as it stands, the last parcels.
import { fill, h, icon, icons } from '../pages/dom';
import { messageOf } from '../ledger/refusal';
import type { Parcel } from '../outbox/database';
import { drawLabelCard } from './label-card';
import { lastOf, parcelLabel, ProductNames, productOf } from './names';
import { PackingDesk, type Feedback, type Label } from './packing';
import type { Text, View } from './page';
import { stateIcon, stateOf, stateText } from './parcel-state';
import { readScan } from '../barcodes';
import { scanTools } from './scan-tools';
import { sound } from './sound';
import { listenToWedge } from '../scanning/wedge';

const shown = 6;

// While the page is open the parcel that is begun outlives a look at another view.
let desk: PackingDesk | null = null;
let names: ProductNames | null = null;
let redraw: () => void = () => undefined;

export const packingView: View = (page, main) => {
  const { station, outbox, texts: { say, of } } = page;
  names ??= new ProductNames(station.db, station.client, () => redraw());
  desk ??= new PackingDesk(station, outbox, names);
  const [packing, called] = [desk, names];
  let feedback: Feedback | null = null;
  let order = Promise.resolve();

  const prompt = h('section', { class: 'prompt', id: 'prompt', 'aria-live': 'assertive', 'aria-atomic': 'true' });
  const ask = h('section', { class: 'card ask', hidden: true });
  const parcel = h('section', { class: 'card parcel', id: 'parcel' });
  const labels = h('section', { class: 'card labels', id: 'labels', hidden: true });
  const recent = h('section', { class: 'card recent', id: 'recent' });
  const trouble = h('p', { class: 'problem', role: 'alert', hidden: true });

  // One after the other, however fast they come.
  const act = (what: () => Promise<Feedback | null> | Feedback | null): Promise<void> => {
    order = order.then(async () => {
      try {
        feedback = await what();
      } catch (error) {
        tell(messageOf(error));
        return;
      }
      if (feedback !== null) sound(feedback.tone, station.settings.sound);
      draw();
      if (feedback?.tone === 'done') await drawRecent();
    });
    return order;
  };
  const take = (text: string): Promise<void> => {
    trouble.hidden = true;
    return act(() => packing.take(readScan(text), text));
  };
  const tell = (text: string): void => {
    trouble.textContent = text;
    trouble.hidden = false;
  };
  const undo = (): Promise<void> => act(() => packing.undo());
  const close = (): Promise<void> => act(() => (packing.isReady ? packing.close() : null));

  const scanning = scanTools(page.texts, {
    longest: 2048,
    take,
    async takeAll(texts) {
      for (const text of texts) await take(text);
    },
    tell,
    calm: () => { trouble.hidden = true; },
  });

  const drawPrompt = (): void => {
    const tone = feedback?.tone ?? 'calm';
    prompt.dataset['tone'] = tone;
    if (feedback?.tone === 'wrong') {
      fill(prompt, icon(icons.cross, 'icon mark'), h('div', {},
        h('p', { class: 'lead' }, say(feedback.objection as Text)),
        feedback.what !== '' && h('p', { class: 'what', translate: 'no' }, say('wrongScanned', { what: feedback.what.slice(0, 80) })),
        feedback.is !== null && h('p', {}, of(feedback.is))));
      return;
    }
    const next: [Text, Text] = { product: ['promptProduct', 'promptProductHint'], parcel: ['promptParcel', 'promptParcelHint'], insert: ['promptInsert', 'promptInsertHint'], done: ['promptDone', 'promptDoneHint'] }[packing.expects] as [Text, Text];
    const heard = feedback === null ? say(next[1]) : feedback.tone === 'done' ? say('heardDone', { what: feedback.what }) : say(feedback.said, { what: feedback.said === 'heardOk' ? of(called.of(feedback.what)) : feedback.what });
    fill(prompt, icon(feedback === null ? icons.scan : feedback.tone === 'done' ? icons.checks : icons.check, 'icon mark'), h('div', {},
      h('p', { class: 'lead' }, say(next[0])),
      h('p', { class: 'what' }, heard)));
  };

  // A question is put once: what is typed in answer stays when the page is drawn again, as it is by a name that arrives.
  let put: unknown = null;
  const drawAsk = (): void => {
    const question = packing.asked ?? packing.lotWanted;
    ask.hidden = question === null;
    if (question === put) return;
    put = question;
    if (packing.asked !== null) {
      fill(ask, h('h2', {}, say('chooseCarrier')), h('p', { class: 'buttons' }, packing.asked.carriers.map((carrier) =>
        h('button', { type: 'button', class: 'main', onclick: () => void act(() => packing.choose(carrier.code)) }, of(carrier))),
      packing.asked.product !== null && h('button', { type: 'button', onclick: () => void act(() => packing.chooseProduct()) }, say('chooseProduct'))));
    } else if (packing.lotWanted !== null) {
      const scan = packing.lotWanted;
      const product = productOf(scan.subject!);
      const input = h('input', { id: 'lot', maxlength: 20, required: true, autocomplete: 'off', pattern: '[A-Za-z0-9._\\-]{1,20}' });
      fill(ask, h('form', { onsubmit: (event: Event) => {
        event.preventDefault();
        const lots = { ...station.settings.lots, [product]: input.value.trim() };
        void station.change({ lots }).then(() => act(() => packing.take(scan, '')));
      } }, h('label', { for: 'lot' }, of(called.of(product)), ' · ', say('lotToday')), h('p', { class: 'buttons' }, input, h('button', { class: 'main' }, say('lotUse')))));
      input.focus();
    }
  };

  const drawParcel = (): void => {
    const { packed, parcel: code, claims } = packing.packing;
    fill(parcel,
      h('h2', {}, say('parcelTitle')),
      packed.length === 0 ? h('p', { class: 'quiet' }, say('parcelEmpty')) : h('ol', { class: 'packed' }, packed.map((one) => h('li', { 'data-subject': one.subject },
        h('span', { class: 'name' }, of(called.of(one.subject))),
        h('span', { class: 'code', translate: 'no' }, one.subject.includes('/21/') || one.subject.includes('/10/') ? lastOf(one.subject) : ''),
        one.lot !== '' && h('span', { class: 'code', translate: 'no' }, say('lotIs', { lot: one.lot })),
        h('span', { class: 'count' }, say('quantity', { count: one.quantity }))))),
      h('p', { class: code === null ? 'quiet' : 'code-line', translate: 'no' }, code === null ? say('parcelNoCode') : parcelLabel(code)),
      claims.length > 0 && h('p', {}, icon(icons.check), ' ', say('labelInsert'), ` × ${claims.length}`),
      h('div', { class: 'buttons' },
        h('button', { type: 'button', class: 'main', id: 'close', disabled: !packing.isReady, onclick: () => void close() }, icon(icons.check), say('done')),
        h('button', { type: 'button', id: 'make-code', disabled: packed.length === 0 || code !== null, onclick: () => void act(() => packing.makeCode()) }, icon(icons.box), say('makeCode')),
        h('button', { type: 'button', id: 'undo', disabled: !packing.canUndo, onclick: () => void undo() }, icon(icons.undo), say('undo'))),
      h('p', { class: 'hint keys' }, say('shortcuts')));
  };

  // Drawn once for the labels of one parcel: drawing them sends them to the printer.
  let drawnFor: Label[] | null = null;
  const drawLabelsOnce = (): void => {
    if (drawnFor === packing.labels) return;
    drawnFor = packing.labels;
    drawLabelCard(labels, page, packing.labels);
  };

  const drawRecent = async (): Promise<void> => {
    const list: Parcel[] = [];
    for (let cursor = await station.db.transaction('parcels').store.index('at').openCursor(null, 'prev'); cursor && list.length < shown; cursor = await cursor.continue()) list.push(cursor.value);
    const midnight = new Date().setHours(0, 0, 0, 0);
    const today = await station.db.countFromIndex('parcels', 'at', IDBKeyRange.lowerBound(midnight));
    const rows = await Promise.all(list.map(async (one) => {
      const state = await stateOf(page, one);
      return h('li', { class: state }, stateIcon(state),
        h('span', { class: 'code', translate: 'no' }, one.label),
        h('span', { class: 'name' }, one.items.map((item) => of(called.of(item.subject))).join(' · ')),
        h('span', { class: 'state' }, say(stateText[state])));
    }));
    fill(recent, h('h2', {}, say('lastParcels'), h('span', { class: 'count', id: 'today', 'data-count': today }, say('today', { count: today }))),
      rows.length === 0 ? h('p', { class: 'quiet' }, say('noParcels')) : h('ol', {}, rows));
  };

  const draw = (): void => {
    drawPrompt();
    drawAsk();
    drawParcel();
    drawLabelsOnce();
  };

  const keys = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.target instanceof HTMLInputElement) return;
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) void close();
    else if (event.key === 'Backspace' || (event.key === 'z' && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      void undo();
    }
  };
  const onOutbox = (): void => void drawRecent();
  const stopWedge = listenToWedge((text) => void take(text));
  document.addEventListener('keydown', keys);
  outbox.addEventListener('change', onOutbox);

  fill(main, h('div', { class: 'station' },
    h('div', { class: 'first' }, prompt, trouble, ask, scanning.elements, labels),
    h('div', { class: 'second' }, parcel, recent)));
  redraw = draw;
  draw();
  void called.load().then(() => {
    draw();
    return drawRecent();
  });

  return () => {
    stopWedge();
    scanning.stop();
    document.removeEventListener('keydown', keys);
    outbox.removeEventListener('change', onOutbox);
    redraw = () => undefined;
  };
};
