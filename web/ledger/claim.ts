// Claims (product model, "Claims"): a code of 20 characters that comes with a package, and the key that is made from it.
import { ed25519 } from '@noble/curves/ed25519.js';
import { alphabet, checkCharacter, newText, valueOf } from './crockford';
import { utf8, type Octets } from './octets';

const length = 20;
const rounds = 65_536;
const mostTyped = 80;

/** A new code. It is printed, handed on with the goods, and forgotten. */
export function newClaimCode(): string {
  const text = newText(length - 1);
  return text + checkCharacter(text);
}

/** The code as it is printed: four groups of five. */
export const grouped = (code: string): string => code.match(/.{5}/g)!.join('-');

/** Reads a code as people type it, with blanks and hyphens anywhere; null where it is none. */
export function readClaimCode(typed: string): string | null {
  if (typed.length > mostTyped) return null;
  const values = Array.from(typed.replace(/[ -]/g, ''), valueOf);
  if (values.length !== length || values.includes(-1)) return null;
  const code = values.map((value) => alphabet[value]).join('');
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : null;
}

/** The 32-byte seed of a code's key in a ledger: PBKDF2-HMAC-SHA-256 over its first 19 characters. */
export async function claimSeed(code: string, ledger: string): Promise<Octets> {
  const password = await crypto.subtle.importKey('raw', utf8(code.slice(0, length - 1)), 'PBKDF2', false, ['deriveBits']);
  const salt = utf8(`trace.v1.Claim\n${ledger}`);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, password, 256));
}

/** The claim key that a Sale names: 32 bytes. */
export const claimKey = async (code: string, ledger: string): Promise<Octets> => ed25519.getPublicKey(await claimSeed(code, ledger)) as Octets;
