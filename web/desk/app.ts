// The desk of a respondent, a platform, an inspector or a registrar. It opens with a key that this browser made and somebody granted.
import { fill, h } from '../pages/dom';
import { enrolView } from '../dispatch/enrol-view';
import { drawRefused } from '../dispatch/refused-card';
import { Station } from '../dispatch/station';
import { LedgerClient } from '../ledger/ledger-client';
import { openDatabase } from '../outbox/database';
import { Outbox } from '../outbox/outbox';
import { DeskCalls } from './calls';
import { casesView } from './cases-view';
import { keysView } from './keys-view';
import { drawTop, enrolTexts, kindWord, texts, viewsOf, type Page, type View, type ViewName } from './page';
import { queueView } from './queue-view';

const main = document.getElementById('main')!;
const refused = document.getElementById('refused')!;
const views: Record<ViewName, View> = { cases: casesView, queue: queueView, keys: keysView };

async function open(): Promise<void> {
  const client = new LedgerClient();
  const station = await Station.open(await openDatabase('trace-desk'), client);
  const outbox = new Outbox(station.db, client);
  const page: Page = { station, outbox, texts, calls: new DeskCalls(client, () => station.speaker()), go: (view) => { location.hash = view === 'cases' ? '' : view; show(view); } };
  let current: ViewName | null = null;
  let leave: (() => void) | void;

  const frame = async (): Promise<void> => {
    drawTop(page, current, await outbox.state(), () => {
      texts.switchTo(texts.language === 'zh' ? 'en' : 'zh');
      enrolTexts.switchTo(texts.language);
      show(current ?? 'cases');
    });
    await drawRefused({ outbox, texts: enrolTexts }, refused, async (one) => `${kindWord(one.kind)} ${one.subject}`);
  };
  const show = (name: ViewName): void => {
    leave?.();
    current = station.grant === null ? null : viewsOf(station).includes(name) ? name : 'cases';
    leave = current === null
      ? enrolView(() => show('cases'), ['seller'])({ station, texts: enrolTexts }, main)
      : views[current](page, main);
    void frame();
  };
  outbox.addEventListener('change', () => void frame());
  const named = (): ViewName => (location.hash.slice(1) in views ? (location.hash.slice(1) as ViewName) : 'cases');
  addEventListener('hashchange', () => {
    if (current !== null && named() !== current) show(named());
  });
  // A grant may have been changed or ended since this browser learnt of it.
  if (station.grant !== null) await station.askForGrant().catch(() => undefined);
  show(named());
  void outbox.run();
}

if (isSecureContext) {
  void open().catch((error: unknown) => fill(main, h('p', { class: 'problem', role: 'alert' }, String(error))));
} else {
  document.getElementById('insecure')!.hidden = false;
  main.hidden = true;
}
