// The first check: the code, typed or brought by a QR code; what recording it says and does not say; and, before anything else, that a code was
// used before.
import { fill, h, icon, icons } from '../pages/dom';
import { claimSeed } from '../ledger/claim';
import { messageOf } from '../ledger/refusal';
import type { Octets } from '../ledger/octets';
import { forgetSeed, keepSeed, seedFor } from './arrival';
import { signerOfSeed, type Kept } from './key-ring';
import { millisecondsOf, type Page, type Text } from './page';
import { firstOpening, names, ofKind, saleOf, type Said } from './purchase';
import { open } from './speak';
import { readTyped } from './typed-code';

/** What a code that is at hand leads to. */
export type Claim =
  | { kind: 'none' }
  | { kind: 'unknown' }
  | { kind: 'usable'; seed: Octets; sale: Said<'sale'> }
  | { kind: 'used'; seed: Octets; sale: Said<'sale'>; by: Said<'opening'> };

/** Reads the code that this tab keeps against the record. */
export async function claimOf({ tab, subject, history, keys }: Page): Promise<Claim> {
  const seed = seedFor(tab, subject);
  if (seed === null) return { kind: 'none' };
  const { publicKey } = await signerOfSeed(seed);
  const sale = saleOf(history, publicKey);
  if (sale === null) return { kind: 'unknown' };
  const by = await firstOpening(history, publicKey);
  if (by === null) return { kind: 'usable', seed, sale };
  return keys.some((key) => names(by, key.signer.publicKey)) ? { kind: 'none' } : { kind: 'used', seed, sale, by };
}

/** The alarm that stands above everything else. */
export function usedBefore(page: Page, claim: Extract<Claim, { kind: 'used' }>): HTMLElement {
  const { say, time } = page.texts;
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const second = (): void => {
    void open(page, claim.seed, claim.sale, null).then((isRecorded) => (isRecorded ? page.refresh() : undefined)).catch((error: unknown) => {
      problem.hidden = false;
      problem.textContent = messageOf(error);
    });
  };
  return h('section', { class: 'alarm', id: 'used', role: 'alert' },
    h('h2', {}, icon(icons.cross), say('usedTitle', { date: time(millisecondsOf(claim.by)) })),
    h('p', {}, say('usedText')),
    h('p', { class: 'buttons' }, h('a', { class: 'button danger', id: 'report-copied', href: `/report/${page.subject}?category=COPIED_CODE` }, say('usedComplain'))),
    h('details', {}, h('summary', {}, say('usedSecond')), h('p', {}, say('usedSecondText')), problem, h('p', {}, h('button', { type: 'button', id: 'second', onclick: second }, say('usedSecond')))));
}

/** The form for a code, or what is recorded with the one at hand. */
export function firstCheck(page: Page, claim: Claim, mine: Kept | null): HTMLElement {
  return claim.kind === 'usable' ? confirmation(page, claim, mine) : codeForm(page, claim, mine);
}

function codeForm(page: Page, claim: Claim, mine: Kept | null): HTMLElement {
  const { say } = page.texts;
  if (ofKind(page.history, 'sale').every(({ said }) => said.claimKey === undefined)) return h('section', { class: 'card', id: 'check' }, h('h2', {}, say('checkTitle')), h('p', {}, say('noSale')));
  const problem = h('p', { class: 'problem', role: 'alert', id: 'code-problem', hidden: claim.kind !== 'unknown' }, claim.kind === 'unknown' && say('codeNone'));
  const input = h('input', { id: 'code', class: 'claim', name: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 80, inputmode: 'text', enterkeyhint: 'go', required: true, 'aria-describedby': 'code-hint code-problem' });
  const button = h('button', { class: 'main' }, say('checkGo'));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const typed = readTyped(input.value);
    problem.hidden = typed.kind === 'code';
    if (typed.kind !== 'code') {
      fill(problem, typed.kind === 'length' ? say('codeLength', { count: typed.count }) : typed.kind === 'character' ? say('codeCharacter', { at: typed.at, character: typed.character }) : say('codeCheck', { character: typed.character }));
      input.focus();
      return;
    }
    button.disabled = true;
    keepSeed(page.tab, page.subject, await claimSeed(typed.code, page.ledger));
    input.value = '';
    await page.refresh();
  };
  const form = h('form', { id: 'check-form', novalidate: true, onsubmit: (event: Event) => void submit(event), class: 'fields-one' },
    h('div', { class: 'field' }, h('label', { for: 'code' }, say('checkCode')), input, h('p', { class: 'quiet', id: 'code-hint' }, say('checkCodeHint'))),
    problem,
    h('p', { class: 'buttons' }, button));
  return mine === null
    ? h('section', { class: 'card', id: 'check' }, h('h2', {}, say('checkTitle')), h('p', {}, say('checkIntro')), form)
    : h('details', { class: 'card', id: 'check', open: claim.kind === 'unknown' }, h('summary', {}, say('recordSecond')), form);
}

const says: Text[] = ['saysUsed', 'saysReturn', 'saysKey', 'saysPublic'];

function confirmation(page: Page, claim: Extract<Claim, { kind: 'usable' }>, mine: Kept | null): HTMLElement {
  const { say } = page.texts;
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const button = h('button', { type: 'button', class: 'main', id: 'record' }, say(mine === null ? 'record' : 'recordSecond'));
  const record = async (): Promise<void> => {
    button.disabled = true;
    try {
      if (await open(page, claim.seed, claim.sale, mine)) {
        forgetSeed(page.tab, page.subject);
        await page.refresh();
      }
    } catch (error) {
      problem.hidden = false;
      problem.textContent = messageOf(error);
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void record());
  const cancel = (): void => {
    forgetSeed(page.tab, page.subject);
    page.draw();
  };
  return h('section', { class: 'card', id: 'check' },
    h('h2', {}, say('codeTitle')),
    h('ul', { class: 'says' }, says.map((text) => h('li', {}, say(text)))),
    problem,
    h('p', { class: 'buttons' }, button, h('button', { type: 'button', class: 'plain', onclick: cancel }, say('cancel'))));
}
