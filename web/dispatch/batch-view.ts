// A day's parcels from the export of the shop's software: what was understood, what was not, one tap to sign it all.
import { fill, h, icon, icons } from '../pages/dom';
import type { DispatchPlan, Field, Mapping, Problem, Reading } from '../dispatch-file/types';
import { messageOf } from '../ledger/refusal';
import type { Parcel } from '../outbox/database';
import { parcelsOf, recordedBefore, signPlan, type PlannedParcel } from './batch';
import { planDispatch, readDispatchFile } from '../dispatch-file';
import { drawActions } from './label-card';
import { printLabels } from './labels';
import { ProductNames } from './names';
import type { Page, View } from './page';
import { printerOf } from './printer';
import { carriers } from '../barcodes';

const mostBytes = 20 * 1024 * 1024;
const mostProblems = 200;

// A file that is being looked at outlives a look at another view.
let opened: { bytes: Uint8Array; name: string; carrier: string } | null = null;

export const batchView: View = (page, main) => {
  const column = h('div', { class: 'column' });
  fill(main, column);
  let follow: (() => void) | null = null;

  const begin = (): void => {
    opened = null;
    follow?.();
    drawDrop(page, column, open);
  };
  const open = async (file: File): Promise<void> => {
    fill(column, h('p', { class: 'card quiet' }, page.texts.say('batchReading')));
    if (file.size > mostBytes) drawDrop(page, column, open, `${file.name}: ${file.size} > ${mostBytes}`);
    else {
      opened = { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name, carrier: page.station.settings.carrier };
      await show();
    }
  };
  const show = async (mapping?: Mapping): Promise<void> => {
    const { bytes, name, carrier } = opened!;
    const first = readDispatchFile(bytes, { ...(carrier === '' ? {} : { carrier }), ...(mapping === undefined ? {} : { mapping }) });
    if (!('columns' in first)) {
      drawDrop(page, column, open, page.texts.of(first.message));
      return;
    }
    // As it was mapped the last time that a file had these columns.
    const kept = `mapping|${first.columns.join('|')}`;
    const remembered = mapping === undefined ? ((await page.station.db.get('settings', kept)) as Mapping | undefined) : undefined;
    if (remembered !== undefined) return show(remembered);
    if (mapping !== undefined) await page.station.db.put('settings', mapping, kept);
    const plan = planDispatch(first.rows, { party: page.station.identity!.party, recorded: await recordedBefore(page.station) });
    drawUnderstood(page, column, { name, carrier, reading: first, plan }, {
      again: (next) => void show(next),
      setCarrier: (code) => {
        opened!.carrier = code;
        void show(mapping);
      },
      sign: (parcels) => { follow = drawSigning(page, column, parcels, begin); },
      other: begin,
    });
  };

  if (opened === null) begin();
  else void show();
  return () => follow?.();
};

function drawDrop({ texts: { say } }: Page, column: HTMLElement, open: (file: File) => Promise<void>, problem = ''): void {
  const input = h('input', { type: 'file', id: 'file', accept: '.csv,.tsv,.txt,.xlsx', hidden: true, onchange: () => take(input.files) });
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file !== undefined) void open(file);
  };
  const drop = h('section', {
    class: 'card drop',
    ondragover: (event: DragEvent) => {
      event.preventDefault();
      drop.classList.add('over');
    },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: (event: DragEvent) => {
      event.preventDefault();
      take(event.dataTransfer?.files);
    },
  }, icon(icons.file), h('h2', {}, say('batchTitle')), h('p', { class: 'lead' }, say('batchDrop')), h('p', { class: 'quiet' }, say('batchDropHint')),
  problem !== '' && h('p', { class: 'problem', role: 'alert' }, problem),
  h('button', { type: 'button', class: 'main', onclick: () => input.click() }, say('batchChoose')), input);
  fill(column, drop);
}

interface Understood {
  name: string;
  carrier: string;
  reading: Reading;
  plan: DispatchPlan;
}

interface Steps {
  again(mapping: Mapping): void;
  setCarrier(code: string): void;
  sign(parcels: PlannedParcel[]): void;
  other(): void;
}

function drawUnderstood({ station, texts: { say, of } }: Page, column: HTMLElement, { name, carrier, reading, plan }: Understood, steps: Steps): void {
  const parcels = parcelsOf(plan);
  const problems = [...reading.problems, ...plan.problems];
  const lines = parcels.reduce((count, one) => count + (one.shipment ?? one.sale)!.rows.length, 0);
  const fact = (id: string, count: number, text: string, isWarning = false): HTMLElement =>
    h('p', { class: isWarning && count > 0 ? 'fact warn' : 'fact', id, 'data-count': count }, h('b', {}, count), text);
  fill(column,
    h('section', { class: 'card', id: 'understood' },
      h('h2', {}, name),
      h('div', { class: 'facts' },
        fact('parcels-found', parcels.length, say('batchParcels')),
        fact('lines-found', lines, say('batchLines')),
        fact('lines-before', plan.before.length, say('batchBefore')),
        fact('lines-wrong', new Set(problems.map((problem) => problem.row)).size, say('batchProblems'), true)),
      reading.missing.length > 0
        ? drawMapping(say, reading, steps.again)
        : [
          h('p', { class: 'quiet' }, say(station.sells && station.settings.inserts === 'print' ? 'batchSalesToo' : 'batchShipmentsOnly')),
          h('p', { class: 'buttons' },
            h('button', { type: 'button', class: 'main big', id: 'sign', disabled: parcels.length === 0, onclick: () => steps.sign(parcels) }, icon(icons.key), parcels.length === 0 ? say('batchNothing') : say('batchSign', { parcels: parcels.length })),
            h('button', { type: 'button', onclick: steps.other }, say('batchOther'))),
        ],
      h('div', { class: 'field' }, h('label', { for: 'file-carrier' }, say('batchCarrier')),
        h('select', { id: 'file-carrier', onchange: (event: Event) => steps.setCarrier((event.target as HTMLSelectElement).value) },
          h('option', { value: '' }, say('setCarrierNone')),
          carriers().map((one) => h('option', { value: one.code, selected: one.code === carrier }, of(one)))))),
    problems.length > 0 && drawProblems(say, of, problems),
    reading.missing.length === 0 && h('details', { class: 'card' }, h('summary', {}, say('batchColumns')), drawMapping(say, reading, steps.again)));
}

type Say = Page['texts']['say'];

function drawMapping(say: Say, reading: Reading, again: (mapping: Mapping) => void): HTMLElement {
  const fields: Field[] = ['order', 'courier', 'waybill', 'product', 'quantity', 'lot', 'line', 'time'];
  const selects = fields.map((field) => [field, h('select', { id: `column-${field}` },
    h('option', { value: '' }, say('batchNone')),
    reading.columns.map((column) => h('option', { value: column, selected: reading.mapping[field] === column }, column)))] as const);
  return h('form', { onsubmit: (event: Event) => {
    event.preventDefault();
    again(Object.fromEntries(selects.filter(([, select]) => select.value !== '').map(([field, select]) => [field, select.value])));
  } },
  reading.missing.length > 0 && h('p', { class: 'problem', role: 'alert' }, say('batchMissing'), ' ', reading.missing.map((field) => say(`field.${field}`)).join(' · ')),
  h('div', { class: 'fields' }, selects.map(([field, select]) => h('div', { class: 'field' }, h('label', { for: `column-${field}` }, say(`field.${field}`)), select))),
  h('p', { class: 'buttons' }, h('button', { class: reading.missing.length > 0 ? 'main' : '' }, say('batchApply'))));
}

function drawProblems(say: Say, of: Page['texts']['of'], problems: Problem[]): HTMLElement {
  return h('section', { class: 'card', id: 'problems' },
    h('h2', {}, say('batchProblemsTitle')),
    h('ol', { class: 'problems', tabindex: 0 }, problems.slice(0, mostProblems).map((problem) =>
      h('li', {}, h('span', { class: 'row' }, say('batchRow', { row: problem.row })), of(problem.message)))));
}

/** Signs, and follows what was signed until all of it is recorded. Returns what stops the following. */
function drawSigning(page: Page, column: HTMLElement, parcels: PlannedParcel[], other: () => void): () => void {
  const { station, outbox, texts: { say } } = page;
  const bar = h('progress', { max: parcels.length, value: 0 });
  const line = h('p', { class: 'lead', role: 'status', id: 'batch-state', 'data-state': 'signing' });
  const trouble = h('p', { class: 'quiet' });
  const after = h('div', { class: 'buttons' });
  fill(column, h('section', { class: 'card', id: 'signing' }, h('h2', {}, line), bar, trouble, h('p', { class: 'quiet' }, say('batchKeep')), after));
  line.textContent = say('batchSigning', { done: 0, all: parcels.length });

  let all = 0;
  const look = async (): Promise<void> => {
    if (all === 0) return;
    const { waiting, refused, trouble: why } = await outbox.state();
    const done = Math.max(0, all - waiting);
    [bar.max, bar.value] = [all, done];
    trouble.textContent = !navigator.onLine ? say('offline') : why !== null ? say('trouble', { why }) : refused > 0 ? say('batchRefused', { count: refused }) : '';
    line.textContent = waiting === 0 ? say('batchDone', { parcels: parcels.length, all }) : say('batchSending', { done, all });
    line.dataset['state'] = waiting === 0 ? 'done' : 'sending';
    if (waiting === 0 && after.childElementCount === 0) await drawAfter(page, after, other);
  };
  const onChange = (): void => void look();
  outbox.addEventListener('change', onChange);
  void (async () => {
    try {
      const before = await outbox.count();
      await signPlan(station, outbox, parcels, (done) => {
        bar.value = done;
        line.textContent = say('batchSigning', { done, all: parcels.length });
      });
      all = (await outbox.count()) - before;
      await look();
    } catch (error) {
      const why = error instanceof Error && error.message === 'waybillKeyMissing' ? say('waybillKeyMissing') : messageOf(error);
      fill(trouble, h('span', { class: 'problem', role: 'alert' }, why));
      fill(after, h('button', { type: 'button', onclick: other }, say('batchOther')));
    }
  })();
  return () => outbox.removeEventListener('change', onChange);
}

async function drawAfter(page: Page, after: HTMLElement, other: () => void): Promise<void> {
  const { station, texts } = page;
  const { say } = texts;
  const unprinted = (await station.db.getAll('parcels')).filter((parcel) => parcel.claim !== undefined);
  const names = new ProductNames(station.db, station.client, () => undefined);
  await names.load();
  const printing = h('div', { class: 'buttons' });
  const forget = h('button', { type: 'button', hidden: true, onclick: () => void forgetClaims(page, unprinted).then(() => fill(after, h('button', { type: 'button', onclick: other }, say('batchOther')))) }, say('batchForget'));
  fill(after,
    unprinted.length > 0 && h('button', { type: 'button', class: 'main', id: 'print-inserts', onclick: () => {
      const labels = unprinted.map((parcel) => ({ kind: 'insert' as const, subject: parcel.parcel, code: parcel.claim!, name: names.of(parcel.items[0]!.subject), parcel: parcel.label }));
      const printed = (): void => { forget.hidden = false; };
      if (printerOf(station.settings.printer) === null) void printLabels(labels, texts).then(printed);
      else drawActions(printing, page, labels, printed);
    } }, icon(icons.print), say('batchInserts', { count: unprinted.length })),
    printing,
    forget,
    h('button', { type: 'button', onclick: other }, say('batchOther')),
    unprinted.length > 0 && h('p', { class: 'quiet' }, say('batchInsertsHint')));
}

async function forgetClaims({ station }: Page, parcels: Parcel[]): Promise<void> {
  const all = station.db.transaction('parcels', 'readwrite');
  for (const { claim: _, ...parcel } of parcels) await all.store.put(parcel);
  await all.done;
}
