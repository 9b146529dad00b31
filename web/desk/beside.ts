// Which histories are read beside that of the goods of a case: pure.
import type { Statement } from '../gen/trace/v1/statement_pb';

/** The most that are read. Whoever wants them all has the page of the goods. */
export const mostBeside = 40;

const productOf = (subject: string): string | undefined => /^(01\/\d{14}|own\/[^/]+\/[^/]+)(?:\/|$)/.exec(subject)?.[1];

/** The products of goods and of what lies in them, where recalls stand, then the lots, then the parcels; and how many are left out. */
export function besideOf(subject: string, own: Pick<Statement, 'payload'>[], most = mostBeside): { subjects: string[]; left: number } {
  const [lots, parcels] = [new Set<string>(), new Set<string>()];
  const inside = new Set([subject]);
  for (const { payload } of own) {
    if (payload.case !== 'sale' && payload.case !== 'shipment') continue;
    if (payload.case === 'shipment' && payload.value.parcel !== '') parcels.add(payload.value.parcel);
    if (payload.value.lot !== '' && subject.includes('/21/')) lots.add(`${subject.slice(0, subject.indexOf('/21/'))}/10/${encodeURIComponent(payload.value.lot)}`);
    for (const line of payload.value.lines) inside.add(line.subject);
  }
  const products = [...inside].map(productOf).filter((product) => product !== undefined);
  const all = new Set([...products, ...lots, ...inside, ...parcels]);
  all.delete(subject);
  return { subjects: [...all].slice(0, most), left: Math.max(0, all.size - most) };
}
