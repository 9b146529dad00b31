// What a buyer's key may say: a review and its follow-up, a complaint, a return request.
import { ComplaintCategory, ComplaintSchema, Remedy, ReturnReason, ReturnRequestSchema, ReviewSchema, ReviewStage, ReviewTag } from '../gen/trace/v1/complaints_pb';
import { h } from '../pages/dom';
import { fromHex, toHex } from '../ledger/octets';
import { authored } from './content';
import { choiceField, choices, formOf, lineField, picturesField, textField } from './fields';
import type { Kept } from './key-ring';
import { millisecondsOf, type Page } from './page';
import { ofKind, saidBy, textPaths, type Said } from './purchase';
import { say as speak } from './speak';

/** That this browser holds the key, and the forms. */
export function yours(page: Page, kept: Kept, opening: Said<'opening'>): HTMLElement[] {
  const { say, time } = page.texts;
  return [
    h('section', { class: 'card', id: 'yours' },
      h('h2', {}, say('yoursTitle')),
      h('p', {}, say('yoursSince', { date: time(millisecondsOf(opening)) })),
      h('p', { class: 'quiet', id: 'custody', 'data-custody': kept.custody }, say(kept.custody === 'browser' ? 'custodyBrowser' : kept.custody === 'wrapped' ? 'custodyWrapped' : 'custodyStored'))),
    review(page, kept, opening),
    complaint(page, kept, opening),
    returnRequest(page, kept, opening),
  ];
}

function review(page: Page, kept: Kept, opening: Said<'opening'>): HTMLElement {
  const { say } = page.texts;
  const earlier = ofKind(saidBy(page.history, kept.signer.keyId), 'review');
  const isFollowUp = earlier.some(({ said }) => said.stage === ReviewStage.FIRST);
  // Of a parcel there is one of each a line.
  const isItem = page.subject.includes('/21/');
  if (isItem && isFollowUp && earlier.some(({ said }) => said.stage === ReviewStage.FOLLOW_UP)) return h('section', { class: 'card', id: 'review' }, h('h2', {}, say('reviewTitle')), h('p', {}, say('reviewDone')));

  const stars = h('fieldset', {}, h('legend', {}, say('rating')), h('div', { class: 'stars' }, [1, 2, 3, 4, 5].map((rating) =>
    h('label', {}, h('input', { type: 'radio', name: 'rating', value: rating, required: true }), `${rating} ★`, h('small', {}, say(`rating${rating}` as 'rating1'))))));
  const tags = h('fieldset', {}, h('legend', {}, say('tags')), h('div', { class: 'tags' }, choices(page, ReviewTag, 'tag_').map(([value, text]) =>
    h('label', {}, h('input', { type: 'checkbox', name: 'tags', value }), text))));
  const [line, text, pictures] = [lineField(page), textField(page, 'textOptional', 'publicText'), picturesField(page)];
  const send = async (): Promise<string | null> => {
    const rating = Number(stars.querySelector<HTMLInputElement>('input:checked')?.value ?? 0);
    if (rating === 0) {
      stars.querySelector('input')!.focus();
      return say('ratingNeeded');
    }
    const content = await authored(page.ledger, ReviewSchema.typeName, textPaths.review!, text.value(), pictures.value());
    const chosen = Array.from(tags.querySelectorAll<HTMLInputElement>('input:checked'), (input) => Number(input.value) as ReviewTag).slice(0, 8);
    const at = line.value();
    const stage = earlier.some(({ said }) => said.stage === ReviewStage.FIRST && said.line === at) ? ReviewStage.FOLLOW_UP : ReviewStage.FIRST;
    const value = { opening: fromHex(opening.identity), line: at, rating, tags: chosen, stage, ...(content === null ? {} : { text: content.commitment }) };
    if (await speak(page, kept.signer, stage === ReviewStage.FIRST ? 'kindReview' : 'kindFollowUpReview', { case: 'review', value }, content)) await page.refresh();
    return null;
  };
  return formOf(page, 'review', isItem && isFollowUp ? 'followUpTitle' : 'reviewTitle', !isFollowUp, 'reviewSend', [line.element, stars, tags, text.element, pictures.element], send);
}

function complaint(page: Page, kept: Kept, opening: Said<'opening'>): HTMLElement {
  const { say } = page.texts;
  const seller = ofKind(page.history, 'sale').find(({ identity }) => identity === toHex(opening.said.sale))?.statement.party ?? page.platform;
  const couriers = ofKind(page.history, 'shipment').map(({ said }) => said.courier).filter((party) => party.startsWith('party/'));
  const asked = [[seller, 'roleSeller'], ...couriers.map((party) => [party, 'roleCourier']), [page.platform, 'rolePlatform']] as [string, 'roleSeller' | 'roleCourier' | 'rolePlatform'][];
  const options = [...new Map(asked.reverse()).entries()].reverse().map(([party, role]) => [party, `${page.names.get(party) ?? party} (${say(role)})`] as [string, string]);
  const who = choiceField(page, 'respondent', 'complaintWho', options, seller, 'complaintWhoHint');
  const category = choiceField(page, 'category', 'complaintCategory', choices(page, ComplaintCategory, 'category_'));
  const remedy = choiceField(page, 'remedy', 'complaintRemedy', choices(page, Remedy, 'remedy_'));
  const [line, text, pictures] = [lineField(page), textField(page, 'textOptional', 'caseText'), picturesField(page)];
  const send = async (): Promise<string | null> => {
    const content = await authored(page.ledger, ComplaintSchema.typeName, textPaths.complaint!, text.value(), pictures.value());
    const value = {
      opening: fromHex(opening.identity), line: line.value(), respondent: who.value(), category: Number(category.value()), remedy: Number(remedy.value()),
      ...(content === null ? {} : { text: content.commitment }),
    };
    if (await speak(page, kept.signer, 'kindComplaint', { case: 'complaint', value }, content)) await page.refresh();
    return null;
  };
  return formOf(page, 'complaint', 'complaintTitle', false, 'complaintSend', [line.element, category.element, remedy.element, who.element, text.element, pictures.element], send);
}

function returnRequest(page: Page, kept: Kept, opening: Said<'opening'>): HTMLElement {
  const reason = choiceField(page, 'reason', 'returnReason', choices(page, ReturnReason, 'return_'));
  const [line, text] = [lineField(page), textField(page, 'textOptional', 'caseText')];
  const send = async (): Promise<string | null> => {
    const content = await authored(page.ledger, ReturnRequestSchema.typeName, textPaths.returnRequest!, text.value(), []);
    const value = { opening: fromHex(opening.identity), line: line.value(), reason: Number(reason.value()), ...(content === null ? {} : { text: content.commitment }) };
    if (await speak(page, kept.signer, 'kindReturnRequest', { case: 'returnRequest', value }, content)) await page.refresh();
    return null;
  };
  return formOf(page, 'return', 'returnTitle', false, 'returnSend', [line.element, reason.element, text.element], send);
}
