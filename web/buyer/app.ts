// A buyer's pages: reads the record of an item or parcel, finds what this browser holds of it, and shows what can be done.
import { fill, h, icon, icons } from '../pages/dom';
import { LedgerClient, type HistoryEntry } from '../ledger/ledger-client';
import { messageOf } from '../ledger/refusal';
import { arrive, thisTab } from './arrival';
import { claimOf, firstCheck, usedBefore } from './first-check';
import { KeyRing } from './key-ring';
import { makeTexts, type Page, type Text } from './page';
import { ofKind } from './purchase';
import { counting, recoverySheet, restoring } from './recovery-view';
import { followUps, reportForm } from './report-view';
import { Sending } from './sending';
import { written } from './written';
import { yours } from './yours';

const main = document.getElementById('main')!;
const meta = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="trace-${name}"]`)!.content;
const isReport = meta('page') === 'report';

const place = { about: h('div'), alarm: h('div'), sent: h('ul', { class: 'sent', id: 'sent', role: 'status' }), rest: h('div') };
for (const part of [place.about, place.alarm, place.rest]) part.style.display = 'contents';

async function start(): Promise<void> {
  const [subject, ledger, platform] = [meta('subject'), meta('ledger'), meta('platform')];
  const tab = thisTab();
  if ((await arrive(tab, subject, ledger)) === 'reloading') return;
  const [client, ring, texts] = [new LedgerClient(), await KeyRing.open(), makeTexts()];
  let page: Page;
  const sending = new Sending(client, ring, () => drawSent(page));
  page = {
    subject, ledger, platform, client, ring, sending, tab, texts,
    history: [], keys: [], names: new Map(), fresh: null, erased: new Set(),
    refresh: () => refresh(page),
    draw: () => void draw(page),
  };
  addEventListener('beforeunload', (event) => {
    if (sending.all.some(({ fate }) => fate.state === 'waiting' || fate.state === 'sending')) event.preventDefault();
  });
  await page.refresh();
  if ((await ring.pendingOf(subject)).length > 0) void sending.resume(subject).then(page.refresh);
}

async function refresh(page: Page): Promise<void> {
  main.setAttribute('aria-busy', 'true');
  try {
    await read(page);
    await draw(page);
  } finally {
    main.removeAttribute('aria-busy');
  }
}

async function read(page: Page): Promise<void> {
  page.history = await page.client.history(page.subject);
  page.keys = await page.ring.of(page.subject);
  const product = /^(01\/\d{14}|own\/[^/]+\/[^/]+(?:\/[^/]+)*?)(?:\/(?:10|21)\/.*)?$/.exec(page.subject)?.[1];
  const wanted = new Set([
    ...(product === undefined ? [] : [product]),
    ...page.history.map(({ statement }) => statement.party),
    ...ofKind(page.history, 'shipment').map(({ said }) => said.courier),
    ...ofKind(page.history, 'sale').flatMap(({ said }) => said.lines.map((line) => line.subject)),
    page.platform,
  ]);
  await Promise.all([...wanted].filter((subject) => subject.includes('/') && !page.names.has(subject)).map(async (subject) => {
    const name = nameIn(page, await page.client.history(subject).catch(() => []));
    if (name !== '') page.names.set(subject, name);
  }));
  const own = product === undefined ? undefined : page.names.get(product);
  if (own !== undefined) page.names.set(page.subject, own);
}

function nameIn({ texts }: Page, history: HistoryEntry[]): string {
  const named = [...ofKind(history, 'registration').map(({ said }) => said.name), ...ofKind(history, 'listing').filter(({ said }) => !said.offer).map(({ said }) => said.name)];
  const name = named.filter((one) => one !== undefined).at(-1);
  return name === undefined ? '' : texts.of(name);
}

async function draw(page: Page): Promise<void> {
  const { say } = page.texts;
  drawTop(page);
  fill(place.about, h('section', { class: 'about' }, h('h1', {}, page.names.get(page.subject) ?? say(isReport ? 'reportTitle' : 'checkTitle')), h('p', { class: 'code', translate: 'no' }, page.subject)));
  drawSent(page);
  if (isReport) {
    fill(place.alarm);
    fill(place.rest, reportForm(page, new URLSearchParams(location.search).get('category')), written(page, 'reportsTitle', true), followUps(page));
  } else {
    const [claim, own] = [await claimOf(page), await counting(page)];
    fill(place.alarm, claim.kind === 'used' && usedBefore(page, claim));
    fill(place.rest,
      recoverySheet(page),
      own === null
        ? [claim.kind !== 'used' && firstCheck(page, claim, null)]
        : [yours(page, own.kept, own.opening), firstCheck(page, claim, own.kept)],
      written(page, 'writtenTitle', false),
      own === null && restoring(page, false),
      h('p', {}, h('a', { href: `/report/${page.subject}` }, say('reportLink'))));
  }
  fill(main, place.alarm, place.about, place.sent, place.rest);
}

function drawTop(page: Page): void {
  const { texts } = page;
  document.title = texts.say('title');
  fill(document.getElementById('top')!,
    h('a', { class: 'back', href: `/${page.subject}` }, texts.say('back')),
    h('button', {
      type: 'button', class: 'plain', lang: texts.language === 'zh' ? 'en' : 'zh-CN', 'aria-label': texts.say('languageLabel'),
      onclick: () => {
        texts.switchTo(texts.language === 'zh' ? 'en' : 'zh');
        page.names.clear();
        void page.refresh();
      },
    }, texts.say('otherLanguage')));
}

function drawSent({ sending, texts: { say } }: Page): void {
  fill(place.sent, sending.all.map(({ kind, fate }) => {
    const values = { kind: say(kind as Text), index: fate.state === 'recorded' ? String(fate.index) : '' };
    const [text, path, why] = fate.state === 'sending' ? ['stateSending', icons.wait, ''] as const
      : fate.state === 'waiting' ? ['stateWaiting', icons.wait, fate.why] as const
        : fate.state === 'recorded' ? ['stateRecorded', icons.check, ''] as const
          : ['stateRefused', icons.cross, reasonOf(say, fate.refusal)] as const;
    return h('li', { 'data-state': fate.state, 'data-kind': kind }, icon(path), h('span', {}, say(text, values)), why !== '' && h('span', { class: 'why' }, why));
  }));
}

// In words where there are some, else as the ledger says it.
function reasonOf(say: (name: Text) => string, { reason, message }: { reason: string; message: string }): string {
  const words = say(`reason_${reason}` as Text);
  return words === `reason_${reason}` ? message : words;
}

function failed(error: unknown): void {
  const { say } = makeTexts();
  fill(main, h('p', { class: 'problem', role: 'alert' }, say('readFailed', { why: messageOf(error) })), h('p', {}, h('button', { type: 'button', onclick: () => location.reload() }, say('again'))));
}

if (isSecureContext) {
  start().catch(failed);
} else {
  document.getElementById('insecure')!.hidden = false;
  main.hidden = true;
}
