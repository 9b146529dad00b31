// Cases sorted, filtered and counted: pure, so that what the page shows and what the CSV says is the same.
import { ComplaintCategory, Remedy, ReportCategory, ReturnReason } from '../gen/trace/v1/complaints_pb';
import type { Case } from '../gen/trace/v1/desk_pb';

export type Age = 'day' | 'three' | 'week' | 'month' | 'older';
export type By = 'kind' | 'state' | 'party' | 'category' | 'region' | 'age';
export type Filter = Partial<Record<By, string>>;

export const by: By[] = ['kind', 'state', 'party', 'category', 'region', 'age'];
export const ages: Age[] = ['day', 'three', 'week', 'month', 'older'];

const day = 86_400_000_000n;

export function ageOf(one: Case, now: bigint): Age {
  const days = Number((now - one.filedAt) / day);
  return days < 1 ? 'day' : days < 3 ? 'three' : days < 7 ? 'week' : days < 30 ? 'month' : 'older';
}

export const isLate = (one: Case, now: bigint): boolean => one.dueBy !== 0n && one.dueBy < now;

export type CaseKind = 'complaint' | 'return' | 'report';

export const kindOf = (one: Case): CaseKind =>
  one.returnReason !== ReturnReason.UNSPECIFIED ? 'return' : one.reportCategory !== ReportCategory.UNSPECIFIED ? 'report' : 'complaint';

// The kinds' categories share words that mean different things.
const categoryOf = (one: Case): string => {
  switch (kindOf(one)) {
    case 'return': return `RETURN_${ReturnReason[one.returnReason] ?? ''}`;
    case 'report': return `REPORT_${ReportCategory[one.reportCategory] ?? ''}`;
    case 'complaint': return ComplaintCategory[one.category] ?? '';
  }
};

/** The value by which a case is filtered and counted. */
export function valueOf(one: Case, name: By, now: bigint): string {
  switch (name) {
    case 'kind': return kindOf(one);
    case 'state': return one.state;
    case 'party': return one.respondent;
    case 'category': return categoryOf(one);
    case 'region': return one.region;
    case 'age': return ageOf(one, now);
  }
}

export const matching = (cases: Case[], filter: Filter, now: bigint): Case[] =>
  cases.filter((one) => by.every((name) => filter[name] === undefined || valueOf(one, name, now) === filter[name]));

/** What of a filter some case meets still: what none does would hide all that came since. */
export const stillMet = (filter: Filter, cases: Case[], now: bigint): Filter =>
  Object.fromEntries(by.filter((name) => cases.some((one) => valueOf(one, name, now) === filter[name])).map((name) => [name, filter[name]]));

/** How many cases have each value, the most first, and how many of them are late. */
export function counted(cases: Case[], name: By, now: bigint): { value: string; count: number; late: number }[] {
  const rows = new Map<string, { value: string; count: number; late: number }>();
  for (const one of cases) {
    const value = valueOf(one, name, now);
    const row = rows.get(value) ?? { value, count: 0, late: 0 };
    rows.set(value, { value, count: row.count + 1, late: row.late + (isLate(one, now) ? 1 : 0) });
  }
  return [...rows.values()].sort((a, b) => (name === 'age' ? ages.indexOf(a.value as Age) - ages.indexOf(b.value as Age) : b.count - a.count || a.value.localeCompare(b.value)));
}

const stamp = (microseconds: bigint): string => (microseconds === 0n ? '' : new Date(Number(microseconds / 1000n)).toISOString());

// What a spreadsheet would run as a formula is a text.
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180, with codes and not words, so that it reads the same in each language. */
export function csvOf(cases: Case[], now: bigint): string {
  const rows = cases.map((one) => [
    one.subject, Array.from(one.complaint, (byte) => byte.toString(16).padStart(2, '0')).join(''), one.respondent, one.respondentName?.zh || one.respondentName?.en || '',
    valueOf(one, 'kind', now), valueOf(one, 'category', now), kindOf(one) === 'complaint' ? Remedy[one.remedy] ?? '' : '', one.region, one.state, ageOf(one, now), stamp(one.filedAt), stamp(one.dueBy), isLate(one, now) ? 'yes' : 'no', stamp(one.answeredAt),
  ]);
  return [['subject', 'complaint', 'respondent', 'name', 'kind', 'category', 'remedy', 'region', 'state', 'age', 'filed_at', 'due_by', 'overdue', 'answered_at'], ...rows]
    .map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}
