// A party's administrator: grants keys to its stations, vehicles and people, revokes them, and so rotates its own.
import { create } from '@bufbuild/protobuf';
import { Algorithm, PublicKeySchema } from '../gen/trace/v1/common_pb';
import { KeyGrantSchema, KeyRevocationSchema, RevocationKind, Role } from '../gen/trace/v1/party_pb';
import { fingerprint, keyIdOf } from '../ledger/key-id';
import { keySubject } from '../ledger/key-request';
import { fromBase64, fromHex, toHex } from '../ledger/octets';
import { messageOf } from '../ledger/refusal';
import { sign, type Payload, type Speaker } from '../ledger/statement';
import { fill, h } from '../pages/dom';
import { drawKeys } from './key-list';
import { word, type Page, type View } from './page';

const roles = [Role.PRODUCER, Role.SELLER, Role.PLATFORM, Role.COURIER, Role.RELAY, Role.INSPECTOR, Role.PRINTER, Role.ADMINISTRATOR, Role.INTAKE];

/** The public key and its proof out of a request's five lines; null where it is none of this party. */
export function readRequest(text: string, { ledger, party }: Pick<Speaker, 'ledger' | 'party'>): { publicKey: Uint8Array; possession: Uint8Array } | null {
  const lines = text.trim().split(/\r?\n/).map((line) => line.trim());
  const value = (name: string): string => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  if (lines[0] !== 'trace key request v1' || value('ledger') !== ledger || value('party') !== party) return null;
  try {
    const request = { publicKey: fromBase64(value('public')), possession: fromBase64(value('possession')) };
    return request.publicKey.length === 32 && request.possession.length === 64 ? request : null;
  } catch {
    return null;
  }
}

export const keysView: View = (page, main) => {
  const { say } = page.texts;
  const list = h('section', { class: 'card', id: 'keys' });
  const done = (): void => void keyIdOf(page.station.held!.publicKey).then((own) => drawKeys(page, list, toHex(own), revoking.begin));
  const revoking = revokeForm(page, done);
  fill(main, h('section', { class: 'card' }, h('p', {}, say('keysIntro')), h('p', { class: 'quiet' }, say('keysRotate'))), list, h('div', { class: 'beside' }, grantForm(page, done), revoking.element));
  done();
};

function grantForm(page: Page, done: () => void): HTMLElement {
  const { say } = page.texts;
  const request = h('textarea', { id: 'request', spellcheck: 'false', autocomplete: 'off', 'aria-describedby': 'request-hint' });
  const prefixes = h('input', { id: 'prefixes', inputmode: 'numeric', autocomplete: 'off', 'aria-describedby': 'prefixes-hint' });
  const end = h('input', { id: 'end', type: 'date', 'aria-describedby': 'end-hint' });
  const boxes = roles.map((role) => [role, h('input', { type: 'checkbox', name: 'role', value: role })] as const);
  return form(page, done, 'keysGrantTitle', 'keysGrant', [
    h('div', { class: 'field' }, h('label', { for: 'request' }, say('keysRequest')), request, h('p', { class: 'hint', id: 'request-hint' }, say('keysRequestHint'))),
    h('fieldset', {}, h('legend', {}, say('keysRoles')), boxes.map(([role, box]) => h('label', { class: 'option' }, box, word('Role', Role, role)))),
    h('div', { class: 'field' }, h('label', { for: 'prefixes' }, say('keysPrefixes')), prefixes, h('p', { class: 'hint', id: 'prefixes-hint' }, say('keysPrefixesHint'))),
    h('div', { class: 'field' }, h('label', { for: 'end' }, say('keysEnd')), end, h('p', { class: 'hint', id: 'end-hint' }, say('keysEndHint'))),
  ], async (speaker) => {
    const asked = readRequest(request.value, speaker);
    if (asked === null) throw new Error(say('keysRequestWrong'));
    const keyId = await keyIdOf(asked.publicKey);
    const grant = create(KeyGrantSchema, {
      key: create(PublicKeySchema, { algorithm: Algorithm.ED25519, key: asked.publicKey }),
      possession: asked.possession,
      roles: boxes.filter(([, box]) => box.checked).map(([role]) => role),
      prefixes: prefixes.value.split(/[\s,，]+/).filter(Boolean),
      ...(end.value === '' ? {} : { notAfter: BigInt(new Date(`${end.value}T23:59:59`).getTime()) * 1000n }),
    });
    return { subject: keySubject(speaker.party, keyId), payload: { case: 'keyGrant', value: grant }, said: say('keysGranted', { key: fingerprint(keyId) }) };
  });
}

/** The form, and what puts a key of the list into it. */
function revokeForm(page: Page, done: () => void): { element: HTMLElement; begin: (id: string) => void } {
  const { say } = page.texts;
  const key = h('input', { id: 'revoked', spellcheck: 'false', autocomplete: 'off' });
  const since = h('input', { id: 'since', type: 'datetime-local' });
  const sinceField = h('div', { class: 'field', hidden: true }, h('label', { for: 'since' }, say('keysSince')), since);
  const radio = (kind: RevocationKind, checked: boolean) => h('input', { type: 'radio', name: 'kind', value: kind, checked, onchange: () => { sinceField.hidden = kind !== RevocationKind.COMPROMISED; } });
  const [retired, compromised] = [radio(RevocationKind.RETIRED, true), radio(RevocationKind.COMPROMISED, false)];
  const element = form(page, done, 'keysRevokeTitle', 'keysRevoke', [
    h('div', { class: 'field' }, h('label', { for: 'revoked' }, say('keysKey')), key),
    h('fieldset', {}, h('legend', {}, say('actKind')), h('label', { class: 'option' }, retired, h('span', {}, say('keysRetired'))), h('label', { class: 'option' }, compromised, h('span', {}, say('keysCompromised')))),
    sinceField,
  ], async (speaker) => {
    const id = /([0-9a-f]{64})$/.exec(key.value.replace(/\s/g, '').toLowerCase())?.[1];
    if (id === undefined) throw new Error(say('keysKeyWrong'));
    const isCompromised = compromised.checked;
    const revocation = create(KeyRevocationSchema, {
      kind: isCompromised ? RevocationKind.COMPROMISED : RevocationKind.RETIRED,
      ...(isCompromised ? { since: BigInt((since.value === '' ? new Date() : new Date(since.value)).getTime()) * 1000n } : {}),
    });
    return { subject: keySubject(speaker.party, fromHex(id)), payload: { case: 'keyRevocation', value: revocation }, said: say('keysRevoked', { key: fingerprint(fromHex(id)) }) };
  });
  const begin = (id: string): void => {
    key.value = id;
    element.scrollIntoView();
    key.focus();
  };
  return { element, begin };
}

interface ToSay {
  subject: string;
  payload: Payload;
  said: string;
}

// Recorded at once, not by the outbox: whoever grants or revokes waits to see that it is done.
function form({ station, texts: { say } }: Page, done: () => void, title: 'keysGrantTitle' | 'keysRevokeTitle', action: 'keysGrant' | 'keysRevoke', fields: HTMLElement[], make: (speaker: Speaker) => Promise<ToSay>): HTMLElement {
  const told = h('p', { role: 'status', hidden: true });
  const button = h('button', { class: 'main', id: action }, say(action));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    button.disabled = true;
    try {
      const speaker = await station.speaker();
      const { subject, payload, said } = await make(speaker);
      await station.client.record(await sign(speaker, { subject, payload, at: new Date() }));
      [told.className, told.textContent] = ['done', said];
      done();
    } catch (error) {
      [told.className, told.textContent] = ['problem', say('failed', { why: messageOf(error) })];
    } finally {
      told.hidden = false;
      button.disabled = false;
    }
  };
  return h('form', { class: 'card', onsubmit: (event: Event) => void submit(event) }, h('h2', {}, say(title)), fields, told, button);
}
