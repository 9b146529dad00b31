// The service worker: makes the page open without a network. A new version waits until whoever works here says so.
import { h } from '../pages/dom';
import type { Texts } from '../pages/texts';
import type { Text } from './page';

/** @param page Name of the page, as its address and its worker have it. */
export function installWorker({ say }: Texts<Record<Text, string>>, page = 'dispatch'): void {
  if (!('serviceWorker' in navigator)) return;
  let isUpdating = false;
  const offer = (worker: ServiceWorker): void => {
    document.getElementById('update')?.remove();
    document.body.append(h('aside', { id: 'update', class: 'update', role: 'status' }, say('newVersion'), ' ',
      h('button', { type: 'button', class: 'main', onclick: () => {
        isUpdating = true;
        worker.postMessage('take over');
      } }, say('reload'))));
  };
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (isUpdating) location.reload();
  });
  void navigator.serviceWorker.register(`/${page}-worker.js`, { scope: `/${page}`, updateViaCache: 'none' }).then((registration) => {
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing!;
      worker.addEventListener('statechange', () => {
        if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offer(worker);
      });
    });
  });
}
