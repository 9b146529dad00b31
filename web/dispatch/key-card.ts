// The key of this browser: whose it is, what it may say, until when, and another in its place.
import { fill, h, icon, icons } from '../pages/dom';
import { fingerprint } from '../ledger/key-id';
import { keySubject } from '../ledger/key-request';
import type { Page, Text } from './page';

export function drawKey({ station, outbox, texts: { say, of, time } }: Pick<Page, 'station' | 'outbox' | 'texts'>, another: () => void): HTMLElement {
  const card = h('section', { class: 'card', id: 'key' });
  void (async () => {
    const { party, signer } = await station.speaker();
    const isKept = (await navigator.storage?.persisted?.()) ?? false;
    const again = h('button', { type: 'button', class: 'plain', onclick: another }, icon(icons.key), say('keyNew'));
    const { waiting } = await outbox.state();
    again.disabled = waiting > 0;
    fill(card,
      h('h2', {}, say('keyTitle')),
      h('dl', {},
        h('dt', {}, say('keyOf')), h('dd', {}, station.name === null ? '' : `${of(station.name)} `, h('span', { class: 'code', translate: 'no' }, party)),
        h('dt', {}, say('keyRoles')), h('dd', {}, station.grant?.roles.map((role) => say(`role.${role}` as Text)).join(' · ') ?? ''),
        h('dt', {}, say('keyUntil')), h('dd', {}, station.grant?.notAfter === undefined ? say('keyNoEnd') : time(Number(station.grant.notAfter / 1000n))),
        h('dt', {}, say('grantFingerprint')), h('dd', { class: 'fingerprint', translate: 'no' }, fingerprint(signer.keyId))),
      h('p', { class: 'quiet', id: 'custody', 'data-custody': station.held!.custody }, say(station.held!.custody === 'browser' ? 'custodyBrowser' : 'custodyWrapped'), ' ', say(isKept ? 'kept' : 'notKept')),
      h('details', {}, h('summary', {}, say('keyNew')),
        h('p', {}, say('keyNewWarning')),
        h('p', {}, say('keyRevoke')),
        h('pre', { translate: 'no' }, `./trace party revoke ${keySubject(party, signer.keyId)} --kind retired`),
        again));
  })();
  return card;
}
