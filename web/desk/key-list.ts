// The party's keys as the log has them: each with what it is for and how it stands, those in force first.
import type { ListKeysResponse, PartyKey } from '../gen/trace/v1/desk_pb';
import { Role } from '../gen/trace/v1/party_pb';
import { fingerprint } from '../ledger/key-id';
import { fromHex } from '../ledger/octets';
import { fill, h, icon, icons } from '../pages/dom';
import { drawn, time, word, type Page } from './page';

export type KeyStanding = 'inForce' | 'ended' | 'retired' | 'compromised';

/** How a key stands, and since when; of one in force when it ends, 0 for no end. @param now Microseconds since 1970 UTC. */
export function standingOf({ notAfter, retiredAt, compromisedAt }: Pick<PartyKey, 'notAfter' | 'retiredAt' | 'compromisedAt'>, now: bigint): { standing: KeyStanding; at: bigint } {
  if (compromisedAt !== 0n) return { standing: 'compromised', at: compromisedAt };
  const hasEnded = notAfter !== 0n && notAfter <= now;
  if (retiredAt !== 0n && !(hasEnded && notAfter < retiredAt)) return { standing: 'retired', at: retiredAt };
  return { standing: hasEnded ? 'ended' : 'inForce', at: notAfter };
}

const texts = { inForce: 'keysInForce', ended: 'keysEnded', retired: 'keysRetiredAt', compromised: 'keysCompromisedAt' } as const;

/** The id of a key, in hex. */
export const idOf = (key: PartyKey): string => key.subject.slice(-64);

/** @param own Id of this browser's key. @param revoke Begins the revocation of one. */
export const drawKeys = (page: Page, card: HTMLElement, own: string, revoke: (id: string) => void): Promise<void> => drawn(card, page, async () => {
  const { say } = page.texts;
  const { keys, all, now } = await page.calls.keys();
  fill(card, h('h2', {}, say('keysTitle')), h('ol', { class: 'keys' }, keys.map((key) => drawRow(page, key, now, own, revoke))),
    all > keys.length && h('p', { class: 'quiet' }, say('keysMore', { all, shown: keys.length })));
});

function drawRow({ texts: { say } }: Page, key: PartyKey, now: ListKeysResponse['now'], own: string, revoke: (id: string) => void): HTMLElement {
  const { standing, at } = standingOf(key, now);
  const id = idOf(key);
  const scope = [...key.prefixes, ...key.subjects];
  return h('li', { class: standing, 'data-key': id },
    h('p', { class: 'fingerprint', translate: 'no' }, fingerprint(fromHex(id)), id === own && h('span', { class: 'own' }, ` · ${say('keysStanding')}`)),
    h('p', {}, key.roles.map((role) => word('Role', Role, role)).join(' · '), scope.length > 0 && h('span', { class: 'code', translate: 'no' }, ` · ${scope.join(' ')}`)),
    h('p', { class: 'standing' }, icon(standing === 'inForce' ? icons.check : icons.cross), ' ',
      standing === 'inForce' && at === 0n ? say('keysNoEnd') : say(texts[standing], { when: time(at) }),
      key.disputedSince !== 0n && ` · ${say('keysDisputed', { when: time(key.disputedSince) })}`),
    h('p', { class: 'quiet' }, say('keysGrantedAt', { when: time(key.grantedAt) })),
    standing !== 'compromised' && h('button', { type: 'button', onclick: () => revoke(id) }, say('keysRevokeThis')));
}
