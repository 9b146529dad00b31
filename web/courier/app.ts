// The couriers' page: the station's key and outbox, with a view of its own.
import { fill, h } from '../pages/dom';
import { enrolView } from '../dispatch/enrol-view';
import { installWorker } from '../dispatch/install';
import { Station } from '../dispatch/station';
import { LedgerClient } from '../ledger/ledger-client';
import { openDatabase } from '../outbox/database';
import { Outbox } from '../outbox/outbox';
import { drawTop, texts, type Page, type View, type ViewName } from './page';
import { roundView } from './round-view';
import { settingsView } from './settings-view';

const main = document.getElementById('main')!;

async function open(): Promise<void> {
  const client = new LedgerClient();
  const station = await Station.open(await openDatabase(), client);
  const outbox = new Outbox(station.db, client);
  const page: Page = { station, outbox, texts };
  let current: ViewName | null = null;
  let leave: (() => void) | void;
  let isWaiting = false;

  const swap = (name: ViewName | null, view: View): void => {
    leave?.();
    current = name;
    leave = view(page, main);
    void drawHeading();
  };
  const enrol = (): void => swap(null, enrolView(() => show('round'), ['courier']));
  const views: Record<ViewName, View> = { round: roundView, settings: settingsView(() => void station.forgetGrant().then(enrol)) };
  const show = (name: ViewName): void => (station.grant === null ? enrol() : swap(name, views[name]));
  const go = (name: ViewName): void => {
    location.hash = name === 'round' ? '' : name;
    if (name !== current) show(name);
  };
  const drawHeading = async (): Promise<void> => {
    const state = await outbox.state();
    isWaiting = state.waiting > 0;
    drawTop(page, current, state, go, () => {
      texts.switchTo(texts.language === 'zh' ? 'en' : 'zh');
      show(current ?? 'round');
    });
  };

  outbox.addEventListener('change', () => void drawHeading());
  addEventListener('online', () => void drawHeading());
  addEventListener('offline', () => void drawHeading());
  addEventListener('beforeunload', (event) => {
    if (isWaiting) event.preventDefault();
  });
  const named = (): ViewName => (location.hash === '#settings' ? 'settings' : 'round');
  addEventListener('hashchange', () => {
    if (named() !== current) show(named());
  });
  show(named());
  void outbox.run();
  installWorker(texts, 'courier');
}

if (isSecureContext) {
  void open().catch((error: unknown) => fill(main, h('p', { class: 'problem', role: 'alert' }, String(error))));
} else {
  document.getElementById('insecure')!.hidden = false;
  main.hidden = true;
}
