// The dispatch station: opens what this browser keeps, and shows the view that is asked for.
import { fill, h } from '../pages/dom';
import { LedgerClient } from '../ledger/ledger-client';
import { openDatabase } from '../outbox/database';
import { Outbox } from '../outbox/outbox';
import { batchView } from './batch-view';
import { enrolView } from './enrol-view';
import { installWorker } from './install';
import { packingView } from './packing-view';
import { drawTop, texts, type Page, type View, type ViewName } from './page';
import { parcelsView } from './parcels-view';
import { settingsView } from './settings-view';
import { Station } from './station';

const main = document.getElementById('main')!;

async function open(): Promise<void> {
  const client = new LedgerClient();
  const station = await Station.open(await openDatabase(), client);
  const outbox = new Outbox(station.db, client);
  let current: ViewName | null = null;
  let leave: (() => void) | void;
  let isWaiting = false;

  const page: Page = { station, outbox, texts, go: (view) => { location.hash = view === 'dispatch' ? '' : view; show(view); } };
  const enrol = (): void => swap(null, enrolView(() => show('dispatch')));
  const views: Record<ViewName, View> = {
    dispatch: packingView,
    batch: batchView,
    parcels: parcelsView,
    settings: settingsView(() => void station.forgetGrant().then(enrol)),
  };
  const swap = (name: ViewName | null, view: View): void => {
    leave?.();
    current = name;
    leave = view(page, main);
    void drawFrame();
  };
  const show = (name: ViewName): void => (station.grant === null ? enrol() : swap(name, views[name]));
  const drawFrame = async (): Promise<void> => {
    const state = await outbox.state();
    isWaiting = state.waiting > 0;
    drawTop(page, current, state, () => {
      texts.switchTo(texts.language === 'zh' ? 'en' : 'zh');
      show(current ?? 'dispatch');
    });
  };

  outbox.addEventListener('change', () => void drawFrame());
  addEventListener('online', () => void drawFrame());
  addEventListener('offline', () => void drawFrame());
  addEventListener('beforeunload', (event) => {
    if (isWaiting) event.preventDefault();
  });
  const named = (): ViewName => (location.hash.slice(1) in views ? (location.hash.slice(1) as ViewName) : 'dispatch');
  addEventListener('hashchange', () => {
    if (named() !== current) show(named());
  });
  show(named());
  void outbox.run();
  installWorker(texts);
}

if (isSecureContext) {
  void open().catch((error: unknown) => fill(main, h('p', { class: 'problem', role: 'alert' }, String(error))));
} else {
  document.getElementById('insecure')!.hidden = false;
  main.hidden = true;
}
