// The buyer's key on paper: its seed in Crockford's base32, 52 characters and a check character, in groups of five.
import { alphabet, checkCharacter, valueOf } from '../ledger/crockford';
import type { Octets } from '../ledger/octets';

const characters = 52;

/** The seed as it stands on a recovery sheet. */
export function sheetText(seed: Octets): string {
  let [bits, value, text] = [0, 0, ''];
  for (const byte of seed) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += alphabet[(value >> (bits - 5)) & 31];
      bits -= 5;
      value &= (1 << bits) - 1;
    }
  }
  text += alphabet[(value << (5 - bits)) & 31];
  return (text + checkCharacter(text)).match(/.{1,5}/g)!.join('-');
}

/** The seed of what was typed from a sheet; null where it is none. */
export function readSheet(typed: string): Octets | null {
  const values = Array.from(typed.replace(/[\s-]/g, ''), valueOf);
  if (values.length !== characters + 1 || values.includes(-1)) return null;
  const text = values.map((value) => alphabet[value]).join('');
  if (checkCharacter(text.slice(0, -1)) !== text.at(-1)) return null;
  const seed = new Uint8Array(32);
  let [bits, value, at] = [0, 0, 0];
  for (const five of values.slice(0, characters)) {
    value = (value << 5) | five;
    bits += 5;
    if (bits >= 8) {
      seed[at++] = (value >> (bits - 8)) & 255;
      bits -= 8;
      value &= (1 << bits) - 1;
    }
  }
  return value === 0 ? seed : null;
}
