// The recovery sheet: saved once, when the key is made; and the way back from it.
import { toHex } from '../ledger/octets';
import { fill, h, icon, icons } from '../pages/dom';
import { formOf } from './fields';
import { signerOfSeed } from './key-ring';
import type { Page } from './page';
import { firstOpening, names, ofKind } from './purchase';
import { readSheet, sheetText } from './recovery';

/** The sheet of a key that was made on this page; null where it can't be saved any more. */
export function recoverySheet(page: Page): HTMLElement | null {
  const { fresh, subject } = page;
  const { say } = page.texts;
  if (fresh === null) return null;
  const text = sheetText(fresh.seed);
  const address = `${location.origin}/buyer/${subject}`;
  const content = (): HTMLElement[] => [
    h('h2', {}, `Trace · ${say('sheetTitle')}`),
    h('p', {}, say('sheetWhat')),
    h('p', {}, h('strong', {}, say('sheetAddress')), h('br'), h('span', { class: 'code' }, address)),
    h('p', {}, h('strong', {}, say('sheetKey')), h('br'), h('span', { class: 'seed', translate: 'no' }, text)),
  ];
  const save = (): void => {
    const plain = `Trace · ${say('sheetTitle')}\n\n${say('sheetWhat')}\n\n${say('sheetAddress')}\n${address}\n\n${say('sheetKey')}\n${text}\n`;
    const file = URL.createObjectURL(new Blob(['\uFEFF', plain], { type: 'text/plain' }));
    h('a', { href: file, download: 'trace-recovery.txt' }).click();
    setTimeout(() => URL.revokeObjectURL(file), 1000);
  };
  const print = (): void => {
    const place = document.getElementById('print')!;
    fill(place, content());
    window.print();
    place.replaceChildren();
  };
  const done = (): void => {
    fresh.seed.fill(0);
    page.fresh = null;
    page.draw();
  };
  return h('section', { class: 'card', id: 'sheet' },
    h('h2', {}, say('sheetTitle')),
    h('p', {}, say('sheetIntro')),
    h('div', { class: 'sheet' }, h('p', { class: 'seed', id: 'sheet-key', translate: 'no' }, text)),
    h('p', { class: 'buttons' },
      h('button', { type: 'button', id: 'sheet-save', onclick: save }, icon(icons.file), say('sheetSave')),
      h('button', { type: 'button', onclick: print }, icon(icons.print), say('sheetPrint')),
      h('button', { type: 'button', class: 'plain', id: 'sheet-done', onclick: done }, say('sheetDone'))));
}

/** The form for what stands on a sheet. */
export function restoring(page: Page, isOpen: boolean): HTMLElement {
  const { say } = page.texts;
  const input = h('textarea', { id: 'restore-key', name: 'key', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: 200 });
  const send = async (): Promise<string | null> => {
    const seed = readSheet(input.value);
    if (seed === null) return say('restoreWrong');
    const { publicKey } = await signerOfSeed(seed);
    const opening = ofKind(page.history, 'opening').find((one) => names(one, publicKey));
    if (opening === undefined) return say('restoreOther');
    await page.ring.keep(`buyer|${page.subject}|${opening.identity}`, page.subject, opening.identity, seed);
    seed.fill(0);
    await page.refresh();
    return null;
  };
  return formOf(page, 'restore', 'restoreTitle', isOpen, 'restoreGo', [
    h('p', {}, say('restoreIntro')),
    h('div', { class: 'field' }, h('label', { for: 'restore-key' }, say('restoreField')), input),
  ], send);
}

/** The buyer's key that counts: of the first Opening of a code. Null where this browser holds none. */
export async function counting(page: Page): Promise<{ kept: Page['keys'][number]; opening: ReturnType<typeof ofKind<'opening'>>[number] } | null> {
  const openings = ofKind(page.history, 'opening');
  for (const kept of page.keys) {
    for (const opening of openings.filter((one) => names(one, kept.signer.publicKey))) {
      const sale = ofKind(page.history, 'sale').find((one) => one.identity === toHex(opening.said.sale));
      const first = sale?.said.claimKey === undefined ? null : await firstOpening(page.history, sale.said.claimKey.key);
      if (first?.identity === opening.identity) return { kept, opening };
    }
  }
  return null;
}
