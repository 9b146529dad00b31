// The registrar's queue: who wants to be registered, what shows who they are, and the decision.
import { create } from '@bufbuild/protobuf';
import { ApplicationState, type Application } from '../gen/trace/v1/application_pb';
import { KeyGrantSchema, Role } from '../gen/trace/v1/party_pb';
import { fingerprint, keyIdOf } from '../ledger/key-id';
import { keySubject } from '../ledger/key-request';
import { own } from '../ledger/octets';
import { messageOf } from '../ledger/refusal';
import { sign } from '../ledger/statement';
import { fill, h } from '../pages/dom';
import { drawn, time, word, type Page, type View } from './page';

export const queueView: View = (page, main) => {
  void drawn(main, page, async () => {
    const all = await page.calls.queue();
    const { say } = page.texts;
    fill(main,
      h('section', { class: 'card' }, h('p', {}, say(all.some((one) => one.state === ApplicationState.WAITING) ? 'queueIntro' : 'queueNone'))),
      await Promise.all(all.map((one) => drawApplication(page, one))));
  });
};

async function drawApplication(page: Page, one: Application): Promise<HTMLElement> {
  const { say, of } = page.texts;
  const registration = one.registration!;
  const told = h('p', { role: 'status', hidden: true });
  const evidence = h('ul', {});
  const reason = h('input', { id: `reason-${one.reference}`, maxlength: 500 });
  const attempt = async (step: () => Promise<string>): Promise<void> => {
    try {
      told.className = 'done';
      told.textContent = await step();
    } catch (error) {
      told.className = 'problem';
      told.textContent = say('failed', { why: messageOf(error) });
    }
    told.hidden = false;
  };
  const show = (): Promise<void> => attempt(async () => {
    const { files } = (await page.calls.application(one.reference)).evidence ?? { files: [] };
    fill(evidence, files.map((file) => h('li', {}, h('a', { href: URL.createObjectURL(new Blob([file.content as BlobPart], { type: file.mediaType })), download: file.name }, file.name))));
    return `${say('appEvidence')}: ${files.length}`;
  });
  const row = (label: Parameters<typeof say>[0], value: string): HTMLElement[] => (value === '' ? [] : [h('dt', {}, say(label)), h('dd', {}, value)]);
  return h('section', { class: 'card application', 'data-reference': one.reference, 'data-state': ApplicationState[one.state] ?? '' },
    h('h2', {}, registration.name === undefined ? one.party : of(registration.name)),
    h('p', { class: 'quiet' }, `${say('application', { reference: one.reference })} · ${say(`appState.${one.state}` as 'appState.1')} · ${time(one.appliedAt)}`),
    h('dl', {},
      row('appParty', one.party),
      row('appRoles', registration.roles.map((role) => word('Role', Role, role)).join(', ')),
      row('appPrefixes', registration.prefixes.join(', ')),
      row('appDomains', registration.domains.join(', ')),
      row('appAddress', registration.address),
      row('appPublished', registration.contact),
      row('appContact', one.contact),
      row('appEmail', one.email),
      row('appReason', one.reason),
      h('dt', {}, say('appKey')), h('dd', { class: 'fingerprint', translate: 'no' }, fingerprint(await keyIdOf(one.key!.key)))),
    registration.evidence !== undefined && one.state !== ApplicationState.REFUSED && h('div', {}, h('h3', {}, say('appEvidence')), evidence, h('button', { type: 'button', onclick: () => void show() }, say('appEvidenceShow'))),
    one.state === ApplicationState.WAITING && [
      h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'main register', onclick: () => void attempt(() => register(page, one).then(() => say('registered'))) }, say('register'))),
      h('div', { class: 'field' }, h('label', { for: `reason-${one.reference}` }, say('refuseReason')), reason),
      h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'refuse', onclick: () => void attempt(() => page.calls.refuse(one.reference, reason.value).then(() => say('appState.3'))) }, say('refuse'))),
    ],
    told);
}

/** Signs the Registration as it was applied for, and the grant of the applicant's key: its roles, and the administration of its own keys. */
async function register({ station, outbox }: Page, one: Application): Promise<void> {
  const speaker = await station.speaker();
  const subject = keySubject(one.party, await keyIdOf(one.key!.key));
  const at = new Date();
  const registration = await sign(speaker, { subject: one.party, payload: { case: 'registration', value: one.registration! }, at });
  const grant = await sign(speaker, {
    subject,
    payload: { case: 'keyGrant', value: create(KeyGrantSchema, { key: one.key!, possession: own(one.possession), roles: [...one.registration!.roles, Role.ADMINISTRATOR].sort((a, b) => a - b) }) },
    at,
  });
  await outbox.add([{ signed: registration, kind: 'registration', group: one.party }, { signed: grant, kind: 'keyGrant', group: one.party }]);
}
