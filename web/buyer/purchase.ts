// What a history says of a purchase: its Sales, who used their codes first, and what a buyer's key has said.
import type { HistoryEntry } from '../ledger/ledger-client';
import { keyIdOf } from '../ledger/key-id';
import { equal, toHex } from '../ledger/octets';

/** The payload of a kind. */
type Case = NonNullable<HistoryEntry['statement']['payload']['case']>;
export type Said<C extends Case> = HistoryEntry & { said: Extract<HistoryEntry['statement']['payload'], { case: C }>['value'] };

/** The entries of a kind. */
export const ofKind = <C extends Case>(history: HistoryEntry[], kind: C): Said<C>[] =>
  history.flatMap((entry) => (entry.statement.payload.case === kind ? [{ ...entry, said: entry.statement.payload.value } as Said<C>] : []));

/** The Sale whose claim key a code gives; of several the newest, since goods are sold again. Null where none has it. */
export const saleOf = (history: HistoryEntry[], claimKey: Uint8Array): Said<'sale'> | null =>
  ofKind(history, 'sale').filter(({ said }) => said.claimKey !== undefined && equal(said.claimKey.key, claimKey)).at(-1) ?? null;

/** The first Opening that a claim key signed: the one that counts. Null where the code was not used yet. */
export async function firstOpening(history: HistoryEntry[], claimKey: Uint8Array): Promise<Said<'opening'> | null> {
  const id = await keyIdOf(claimKey);
  return ofKind(history, 'opening').find(({ statement }) => equal(statement.key, id)) ?? null;
}

/** Whether an Opening names a key. */
export const names = (opening: Said<'opening'>, publicKey: Uint8Array): boolean => opening.said.buyerKey !== undefined && equal(opening.said.buyerKey.key, publicKey);

/** What a buyer's or author's key said about the subject, by index. */
export const saidBy = (history: HistoryEntry[], keyId: Uint8Array): HistoryEntry[] => history.filter(({ statement }) => equal(statement.key, keyId));

/** What answers a statement, and what answers that, by index. */
export function answersTo(history: HistoryEntry[], identity: string): HistoryEntry[] {
  const found = new Set([identity]);
  return history.filter((entry) => {
    const { payload } = entry.statement;
    const answers = payload.case === 'closure' ? payload.value.complaint
      : payload.case === 'reply' || payload.case === 'escalation' || payload.case === 'resolution' || payload.case === 'compensation' || payload.case === 'refund' || payload.case === 'return'
        ? payload.value.answers : undefined;
    if (answers === undefined || !found.has(toHex(answers))) return false;
    found.add(entry.identity);
    return true;
  });
}

/** The commitment to a text that a statement holds, and its field's number; null where it holds none. */
export function textOf({ statement: { payload } }: HistoryEntry): { path: string; digest: Uint8Array } | null {
  const path = payload.case === undefined ? undefined : textPaths[payload.case];
  const text = path === undefined ? undefined : (payload.value as { text?: { digest: Uint8Array } }).text;
  return path === undefined || text === undefined ? null : { path, digest: text.digest };
}

/** Numbers of the field `text` in complaints.proto. */
export const textPaths: Partial<Record<Case, string>> = { review: '5', complaint: '6', report: '4', followUp: '2', returnRequest: '4', escalation: '3' };
