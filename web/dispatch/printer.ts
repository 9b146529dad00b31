// The label printer beside this device: label-printer serve, on this machine's own address. Knows nothing of pages.
import type { Label } from './packing';

export interface Printer {
  /** Scheme, host and port. */
  address: string;
  token: string;
}

/** What was printed, and which subjects were printed before and so were not. */
export interface Printed {
  printed: number;
  before: string[];
}

/** It did not print; the message is its own. Empty where it does not answer. */
export class NotPrinted extends Error {}

// A long roll of inserts goes in parts, so that what a break leaves undone is short.
const mostAtOnce = 50;

/** Of the address that label-printer serve printed; null where it is none. */
export function printerOf(text: string): Printer | null {
  const [, address, token] = /^(http:\/\/(?:127\.0\.0\.1|localhost)(?::\d{1,5})?)\/?#([\w-]{24,})$/.exec(text.trim()) ?? [];
  return address === undefined || token === undefined ? null : { address, token };
}

/** Prints labels, in their order. @param again Whether those that came out before come out again. @throws NotPrinted */
export async function sendLabels(printer: Printer, labels: Label[], again: boolean): Promise<Printed> {
  const all: Printed = { printed: 0, before: [] };
  for (let from = 0; from < labels.length; from += mostAtOnce) {
    const { printed, before } = await send(printer, labels.slice(from, from + mostAtOnce), again);
    all.printed += printed;
    all.before.push(...before);
  }
  return all;
}

async function send({ address, token }: Printer, labels: Label[], again: boolean): Promise<Printed> {
  const body = JSON.stringify({ labels: labels.map(({ kind, subject, code, name, parcel }) => ({ kind, subject, code, nameZh: name.zh, nameEn: name.en, parcel })), again });
  const answer = await fetch(`${address}/api/station`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body, credentials: 'omit' }).catch(() => null);
  if (answer === null) throw new NotPrinted('');
  if (!answer.ok) throw new NotPrinted(((await answer.json().catch(() => ({}))) as { error?: string }).error ?? `HTTP ${answer.status}`);
  return (await answer.json()) as Printed;
}
