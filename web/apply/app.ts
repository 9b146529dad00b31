// A party applies: its first key is made in this browser and kept where the desk finds it, so that the desk opens as soon as the key is granted.
import { create, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { Applications, ApplicationState, EvidenceFileSchema, EvidenceSchema, type Application, type EvidenceFile } from '../gen/trace/v1/application_pb';
import { Form } from '../gen/trace/v1/bounds_pb';
import { RegistrationSchema, Role } from '../gen/trace/v1/party_pb';
import { partyOf } from '../dispatch/enrol-view';
import { Station } from '../dispatch/station';
import { fingerprint } from '../ledger/key-id';
import { ofPossession } from '../ledger/contexts';
import { keySubject } from '../ledger/key-request';
import { LedgerClient, publicKey } from '../ledger/ledger-client';
import { random } from '../ledger/octets';
import { messageOf } from '../ledger/refusal';
import { openDatabase } from '../outbox/database';
import { fill, h, icon, icons } from '../pages/dom';
import { Texts } from '../pages/texts';
import productEn from '../product/product.en.json';
import productZh from '../product/product.zh.json';
import { isTextOfForm } from '../verifier/forms';
import en from './apply.en.json';
import zh from './apply.zh.json';

const texts = new Texts<typeof en>({ zh, en });
const words = new Texts<typeof productEn>({ zh: productZh, en: productEn });
const { say } = texts;
const main = document.getElementById('main')!;
const kept = 'application';
const types = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'];
const mostBytes = 4_000_000;
const roles: [Role, keyof typeof productEn][] = [
  [Role.PRODUCER, 'Role.Producer'], [Role.SELLER, 'Role.Seller'], [Role.COURIER, 'Role.Courier'], [Role.RELAY, 'Role.Relay'], [Role.PLATFORM, 'Role.Platform'], [Role.INSPECTOR, 'Role.Inspector'], [Role.PRINTER, 'Role.Printer'],
];

async function open(): Promise<void> {
  const client = new LedgerClient();
  const station = await Station.open(await openDatabase('trace-desk'), client);
  const applications = createClient(Applications, createGrpcWebTransport({ baseUrl: location.origin, defaultTimeoutMs: 60_000 }));
  const reference = async (): Promise<string | undefined> => (await station.db.get('settings', kept)) as string | undefined;

  const show = async (): Promise<void> => {
    words.language = texts.language;
    drawTop(() => void show());
    const known = await reference();
    if (known === undefined || station.held === null) drawForm(station, applications, show);
    else await drawState(station, applications, known, show);
  };
  await show();
}

type Calls = ReturnType<typeof createClient<typeof Applications>>;

function drawTop(again: () => void): void {
  fill(document.getElementById('top')!,
    h('h1', {}, icon(icons.key, 'icon brand'), h('span', {}, say('name'))),
    h('div', { class: 'ends' }, h('button', {
      type: 'button', class: 'plain', lang: texts.language === 'zh' ? 'en' : 'zh-CN', 'aria-label': say('languageLabel'),
      onclick: () => {
        texts.switchTo(texts.language === 'zh' ? 'en' : 'zh');
        again();
      },
    }, say('otherLanguage'))));
  document.title = say('title');
}

async function drawState(station: Station, applications: Calls, reference: string, again: () => Promise<void>): Promise<void> {
  fill(main, h('p', { class: 'quiet', role: 'status' }, say('asking')));
  const forget = async (): Promise<void> => {
    await station.db.delete('settings', kept);
    await again();
  };
  const withdraw = async (): Promise<void> => {
    if (!confirm(say('withdrawSure'))) return;
    try {
      const speaker = { ...(await station.speaker()), party: '' };
      await applications.withdrawApplication({ reference, proof: await station.client.prove(speaker, `/${Applications.typeName}/WithdrawApplication`, `application/${reference}`) });
    } catch (error) {
      fill(problem, say('failed', { why: messageOf(error) }));
      problem.hidden = false;
      return;
    }
    await forget();
  };
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const buttons = (...more: HTMLElement[]): HTMLElement => h('p', { class: 'buttons' }, ...more, h('button', { type: 'button', id: 'again', onclick: () => void again() }, say('again')));
  try {
    const speaker = { ...(await station.speaker()), party: '' };
    const proof = await station.client.prove(speaker, `/${Applications.typeName}/GetApplication`, `application/${reference}`);
    const one = await applications.getApplication({ reference, proof });
    const state = ApplicationState[one.state] as 'WAITING' | 'REGISTERED' | 'REFUSED' | 'SUPERSEDED';
    const isDone = state === 'REFUSED' || state === 'SUPERSEDED';
    fill(main, h('section', { class: 'card', id: 'application', 'data-state': state },
      h('h2', {}, say('stateTitle')),
      h('p', { class: `state ${state}`, role: 'status' }, icon(state === 'REGISTERED' ? icons.check : state === 'WAITING' ? icons.wait : icons.cross), say(`state.${state}`)),
      one.reason !== '' && h('p', {}, h('strong', {}, `${say('reason')}: `), one.reason),
      h('dl', {},
        h('dt', {}, say('reference')), h('dd', { class: 'reference code', translate: 'no' }, reference),
        h('dt', {}, say('party')), h('dd', { class: 'code' }, one.party),
        h('dt', {}, say('fingerprint')), h('dd', { class: 'fingerprint', translate: 'no' }, fingerprint(speaker.signer.keyId))),
      h('p', { class: 'quiet' }, say('fingerprintHint'), ' ', say('applied', { when: texts.time(Number(one.appliedAt / 1000n)) }), one.decidedAt === 0n ? '' : ` · ${say('decided', { when: texts.time(Number(one.decidedAt / 1000n)) })}`),
      state === 'REGISTERED' && h('p', { class: 'buttons' }, h('a', { href: `/${one.party}` }, say('page')), h('a', { href: '/desk' }, say('desk'))),
      problem,
      state === 'WAITING' && h('p', { class: 'buttons' },
        h('button', { type: 'button', id: 'correct', onclick: () => drawForm(station, applications, again, one) }, say('correct')),
        h('button', { type: 'button', id: 'withdraw', onclick: () => void withdraw() }, say('withdraw'))),
      buttons(...(isDone ? [h('button', { type: 'button', class: 'main', onclick: () => void forget() }, say('new'))] : []))));
  } catch (error) {
    fill(main, h('section', { class: 'card' }, h('p', { class: 'problem', role: 'alert' }, say('failed', { why: messageOf(error) })), buttons(h('button', { type: 'button', onclick: () => void forget() }, say('new')))));
  }
}

/** @param waiting What is put right: the form begins with what it says, but for its files. */
function drawForm(station: Station, applications: Calls, again: () => Promise<void>, waiting?: Application): void {
  const input = (name: string, attributes = {}) => h('input', { id: name, maxlength: 200, autocomplete: 'off', ...attributes });
  const hinted = (name: keyof typeof en, control: HTMLElement, hint?: keyof typeof en): HTMLElement => {
    if (hint !== undefined) control.setAttribute('aria-describedby', `${name}-hint`);
    return h('div', { class: 'field' }, h('label', { for: name }, say(name)), control, hint !== undefined && h('p', { class: 'hint', id: `${name}-hint` }, say(hint)));
  };
  const [party, nameZh, nameEn, prefixes, domains, address, published, contact, email] = [
    input('party', { required: true, maxlength: 40, spellcheck: 'false', readonly: waiting !== undefined }), input('nameZh', { autocomplete: 'organization' }), input('nameEn'), input('prefixes', { inputmode: 'numeric' }),
    input('domains', { inputmode: 'url', spellcheck: 'false', autocapitalize: 'none', maxlength: 2000 }),
    input('address'), input('contactPublished', { maxlength: 100 }), input('contact', { required: true }), input('email', { type: 'email', maxlength: 254, autocomplete: 'email' }),
  ];
  const evidence = h('input', { id: 'evidence', type: 'file', multiple: true, accept: types.join(',') });
  const boxes = roles.map(([role, name]) => [role, name, h('input', { type: 'checkbox', name: 'role', value: role, checked: waiting?.registration?.roles.includes(role) })] as const);
  const said = waiting?.registration;
  for (const [field, text] of [
    [party, waiting?.party], [nameZh, said?.name?.zh], [nameEn, said?.name?.en], [prefixes, said?.prefixes.join(' ')], [domains, said?.domains.join(' ')],
    [address, said?.address], [published, said?.contact], [contact, waiting?.contact], [email, waiting?.email],
  ] as const) field.value = text ?? '';
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const button = h('button', { class: 'main', id: 'apply' }, icon(icons.key), say(waiting === undefined ? 'apply' : 'correctDo'));
  const tell = (message: string): void => {
    problem.hidden = false;
    problem.textContent = message;
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const subject = partyOf(party.value);
    const chosen = boxes.filter(([, , box]) => box.checked).map(([role]) => role);
    const files = Array.from(evidence.files ?? []);
    if (subject === null) return tell(say('partyWrong'));
    if (nameZh.value.trim() === '' && nameEn.value.trim() === '') return tell(say('nameMissing'));
    if (chosen.length === 0) return tell(say('rolesMissing'));
    const hosts = hostsOf(domains.value);
    if (hosts.some((host) => !isTextOfForm(Form.HOST_NAME, host))) return tell(say('domainsWrong'));
    if (contact.value.trim().length < 3) return tell(say('contactMissing'));
    if (files.length > 8 || files.some((file) => !types.includes(file.type)) || files.reduce((sum, file) => sum + file.size, 0) > mostBytes) return tell(say('evidenceWrong'));
    problem.hidden = true;
    button.disabled = true;
    try {
      await apply(station, applications, subject, files, {
        registration: create(RegistrationSchema, {
          name: { zh: nameZh.value.trim().normalize('NFC'), en: nameEn.value.trim().normalize('NFC') }, roles: chosen,
          prefixes: prefixes.value.split(/[\s,，]+/).filter(Boolean), domains: hosts, address: address.value.trim().normalize('NFC'), contact: published.value.trim().normalize('NFC'),
        }),
        contact: contact.value.trim().normalize('NFC'),
        email: email.value.trim(),
      });
      await again();
    } catch (error) {
      tell(say('failed', { why: messageOf(error) }));
    } finally {
      button.disabled = false;
    }
  };
  fill(main, h('form', { class: 'card', onsubmit: (event: Event) => void submit(event) },
    h('p', {}, say(waiting === undefined ? 'intro' : 'correctIntro')),
    hinted('party', party, 'partyHint'),
    h('div', { class: 'fields' }, hinted('nameZh', nameZh), hinted('nameEn', nameEn)),
    h('p', { class: 'quiet' }, say('soleTrader')),
    h('fieldset', {}, h('legend', {}, say('roles')), h('div', { class: 'roles' }, boxes.map(([, name, box]) => h('label', { class: 'option' }, box, words.say(name))))),
    hinted('prefixes', prefixes, 'prefixesHint'),
    hinted('domains', domains, 'domainsHint'),
    h('div', { class: 'fields' }, hinted('address', address), hinted('contactPublished', published)),
    hinted('contact', contact, 'contactHint'),
    hinted('email', email, 'emailHint'),
    hinted('evidence', evidence, 'evidenceHint'),
    h('p', { class: 'quiet' }, say('keyNotice')),
    problem,
    h('p', { class: 'buttons' }, button, waiting !== undefined && h('button', { type: 'button', id: 'back', onclick: () => void again() }, say('back')))));
}

/** What is typed or copied from an address bar, as host names: in lower case, and those of other scripts as the network has them (RFC 5891). */
function hostsOf(text: string): string[] {
  const hosts = text.split(/[\s,，、;；]+/).filter(Boolean).map((one) => {
    try {
      return new URL(/^[a-z]+:\/\//i.test(one) ? one : `https://${one}`).hostname;
    } catch {
      return one;
    }
  });
  return [...new Set(hosts)];
}

async function apply(station: Station, applications: Calls, party: string, files: File[], said: { registration: ReturnType<typeof create<typeof RegistrationSchema>>; contact: string; email: string }): Promise<void> {
  // Of a second try the same key: it is the party's first, and an answer may have been lost.
  if (station.held === null || station.identity?.party !== party) await station.makeKey(party);
  const speaker = await station.speaker();
  const { ledger, signer } = speaker;
  const read: EvidenceFile[] = await Promise.all(files.map(async (file) => create(EvidenceFileSchema, { name: file.name.normalize('NFC').slice(0, 120), mediaType: file.type, content: new Uint8Array(await file.arrayBuffer()) })));
  const answer = await applications.apply({
    party, ...said, proof: await station.client.prove({ ...speaker, party: '' }, `/${Applications.typeName}/Apply`, `application/${party}`), key: publicKey(signer.publicKey), possession: await signer.sign(ofPossession(ledger, keySubject(party, signer.keyId), signer.keyId)),
    ...(read.length === 0 ? {} : { evidence: { key: random(32), content: toBinary(EvidenceSchema, create(EvidenceSchema, { files: read })) } }),
  });
  await station.db.put('settings', answer.reference, kept);
}

if (isSecureContext) {
  void open().catch((error: unknown) => fill(main, h('p', { class: 'problem', role: 'alert' }, String(error))));
} else {
  document.getElementById('insecure')!.hidden = false;
  main.hidden = true;
}
