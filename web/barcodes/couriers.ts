// Couriers, by 快递100's codes, and the forms of their waybills' numbers; the same table as Trace.Domain's.
import { carrierLines } from '../gen/barcodes/tables';
import type { Carrier } from './types';

interface Known {
  carrier: Carrier;
  own: Form[];
  shared: Form[];
}

interface Form {
  pattern: RegExp;
  postal: boolean;
}

const known: Known[] = [];
const byName = new Map<string, Carrier>();

for (const line of carrierLines.split('\n')) {
  const [code, zh, en, names = '', own = '', shared = ''] = line.split('\t') as [string, string, string, string?, string?, string?];
  const carrier = { code, zh, en };
  known.push({ carrier, own: forms(own), shared: forms(shared) });
  for (const name of [...names.split(',').filter((name) => name !== ''), code, zh, en]) {
    if (!byName.has(name.toUpperCase())) byName.set(name.toUpperCase(), carrier);
  }
}

export const carriers = (): readonly Carrier[] => known.map(({ carrier }) => carrier);

export const findCarrier = (name: string): Carrier | null => byName.get(name.trim().toUpperCase()) ?? null;

/** Whose waybill a number is: one courier where the form is its own, otherwise all whose numbers look so. */
export function recognise(number: string, ownFormsAlone = false): Carrier[] {
  // Beyond ASCII some letters have capitals within it, and no waybill has them.
  if (number.length > 40 || /[^\x00-\x7f]/.test(number)) return [];
  const capitals = number.toUpperCase();
  const of = (kind: 'own' | 'shared') => known.filter((courier) => courier[kind].some((form) => fits(form, capitals))).map(({ carrier }) => carrier);
  const own = of('own');
  return own.length > 0 || ownFormsAlone ? own : of('shared');
}

function forms(notations: string): Form[] {
  return notations.split(';').filter((notation) => notation !== '').map((notation) => {
    const postal = notation.startsWith('S10:');
    return { postal, pattern: new RegExp(`^(?:${postal ? `${notation.slice(4)}[0-9]{9}[A-Z]{2}` : notation})$`) };
  });
}

// UPU standard S10: weights 8 6 4 2 3 5 9 7.
function fits(form: Form, number: string): boolean {
  if (!form.pattern.test(number)) return false;
  if (!form.postal) return true;
  const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((total, weight, i) => total + weight * Number(number[2 + i]), 0);
  const due = 11 - (sum % 11);
  return Number(number[10]) === (due === 10 ? 0 : due === 11 ? 5 : due);
}
