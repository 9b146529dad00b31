// What a party says to a complaint or a request to return: a reply, a decision, goods that came back, money. Each is a statement, signed here and sent by the outbox.
import { create } from '@bufbuild/protobuf';
import {
  CompensationSchema, Compensation_ConfidentialSchema, PaymentOutcome, RefundSchema, Refund_ConfidentialSchema, ReplyOutcome, ReplySchema, ResolutionOutcome, ResolutionSchema, ReturnOutcome, ReturnSchema,
} from '../gen/trace/v1/complaints_pb';
import type { Case } from '../gen/trace/v1/desk_pb';
import { Role } from '../gen/trace/v1/party_pb';
import { authored } from '../buyer/content';
import { seal, type SealedContent } from '../ledger/commitment';
import { messageOf } from '../ledger/refusal';
import { sign, type Payload, type Speaker } from '../ledger/statement';
import { fill, h } from '../pages/dom';
import { kindOf } from './counts';
import { word, type Page } from './page';

type Act = 'reply' | 'resolution' | 'compensation' | 'return' | 'refund';

const outcomes: Record<Act, [type: string, names: Record<number, string>, values: number[]]> = {
  reply: ['ReplyOutcome', ReplyOutcome, [ReplyOutcome.REMEDY_OFFERED, ReplyOutcome.ACKNOWLEDGED, ReplyOutcome.MORE_NEEDED, ReplyOutcome.REFUSED]],
  resolution: ['ResolutionOutcome', ResolutionOutcome, [ResolutionOutcome.SETTLED, ResolutionOutcome.UPHELD, ResolutionOutcome.PARTLY_UPHELD, ResolutionOutcome.REJECTED, ResolutionOutcome.FORWARDED]],
  compensation: ['PaymentOutcome', PaymentOutcome, [PaymentOutcome.PAID, PaymentOutcome.PARTLY_PAID]],
  return: ['ReturnOutcome', ReturnOutcome, [ReturnOutcome.ACCEPTED, ReturnOutcome.ACCEPTED_IN_PART, ReturnOutcome.REJECTED]],
  refund: ['PaymentOutcome', PaymentOutcome, [PaymentOutcome.PAID, PaymentOutcome.PARTLY_PAID, PaymentOutcome.REFUSED]],
};

const textPath = '3';

// That goods came back says whoever they came back to. A report is answered, and decided by those who may.
function actsOf(page: Page, one: Case, isAbove: boolean): Act[] {
  switch (kindOf(one)) {
    case 'return': return ['reply', ...(one.respondent === page.station.identity!.party ? ['return' as const] : []), 'refund'];
    case 'report': return ['resolution', 'reply'];
    case 'complaint': return isAbove ? ['resolution', 'reply', 'compensation', 'refund'] : ['reply', 'refund', 'compensation', 'resolution'];
  }
}

export function answerForm(page: Page, one: Case, roles: Role[]): HTMLElement {
  const { say } = page.texts;
  const isAbove = roles.some((role) => role === Role.PLATFORM || role === Role.INSPECTOR);
  const isReturn = kindOf(one) === 'return';
  const acts = actsOf(page, one, isAbove);
  const act = h('select', { id: 'act' }, acts.map((name) => h('option', { value: name }, say(`act.${name}`))));
  const outcome = h('select', { id: 'outcome' });
  const amount = h('input', { id: 'amount', inputmode: 'decimal', autocomplete: 'off', maxlength: 12 });
  const amountField = h('div', { class: 'field' }, h('label', { for: 'amount' }, say('amount')), amount);
  const text = h('textarea', { id: 'answer', maxlength: 2000 });
  const told = h('p', { role: 'status', id: 'told', hidden: true });
  const button = h('button', { class: 'main', id: 'sign' }, say('sign'));
  const chosen = (): Act => act.value as Act;
  const drawOutcomes = (): void => {
    const [type, names, values] = outcomes[chosen()];
    fill(outcome, isReturn && chosen() === 'reply'
      ? [h('option', { value: ReplyOutcome.REMEDY_OFFERED }, say('returnAgreed')), h('option', { value: ReplyOutcome.REFUSED }, say('returnRefused'))]
      : values.map((value) => h('option', { value }, word(type, names, value))));
    amountField.hidden = chosen() !== 'compensation' && chosen() !== 'refund';
  };
  const tell = (message: string, isProblem: boolean): void => {
    told.hidden = false;
    told.className = isProblem ? 'problem' : 'done';
    told.textContent = message;
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text.value.trim() === '') return tell(say('textMissing'), true);
    const fen = amountField.hidden || amount.value.trim() === '' ? null : fenOf(amount.value);
    if (fen !== null && fen <= 0n) return tell(say('amountWrong'), true);
    button.disabled = true;
    try {
      await record(page, one, chosen(), Number(outcome.value), text.value, fen);
      text.value = '';
      tell(say('signed'), false);
    } catch (error) {
      tell(say('failed', { why: messageOf(error) }), true);
    } finally {
      button.disabled = false;
    }
  };
  act.addEventListener('change', drawOutcomes);
  drawOutcomes();
  return h('form', { class: 'card', onsubmit: (event: Event) => void submit(event) },
    h('h2', {}, say('actTitle')),
    h('div', { class: 'fields' },
      h('div', { class: 'field' }, h('label', { for: 'act' }, say('actKind')), act),
      h('div', { class: 'field' }, h('label', { for: 'outcome' }, say('actOutcome')), outcome),
      amountField),
    h('div', { class: 'field' }, h('label', { for: 'answer' }, say(isReturn ? 'returnText' : kindOf(one) === 'report' ? 'reportText' : 'actText')), text),
    h('p', { class: 'quiet' }, say('actNotice')),
    told,
    button);
}

/** Fen of a typed amount of yuan; 0 where it is none. */
export function fenOf(typed: string): bigint {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  return match === null ? 0n : BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}

async function record({ station, outbox }: Page, one: Case, act: Act, outcome: number, typed: string, fen: bigint | null): Promise<void> {
  const speaker = await station.speaker();
  const [payloadName, make] = makers[act];
  const text = await authored(speaker.ledger, payloadName, textPath, typed, []);
  const sealed = fen === null ? null : await sealedAmount(speaker, act, fen);
  const signed = await sign(speaker, {
    subject: one.subject,
    payload: make({ answers: one.complaint, outcome, ...(text === null ? {} : { text: text.commitment }) }),
    at: new Date(),
    ...(sealed === null ? {} : { sealed: sealed.commitment }),
  });
  await outbox.add([{ signed, kind: act, group: one.subject, sealed: [text, sealed].filter((content): content is SealedContent => content !== null) }]);
}

type Said = { answers: Uint8Array; outcome: number; text?: SealedContent['commitment'] };

const makers: Record<Act, [name: string, make: (said: Said) => Payload]> = {
  reply: [ReplySchema.typeName, (said) => ({ case: 'reply', value: create(ReplySchema, said) })],
  resolution: [ResolutionSchema.typeName, (said) => ({ case: 'resolution', value: create(ResolutionSchema, said) })],
  compensation: [CompensationSchema.typeName, (said) => ({ case: 'compensation', value: create(CompensationSchema, said) })],
  return: [ReturnSchema.typeName, (said) => ({ case: 'return', value: create(ReturnSchema, said) })],
  refund: [RefundSchema.typeName, (said) => ({ case: 'refund', value: create(RefundSchema, said) })],
};

const sealedAmount = ({ ledger }: Speaker, act: Act, fen: bigint): Promise<SealedContent> =>
  seal(ledger, act === 'refund' ? Refund_ConfidentialSchema : Compensation_ConfidentialSchema, { amount: { minor: fen, currency: 'CNY' } });
