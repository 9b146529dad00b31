// When to try again: twice as long each time, half of it by chance, so that many stations do not come back as one.

const first = 500;
const longest = 30_000;

/** Milliseconds to wait. @param failures How many tries failed in a row, from 1. @param asked What the ledger asked for: never less. */
export function waitAfter(failures: number, asked = 0, chance = Math.random()): number {
  const full = Math.min(first * 2 ** Math.min(failures - 1, 20), longest);
  const wait = full / 2 + (chance * full) / 2;
  return asked > wait ? asked + wait / 2 : wait;
}
