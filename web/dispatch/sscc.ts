// Serial Shipping Container Codes of the party's own numbers (GS1 General Specifications, section 2.2.1).
import { checkDigit } from '../barcodes/keys';

/** How many codes one station has under a prefix before they come again. */
export const codesUnder = (prefix: string): number => 10 ** (16 - prefix.length);

/** @param extension The station's digit, so that two stations never make the same. @param prefix GS1 Company Prefix, 4 to 12 digits. @param serial Counted by the station. */
export function sscc(extension: number, prefix: string, serial: number): string {
  if (!/^\d{4,12}$/.test(prefix)) throw new RangeError(`GS1 Company Prefix "${prefix}": must be 4 to 12 digits`);
  const body = `${extension}${prefix}${String(serial % codesUnder(prefix)).padStart(16 - prefix.length, '0')}`;
  return `${body}${checkDigit(body)}`;
}
