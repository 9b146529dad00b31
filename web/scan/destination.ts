// Where a scan leads: to the page of what it names, on this origin, whosever address the symbol holds.
import { digitalLink, readScan, type Carrier, type Scan } from '../barcodes';

export type Destination =
  | { kind: 'page'; address: string }
  /** A parcel by its waybill: its address is asked for, since the number must not be part of one. */
  | { kind: 'waybill'; number: string; carriers: readonly Carrier[] }
  /** A covered code without the address of its item. */
  | { kind: 'claim' }
  | { kind: 'nothing' };

/** Decides it. `text` is what was scanned, of which the part behind `#` stays on this device. */
export function destinationOf(scan: Scan, text: string): Destination {
  if (scan.kind === 'claim') return claimed(text);
  if (scan.kind === 'waybill') return { kind: 'waybill', number: scan.number!, carriers: scan.carriers };
  return scan.subject === null ? { kind: 'nothing' } : { kind: 'page', address: addressOf(scan.subject, scan.lot) };
}

/** The page of a subject. */
export function addressOf(subject: string, lot: string | null): string {
  const link = digitalLink(subject, lot ?? undefined, 'https://localhost');
  return link === null || subject.startsWith('party/') ? `/${subject}` : link.slice('https://localhost'.length);
}

// An insert's symbol holds the address of its item or parcel with the code behind #, which that page takes, and which no request carries.
function claimed(text: string): Destination {
  const mark = text.indexOf('#');
  const before = mark < 0 ? '' : text.slice(0, mark);
  const parcel = /^(?:\][A-Za-z][0-9A-Za-z])?https?:\/\/[^/]+(\/parcel\/[\w-]+)$/i.exec(before)?.[1];
  const named = parcel === undefined ? readScan(before) : null;
  const address = parcel ?? (named?.subject == null ? null : addressOf(named.subject, named.lot));
  return address === null ? { kind: 'claim' } : { kind: 'page', address: address + text.slice(mark).trimEnd() };
}
