// The page of the day on a phone: scan, say what happened, go on. What is chosen can stay for the next parcels.
import { readScan } from '../barcodes';
import type { ParcelCode } from '../dispatch/flow';
import { parcelLabel } from '../dispatch/names';
import { scanTools } from '../dispatch/scan-tools';
import { sound } from '../dispatch/sound';
import { Agreed, ReceiptManner, TransitActivity } from '../gen/trace/v1/products_pb';
import { messageOf } from '../ledger/refusal';
import { fill, h, icon, icons } from '../pages/dom';
import { listenToWedge } from '../scanning/wedge';
import type { Parcel } from '../outbox/database';
import type { Page, Text, View } from './page';
import { proofOf } from './photograph';
import { hear, say as sayOf, type Fact } from './round';

const shown = 8;

const activities: [TransitActivity, Text][] = [
  [TransitActivity.PICKED_UP, 'did.PICKED_UP'], [TransitActivity.ARRIVED, 'did.ARRIVED'], [TransitActivity.DEPARTED, 'did.DEPARTED'],
  [TransitActivity.OUT_FOR_DELIVERY, 'did.OUT_FOR_DELIVERY'], [TransitActivity.FAILED_ATTEMPT, 'did.FAILED_ATTEMPT'], [TransitActivity.PLACED, 'did.PLACED'],
];
const manners: [ReceiptManner, Text][] = [[ReceiptManner.RECIPIENT, 'manner.RECIPIENT'], [ReceiptManner.AGENT, 'manner.AGENT'], [ReceiptManner.COLLECTED, 'manner.COLLECTED'], [ReceiptManner.TIME_OUT, 'manner.TIME_OUT']];
const agreements: [Agreed, Text][] = [[Agreed.YES, 'agreed.YES'], [Agreed.NO, 'agreed.NO'], [Agreed.UNKNOWN, 'agreed.UNKNOWN']];

export const roundView: View = (page, main) => {
  const { station, outbox, texts: { say, of } } = page;
  let code: ParcelCode | null = null;
  let question: { number: string; carriers: { code: string; zh: string; en: string }[] } | null = null;
  let isReceiving = false;
  let kept: TransitActivity | null = null;
  let order = Promise.resolve();

  const prompt = h('section', { class: 'prompt', id: 'prompt', 'aria-live': 'assertive', 'aria-atomic': 'true' });
  const card = h('section', { class: 'card', id: 'parcel', hidden: true });
  const keeping = h('p', { class: 'keeping', id: 'keeping', hidden: true });
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
    [code, question, isReceiving] = [null, null, false];
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
    if (kept !== null) return finish({ activity: kept });
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
    [code, isReceiving] = [null, false];
    const isSigned = outcome === 'signed';
    sound(isSigned ? 'done' : 'wrong', station.settings.sound);
    drawPrompt(isSigned ? 'done' : 'wrong', 'activity' in fact ? say(`did.${TransitActivity[fact.activity]}` as Text) : say('did.RECEIVED'), say(isSigned ? 'signed' : outcome, { what: parcelLabel(of) }));
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
    } else if (code !== null) isReceiving ? drawReceiving(code) : drawChoice(code);
    drawKeeping();
  };
  const drawChoice = (which: ParcelCode): void => {
    const stay = h('input', { type: 'checkbox', id: 'stay' });
    fill(card,
      h('h2', { translate: 'no' }, parcelLabel(which)),
      h('div', { class: 'facts' },
        activities.map(([activity, text]) => h('button', { type: 'button', 'data-activity': TransitActivity[activity], onclick: () => void act(async () => {
          if (stay.checked) kept = activity;
          await finish({ activity });
        }) }, say(text))),
        h('button', { type: 'button', class: 'main', id: 'receive', onclick: () => void act(() => {
          isReceiving = true;
          drawCard();
        }) }, icon(icons.check), say('did.RECEIVED'))),
      h('label', { class: 'option' }, stay, h('span', {}, say('stay'))));
  };
  const drawReceiving = (which: ParcelCode): void => {
    let photograph: Blob | null = null;
    const choice = <V extends number>(name: string, legend: Text, options: [V, Text][], chosen: V): HTMLElement =>
      h('fieldset', {}, h('legend', {}, say(legend)), options.map(([value, text]) => h('label', { class: 'option' },
        h('input', { type: 'radio', name, value, checked: value === chosen }), h('span', {}, say(text)))));
    const preview = h('img', { class: 'preview', alt: say('pictureTaken'), hidden: true });
    const picture = h('input', { type: 'file', id: 'picture', accept: 'image/*', capture: 'environment', class: 'unseen', onchange: () => {
      photograph = picture.files?.[0] ?? null;
      URL.revokeObjectURL(preview.src);
      preview.hidden = photograph === null;
      if (photograph !== null) preview.src = URL.createObjectURL(photograph);
    } });
    const form = h('form', { id: 'receiving', onsubmit: (event: Event) => {
      event.preventDefault();
      const said = new FormData(form);
      void act(async () => finish({ manner: Number(said.get('manner')), agreed: Number(said.get('agreed')), photograph: photograph === null ? null : await proofOf(photograph) }));
    } },
    choice('manner', 'mannerTitle', manners, ReceiptManner.RECIPIENT),
    choice('agreed', 'agreedTitle', agreements, Agreed.YES),
    h('p', { class: 'buttons' }, h('label', { class: 'button', for: 'picture' }, icon(icons.camera), say('pictureTake')), picture, preview),
    h('p', { class: 'hint' }, say('pictureHint')),
    h('p', { class: 'buttons' },
      h('button', { class: 'main', id: 'sign' }, icon(icons.check), say('signReceipt')),
      h('button', { type: 'button', class: 'plain', onclick: () => {
        isReceiving = false;
        drawCard();
      } }, say('cancel'))));
    fill(card, h('h2', { translate: 'no' }, parcelLabel(which)), form);
  };
  const drawKeeping = (): void => {
    keeping.hidden = kept === null;
    if (kept === null) return;
    fill(keeping, icon(icons.undo), h('span', {}, say('keeping', { what: say(`did.${TransitActivity[kept]}` as Text) })),
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
    const rows = (await Promise.all(list.map((one) => row(page, one)))).filter((one) => one !== null);
    fill(recent, h('h2', {}, say('lastSaid')), rows.length === 0 ? h('p', { class: 'quiet' }, say('nothingSaid')) : h('ol', {}, rows));
  };

  const onOutbox = (): void => void drawRecent();
  const stopWedge = listenToWedge((text) => void take(text));
  outbox.addEventListener('change', onOutbox);
  fill(main, h('div', { class: 'round' }, prompt, keeping, trouble, card, scanning.elements, recent));
  drawPrompt('calm', say('promptRound'), station.settings.from === '' ? say('promptNoPlace') : say('promptRoundHint'));
  void drawRecent();

  return () => {
    stopWedge();
    scanning.stop();
    outbox.removeEventListener('change', onOutbox);
  };
};

async function row({ outbox, texts: { say, time } }: Page, parcel: Parcel): Promise<HTMLElement | null> {
  const [statement] = await outbox.ofGroup(parcel.id);
  // Nothing was signed of it.
  if (statement === undefined) return null;
  const { state } = statement;
  const what = parcel.items[0]!.subject;
  return h('li', { class: state }, icon(state === 'recorded' ? icons.checks : state === 'refused' ? icons.cross : icons.wait),
    h('span', { class: 'code', translate: 'no' }, parcel.label),
    h('span', { class: 'name' }, say((what === 'receipt' ? 'did.RECEIVED' : `did.${what.slice('transit.'.length)}`) as Text)),
    h('span', { class: 'state' }, state === 'refused' ? `${say('stateRefused')}: ${statement.refusal?.message ?? ''}` : say(state === 'recorded' ? 'stateRecorded' : 'stateWaiting')),
    h('time', { class: 'quiet' }, time(parcel.at)));
}
