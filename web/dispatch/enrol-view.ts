// The first minutes of a station: whose parcels, a key made here, and the wait until somebody grants it.
import { fill, h, icon, icons } from '../pages/dom';
import { fingerprint } from '../ledger/key-id';
import { keyRequest } from '../ledger/key-request';
import { messageOf } from '../ledger/refusal';
import { readScan } from '../barcodes';
import { drawQr } from './drawing';
import type { Page as Any } from './page';

/** What enrolling needs of a page: any page that signs. */
type Page = Pick<Any, 'station' | 'texts'>;

const every = 2000;

/** @param granted Called once somebody granted the key. @param roles Whose the command that grants it is to be. */
export const enrolView = (granted: () => void, roles = ['producer', 'seller']) => (page: Page, main: HTMLElement): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = true;

  const ask = async (): Promise<void> => {
    const isGranted = await page.station.askForGrant().catch(() => false);
    if (!isOpen) return;
    if (isGranted) granted();
    else timer = setTimeout(() => void ask(), every);
  };
  const wait = async (): Promise<void> => {
    await drawWaiting(page, main, roles, () => {
      clearTimeout(timer);
      drawBeginning(page, main, wait);
    });
    await ask();
  };

  if (page.station.held !== null && page.station.identity !== null) void wait();
  else drawBeginning(page, main, wait);
  return () => {
    isOpen = false;
    clearTimeout(timer);
  };
};

/** The party's subject key of what was typed; null where it is none. */
export function partyOf(typed: string): string | null {
  const text = typed.trim();
  if (/^party\/(?:uscc\/[0-9A-Z]{18}|gln\/\d{13})$/.test(text)) return text;
  const scan = readScan(text);
  if (scan.kind === 'party' && scan.subject?.startsWith('party/')) return scan.subject;
  if (/^\d{13}$/.test(text)) return `party/gln/${text}`;
  return /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text.toUpperCase()) ? `party/uscc/${text.toUpperCase()}` : null;
}

function drawBeginning({ station, texts: { say } }: Page, main: HTMLElement, made: () => Promise<void>): void {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const input = h('input', { id: 'party', autocomplete: 'organization', required: true, maxlength: 40, spellcheck: 'false', 'aria-describedby': 'party-hint', value: station.identity?.party ?? '' });
  const button = h('button', { class: 'main' }, icon(icons.key), say('enrolMake'));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const party = partyOf(input.value);
    problem.hidden = party !== null;
    if (party === null) {
      problem.textContent = say('enrolPartyWrong');
      input.focus();
      return;
    }
    button.disabled = true;
    try {
      await station.makeKey(party);
      await made();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = say('enrolFailed', { why: messageOf(error) });
    } finally {
      button.disabled = false;
    }
  };
  fill(main, h('form', { class: 'card narrow', onsubmit: submit },
    h('h2', {}, say('enrolTitle')),
    h('p', {}, say('enrolIntro')),
    h('label', { for: 'party' }, say('enrolParty')),
    input,
    h('p', { class: 'hint', id: 'party-hint' }, say('enrolPartyHint')),
    problem,
    button,
    h('p', { class: 'quiet' }, say('firstNotice')),
    h('p', { class: 'quiet' }, say('enrolOnline'))));
  input.focus();
}

async function drawWaiting({ station, texts: { say } }: Page, main: HTMLElement, roles: string[], other: () => void): Promise<void> {
  const speaker = await station.speaker();
  const request = await keyRequest(speaker);
  const isKept = (await navigator.storage?.persisted?.()) ?? false;
  const qr = h('div', { class: 'qr', role: 'img', 'aria-label': say('grantQr') });
  const copied = h('span', { class: 'quiet', role: 'status' });
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(request);
    copied.textContent = say('grantCopied');
  };
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([request], { type: 'text/plain' }));
    h('a', { href: address, download: 'station.request' }).click();
    URL.revokeObjectURL(address);
  };
  fill(main, h('section', { class: 'card wide', id: 'waiting' },
    h('h2', {}, say('grantTitle')),
    h('p', {}, say('grantIntro')),
    h('div', { class: 'beside' },
      h('div', {},
        h('h3', {}, say('grantFingerprint')),
        h('p', { class: 'fingerprint', id: 'fingerprint', translate: 'no' }, fingerprint(speaker.signer.keyId)),
        h('p', {}, say('grantCommand')),
        h('pre', { translate: 'no' }, `./trace party grant --request station.request \\\n  ${roles.map((role) => `--roles ${role}`).join(' ')} \\\n  --not-after 2027-12-31T23:59:59+08:00`),
        h('details', {}, h('summary', {}, say('grantRequest')), h('pre', { id: 'request', translate: 'no' }, request)),
        h('p', { class: 'buttons' },
          h('button', { type: 'button', onclick: () => void copy() }, say('grantCopy')),
          h('button', { type: 'button', onclick: save }, say('grantSave')),
          copied)),
      qr),
    h('p', { class: 'waiting-line', role: 'status' }, icon(icons.wait), say('grantPolling')),
    h('p', { class: 'quiet', id: 'custody', 'data-custody': station.held!.custody }, say(station.held!.custody === 'browser' ? 'custodyBrowser' : 'custodyWrapped'), ' ', say(isKept ? 'kept' : 'notKept')),
    h('p', {}, h('button', { type: 'button', class: 'plain', onclick: other }, say('grantOther')))));
  void drawQr(request).then((picture) => fill(qr, picture));
}
