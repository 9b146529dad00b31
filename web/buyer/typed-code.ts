// What is wrong with a code that was typed, so that a buyer finds the character.
import { alphabet, checkCharacter, valueOf } from '../ledger/crockford';
import { readClaimCode } from '../ledger/claim';

export type TypedCode =
  | { kind: 'code'; code: string }
  | { kind: 'length'; count: number }
  /** A character that no code has, such as U; `at` counts from 1. */
  | { kind: 'character'; character: string; at: number }
  /** The last character does not go with the others: one of them was misread. */
  | { kind: 'check'; character: string };

const length = 20;

export function readTyped(typed: string): TypedCode {
  const code = readClaimCode(typed);
  if (code !== null) return { kind: 'code', code };
  const characters = Array.from(typed.replace(/[\s-]/g, '').toUpperCase());
  const wrong = characters.findIndex((character) => valueOf(character) < 0);
  if (wrong >= 0) return { kind: 'character', character: characters[wrong]!, at: wrong + 1 };
  if (characters.length !== length) return { kind: 'length', count: characters.length };
  const text = characters.map((character) => alphabet[valueOf(character)]).join('');
  const last = text.at(-1)!;
  return checkCharacter(text.slice(0, -1)) === last ? { kind: 'code', code: text } : { kind: 'check', character: last };
}
