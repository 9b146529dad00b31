// The correction of what was said of a parcel and is not so: a reason, and what was recorded is withdrawn.
import { CorrectionReason } from '../gen/trace/v1/products_pb';
import { h } from '../pages/dom';
import type { Parcel } from '../outbox/database';
import type { Page as Any, Text } from './page';
import { withdraw } from './recording';

type Page = Pick<Any, 'station' | 'outbox' | 'texts'>;

const reasons: [CorrectionReason, Text][] = [
  [CorrectionReason.WRONG_SUBJECT, 'reasonSubject'],
  [CorrectionReason.DID_NOT_HAPPEN, 'reasonHappened'],
  [CorrectionReason.DUPLICATE, 'reasonDuplicate'],
  [CorrectionReason.TYPING, 'reasonTyping'],
];

/** Asks for the reason in a row's place. @param back Draws the row again where nothing is to be corrected. */
export function askToCorrect(page: Page, parcel: Parcel, row: HTMLElement, back: () => void): void {
  const { say } = page.texts;
  const reason = h('select', { 'aria-label': say('withdrawReason') }, reasons.map(([value, text]) => h('option', { value }, say(text))));
  row.replaceChildren(h('form', { class: 'correction', onsubmit: (event: Event) => {
    event.preventDefault();
    void correct(page, parcel, Number(reason.value) as CorrectionReason);
  } }, h('strong', {}, say('withdrawTitle'), ' ', h('span', { class: 'code' }, parcel.label)), reason,
  h('p', { class: 'buttons' }, h('button', { class: 'main danger' }, say('withdrawDo')), h('button', { type: 'button', onclick: back }, say('cancel')))));
  reason.focus();
}

// What was refused was never said, and needs no correction.
async function correct({ station, outbox }: Page, parcel: Parcel, reason: CorrectionReason): Promise<void> {
  const said = (await outbox.ofGroup(parcel.id)).filter((one) => one.kind !== 'correction' && one.state !== 'refused');
  await outbox.add(await withdraw(await station.speaker(), said, reason, new Date()), [{ ...parcel, corrected: true }]);
}
