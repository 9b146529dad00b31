// The page of the day on a phone: scan, say what happened, go on. What is chosen can stay for the next parcels.
import { readScan } from '../barcodes';
import { askToCorrect } from '../dispatch/correction-form';
import type { ParcelCode } from '../dispatch/flow';
import { parcelLabel } from '../dispatch/names';
import { stateIcon, stateOf, stateText } from '../dispatch/parcel-state';
import { drawRefused } from '../dispatch/refused-card';
import { scanTools } from '../dispatch/scan-tools';
import { sound } from '../dispatch/sound';
import { TransitActivity } from '../gen/trace/v1/products_pb';
import { messageOf } from '../ledger/refusal';
import { fill, h, icon, icons } from '../pages/dom';
import { listenToWedge } from '../scanning/wedge';
import type { Outgoing, Parcel } from '../outbox/database';
import { handOverForm, receiptForm } from './fact-forms';
import type { Page, Text, View } from './page';
import { activities, hear, say as sayOf, type Fact, type Going } from './round';

const shown = 8;

const did = (activity: TransitActivity): Text => `did.${TransitActivity[activity]}` as Text;

export const roundView: View = (page, main) => {
  const { station, outbox, texts: { say, of } } = page;
  let code: ParcelCode | null = null;
  let question: { number: string; carriers: { code: string; zh: string; en: string }[] } | null = null;
  let form: typeof receiptForm | typeof handOverForm | null = null;
  let stays = false;
  let kept: Going | null = null;
  let order = Promise.resolve();

  const prompt = h('section', { class: 'prompt', id: 'prompt', 'aria-live': 'assertive', 'aria-atomic': 'true' });
  const card = h('section', { class: 'card', id: 'parcel', hidden: true });
  const keeping = h('p', { class: 'keeping', id: 'keeping', hidden: true });
  const refused = h('section', { class: 'card refused', id: 'refused', hidden: true });
  const recent = h('section', { class: 'card recent', id: 'recent' });
  const trouble = h('p', { class: 'problem', role: 'alert', hidden: true });

  // One after the other, however fast they come.
  const act = (what: () => Promise<void> | void): Promise<void> => {
    order = order.then(what).catch((error: unknown) => tell(messageOf(error)));
    return order;
  };
  const tell = (text: string): void => {
    trouble.textContent = text;
    trouble.hidden = false;
    sound('wrong', station.settings.sound);
  };

  const take = (text: string): Promise<void> => act(async () => {
    trouble.hidden = true;
    const heard = hear(readScan(text), station.settings.carrier);
    [code, question, form, stays] = [null, null, null, false];
    if (heard.is === 'wrong') {
      drawPrompt('wrong', say(heard.objection), of(heard.sentence));
      sound('wrong', station.settings.sound);
    } else if (heard.is === 'ask') {
      question = heard;
      drawPrompt('calm', say('chooseCarrier'), '');
    } else await begin(heard.code);
    drawCard();
  });
  const begin = async (which: ParcelCode): Promise<void> => {
    [code, question] = [which, null];
    if (kept !== null) return finish(kept);
    sound('ok', station.settings.sound);
    drawPrompt('ok', parcelLabel(which), say('sayWhat'));
  };
  const finish = async (fact: Fact): Promise<void> => {
    const of = code!;
    const outcome = await sayOf(station, outbox, of, fact);
    if (outcome === 'waybillKeyMissing') {
      tell(say(outcome));
      return;
    }
    if (stays && 'activity' in fact) kept = fact;
    [code, form, stays] = [null, null, false];
    const isSigned = outcome === 'signed';
    sound(isSigned ? 'done' : 'wrong', station.settings.sound);
    drawPrompt(isSigned ? 'done' : 'wrong', say('activity' in fact ? did(fact.activity) : 'did.RECEIVED'), say(isSigned ? 'signed' : outcome, { what: parcelLabel(of) }));
    drawCard();
    await drawRecent();
  };

  const drawPrompt = (tone: 'calm' | 'ok' | 'done' | 'wrong', lead: string, what: string): void => {
    prompt.dataset['tone'] = tone;
    fill(prompt, icon({ calm: icons.scan, ok: icons.box, done: icons.checks, wrong: icons.cross }[tone], 'icon mark'),
      h('div', {}, h('p', { class: 'lead' }, lead), what !== '' && h('p', { class: 'what' }, what)));
  };

  const drawCard = (): void => {
    card.hidden = code === null && question === null;
    if (question !== null) {
      const { number, carriers } = question;
      fill(card, h('h2', {}, say('chooseCarrier')), h('p', { class: 'buttons' }, carriers.map((one) =>
        h('button', { type: 'button', class: 'main', onclick: () => void act(async () => {
          await begin({ carrier: one.code, number });
          drawCard();
        }) }, of(one)))));
    } else if (code !== null) form === null ? drawChoice(code) : drawForm(code, form);
    drawKeeping();
  };
  const drawChoice = (which: ParcelCode): void => {
    const stay = h('input', { type: 'checkbox', id: 'stay', checked: stays, onchange: () => { stays = stay.checked; } });
    const open = (which: typeof form): void => void act(() => {
      form = which;
      drawCard();
    });
    const buttons = (some: TransitActivity[]): HTMLElement[] => some.map((activity) => h('button', { type: 'button', 'data-activity': TransitActivity[activity], onclick: () =>
      activity === TransitActivity.TAKEN_OVER ? open(handOverForm) : void act(() => finish({ activity })) }, say(did(activity))));
    fill(card,
      h('h2', { translate: 'no' }, parcelLabel(which)),
      h('div', { class: 'facts' }, buttons(activities.common),
        h('button', { type: 'button', class: 'main', id: 'receive', onclick: () => open(receiptForm) }, icon(icons.check), say('did.RECEIVED'))),
      h('details', { id: 'more' }, h('summary', {}, say('more')), h('div', { class: 'facts' }, buttons(activities.more))),
      h('label', { class: 'option' }, stay, h('span', {}, say('stay'))));
  };
  const drawForm = (which: ParcelCode, make: typeof receiptForm | typeof handOverForm): void => {
    const done = (fact: () => Promise<Fact> | Fact): void => void act(async () => finish(await fact()));
    fill(card, h('h2', { translate: 'no' }, parcelLabel(which)), make(page, done, () => {
      form = null;
      drawCard();
    }));
  };
  const drawKeeping = (): void => {
    keeping.hidden = kept === null;
    if (kept === null) return;
    fill(keeping, icon(icons.undo), h('span', {}, say('keeping', { what: say(did(kept.activity)) })),
      h('button', { type: 'button', class: 'plain', onclick: () => {
        kept = null;
        drawKeeping();
        drawPrompt('calm', say('promptRound'), say('promptRoundHint'));
      } }, say('keepingStop')));
  };

  const scanning = scanTools(page.texts, { longest: 200, take, takeAll: (texts) => take(texts[0]!), tell, calm: () => { trouble.hidden = true; } });

  const drawRecent = async (): Promise<void> => {
    const list: Parcel[] = [];
    for (let cursor = await station.db.transaction('parcels').store.index('at').openCursor(null, 'prev'); cursor && list.length < shown; cursor = await cursor.continue()) if (cursor.value.source === 'road') list.push(cursor.value);
    await drawRefused(page, refused, (one) => nameOf(page, one));
    const rows = (await Promise.all(list.map((one) => drawRow(page, one)))).filter((one) => one !== null);
    fill(recent, h('h2', {}, say('lastSaid')), rows.length === 0 ? h('p', { class: 'quiet' }, say('nothingSaid')) : h('ol', {}, rows));
  };

  const onOutbox = (): void => void drawRecent();
  const stopWedge = listenToWedge((text) => void take(text));
  outbox.addEventListener('change', onOutbox);
  fill(main, h('div', { class: 'round' }, prompt, keeping, trouble, card, scanning.elements, refused, recent));
  drawPrompt('calm', say('promptRound'), station.settings.from === '' ? say('promptNoPlace') : say('promptRoundHint'));
  void drawRecent();

  return () => {
    stopWedge();
    scanning.stop();
    outbox.removeEventListener('change', onOutbox);
  };
};

const saidOf = (parcel: Parcel): Text => (parcel.items[0]!.subject === 'receipt' ? 'did.RECEIVED' : `did.${parcel.items[0]!.subject.slice('transit.'.length)}`) as Text;

// What was refused of a parcel, as the list calls it. The dispatch station shares the outbox.
async function nameOf({ station, texts: { say } }: Page, one: Outgoing): Promise<string> {
  const parcel = await station.db.get('parcels', one.group);
  if (parcel?.source !== 'road') return `${one.kind} ${one.subject}`;
  return one.kind === 'correction' ? say('correctionOf', { what: `${say(saidOf(parcel))} · ${parcel.label}` }) : `${say(saidOf(parcel))} · ${parcel.label}`;
}

async function drawRow(page: Page, parcel: Parcel): Promise<HTMLElement | null> {
  const { outbox, texts: { say, time } } = page;
  const said = await outbox.ofGroup(parcel.id);
  // Nothing was signed of it.
  if (said.length === 0) return null;
  const state = await stateOf(page, parcel);
  const reason = said.find((one) => one.state === 'refused')?.refusal?.message ?? '';
  const row = h('li', { class: state });
  const draw = (): void => fill(row, stateIcon(state),
    h('span', { class: 'code', translate: 'no' }, parcel.label),
    h('span', { class: 'name' }, say(saidOf(parcel))),
    h('span', { class: 'state' }, state === 'refused' ? `${say('stateRefused')}: ${reason}` : say(stateText[state])),
    h('time', { class: 'quiet' }, time(parcel.at)),
    !parcel.corrected && state !== 'refused' && h('button', { type: 'button', class: 'plain correct', onclick: () => askToCorrect(page, parcel, row, draw) }, say('withdraw')));
  draw();
  return row;
}
