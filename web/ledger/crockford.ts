// Crockford's base32 (0-9 and A-Z without I, L, O, U), and the Luhn mod 32 check character over it.
import { random } from './octets';

export const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The value of a character as people type it: in any case, I and L for 1, O for 0; -1 where it is none. */
export function valueOf(char: string): number {
  const upper = char.toUpperCase();
  return alphabet.indexOf(upper === 'I' || upper === 'L' ? '1' : upper === 'O' ? '0' : upper);
}

/** Random text, five bits a character, from the system's generator. */
export const newText = (length: number): string => Array.from(random(length), (byte) => alphabet[byte & 31]).join('');

/** The check character of a text of the alphabet. */
export function checkCharacter(text: string): string {
  let sum = 0;
  for (let i = text.length - 1, factor = 2; i >= 0; i--, factor = 3 - factor) {
    const doubled = valueOf(text[i]!) * factor;
    sum += (doubled >> 5) + (doubled & 31);
  }
  return alphabet[(32 - (sum & 31)) & 31]!;
}
