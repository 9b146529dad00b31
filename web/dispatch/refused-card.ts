// What the ledger refused, each with its reason, until it is tried again and taken.
import { fill, h, icon, icons } from '../pages/dom';
import type { Outgoing } from '../outbox/database';
import type { Page as Any } from './page';

type Page = Pick<Any, 'outbox' | 'texts'>;

/** @param nameOf What each is called on this page. */
export async function drawRefused({ outbox, texts: { say } }: Page, card: HTMLElement, nameOf: (one: Outgoing) => Promise<string>): Promise<void> {
  const refusals = await outbox.refusals();
  const names = await Promise.all(refusals.map(nameOf));
  card.hidden = refusals.length === 0;
  fill(card, h('h2', {}, say('refusedTitle')),
    h('ul', {}, refusals.map((one, i) => h('li', {}, icon(icons.cross), h('span', { class: 'code', translate: 'no' }, names[i]), h('p', {}, `${one.refusal?.reason ?? ''}: ${one.refusal?.message ?? ''}`)))),
    h('button', { type: 'button', onclick: () => void outbox.retryRefused() }, say('refusedRetry')));
}
