// What a page says by its attributes.
import type { Shown } from './compare';

/** Reads a page. */
export function readPage(main: HTMLElement, pathname: string): Shown {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
  const { subject = '', ledger = '', log = '', size = '' } = main.dataset;
  return {
    path: pathname.slice(1), subject, ledger, log, size,
    entries: all('[data-entry]').map((one) => one.dataset.entry!),
    recalls: all(".recall[data-entry]").filter(isSeen).map((one) => one.dataset.entry!),
    fields: all('[data-field]').map((one) => ({ of: one.dataset.field!, text: one.textContent?.trim() ?? '', datetime: one.getAttribute('datetime') })),
  };
}

// What is folded away or hidden is not shown.
const isSeen = (element: HTMLElement): boolean => element.getClientRects().length > 0;
