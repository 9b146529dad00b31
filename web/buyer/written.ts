// What this browser's keys have said of the subject, what was answered, and what may still be done about it: erase, escalate, close.
import { ClosureOutcome, EscalationReason, ReviewStage } from '../gen/trace/v1/complaints_pb';
import { fill, h } from '../pages/dom';
import { messageOf } from '../ledger/refusal';
import type { HistoryEntry } from '../ledger/ledger-client';
import { fromHex } from '../ledger/octets';
import type { Signer } from '../ledger/statement';
import { millisecondsOf, type Page, type Text } from './page';
import { answersTo, saidBy, textOf } from './purchase';
import { erase, say as speak } from './speak';

const kinds: Partial<Record<string, Text>> = {
  review: 'kindReview', complaint: 'kindComplaint', returnRequest: 'kindReturnRequest', escalation: 'kindEscalation', closure: 'kindClosure', report: 'kindReport', followUp: 'kindFollowUp',
  reply: 'kindReply', resolution: 'kindResolution', compensation: 'kindCompensation', refund: 'kindRefund', return: 'kindReturn',
};

/** A list of what the keys said; null where they said nothing. @param reports The author's own Reports, which the platform's key signed. */
export function written(page: Page, title: Text, reports: boolean): HTMLElement | null {
  const mine = page.keys.flatMap(({ signer, naming }) => [
    ...(reports ? page.history.filter(({ identity, statement }) => identity === naming && statement.payload.case === 'report').map((entry) => ({ entry, signer })) : []),
    ...saidBy(page.history, signer.keyId).map((entry) => ({ entry, signer })),
  ]).filter(({ entry }) => entry.statement.payload.case !== undefined && kinds[entry.statement.payload.case] !== undefined);
  if (mine.length === 0) return null;
  return h('section', { class: 'card', id: 'written' }, h('h2', {}, page.texts.say(title)), h('ol', { class: 'written' }, mine.map(({ entry, signer }) => row(page, entry, signer))));
}

/** What a statement is called. */
export function kindOf(page: Page, { statement: { payload } }: HistoryEntry): string {
  return page.texts.say(payload.case === 'review' && payload.value.stage === ReviewStage.FOLLOW_UP ? 'kindFollowUpReview' : kinds[payload.case ?? ''] ?? 'kindReply');
}

function row(page: Page, entry: HistoryEntry, signer: Signer): HTMLElement {
  const { say, time } = page.texts;
  const answers = answersTo(page.history, entry.identity);
  const isOpen = entry.statement.payload.case === 'complaint' && !answers.some(({ statement }) => statement.payload.case === 'closure');
  const isEscalated = answers.some(({ statement }) => statement.payload.case === 'escalation');
  const at = (one: HistoryEntry): HTMLElement => h('span', { class: 'at' }, `${time(millisecondsOf(one))} · № ${one.index}`);
  const step = (kind: Text, payload: Parameters<typeof speak>[3]) => (): void => void speak(page, signer, kind, payload, null).then((isRecorded) => (isRecorded ? page.refresh() : undefined));
  return h('li', { 'data-identity': entry.identity },
    h('p', { class: 'what' }, kindOf(page, entry), at(entry)),
    answers.length > 0 && h('ul', { class: 'answers' }, answers.map((answer) => h('li', {}, kindOf(page, answer), answer.statement.party !== '' && `, ${page.names.get(answer.statement.party) ?? answer.statement.party}`, ' ', at(answer)))),
    erasing(page, entry, signer),
    isOpen && h('p', { class: 'buttons' },
      h('button', { type: 'button', class: 'close', onclick: step('kindClosure', { case: 'closure', value: { complaint: fromHex(entry.identity), outcome: ClosureOutcome.SATISFIED } }) }, say('close')),
      !isEscalated && h('button', { type: 'button', class: 'escalate', onclick: step('kindEscalation', { case: 'escalation', value: { answers: fromHex(entry.identity), reason: answers.length === 0 ? EscalationReason.UNANSWERED : EscalationReason.NOT_SATISFIED } }) }, say('escalate'))));
}

function erasing(page: Page, entry: HistoryEntry, signer: Signer): HTMLElement | null {
  const { say } = page.texts;
  const text = textOf(entry);
  if (text === null) return null;
  const place = h('div', { class: 'erasing' });
  const erased = (): void => fill(place, h('p', { class: 'quiet erased', role: 'status' }, say('erased')));
  const ask = (): void => {
    const keep = h('button', { type: 'button', onclick: offer }, say('eraseNo'));
    const go = async (): Promise<void> => {
      try {
        await erase(page, signer, entry.identity, text);
        page.erased.add(entry.identity);
        erased();
      } catch (error) {
        fill(place, h('p', { class: 'problem', role: 'alert' }, say('eraseFailed', { why: messageOf(error) })));
      }
    };
    fill(place, h('p', {}, say('eraseAsk')), h('p', { class: 'buttons' }, h('button', { type: 'button', class: 'danger erase-yes', onclick: () => void go() }, say('eraseYes')), keep));
    keep.focus();
  };
  const offer = (): void => fill(place, h('button', { type: 'button', class: 'plain erase', onclick: ask }, say('erase')));
  if (page.erased.has(entry.identity)) erased();
  else offer();
  return place;
}
