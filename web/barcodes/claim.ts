// The code of a claim insert: 19 characters of Crockford's base32 and a Luhn mod 32 check character.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The 20 characters of what was typed or scanned: in any case, with spaces and hyphens anywhere, I and L for 1, O for 0. Null where it is none. */
export function readClaim(text: string): string | null {
  if (text.length > 80 || /[^A-Za-z0-9 -]/.test(text)) return null;
  const code = text.replace(/[ -]/g, '').toUpperCase().replace(/[IL]/g, '1').replace(/O/g, '0');
  return code.length === 20 && [...code].every((c) => alphabet.includes(c)) && checkCharacter(code.slice(0, -1)) === code[19] ? code : null;
}

/** Every second character from the right counts double, and the two digits of the double are added. */
export function checkCharacter(text: string): string {
  let sum = 0;
  for (let i = text.length - 1, twice = true; i >= 0; i--, twice = !twice) {
    const value = alphabet.indexOf(text[i]!) * (twice ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  }
  return alphabet[(32 - (sum % 32)) % 32]!;
}
