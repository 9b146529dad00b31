// What waits, by deadline; filters, counts and CSV over the same rows.
import { ComplaintCategory, Remedy, ReportCategory, ReturnReason } from '../gen/trace/v1/complaints_pb';
import type { Case, ListCasesResponse } from '../gen/trace/v1/desk_pb';
import { Role } from '../gen/trace/v1/party_pb';
import { provinces } from '../dispatch/provinces';
import { fill, h } from '../pages/dom';
import { drawCase } from './case-view';
import { by, counted, csvOf, isLate, kindOf, matching, stillMet, type By, type Filter } from './counts';
import { drawn, time, word, type Page, type View } from './page';

export const casesView: View = (page, main) => {
  let isOpen = true;
  const read = (filter: Filter): void => void drawn(main, page, async () => {
    const answer = await page.calls.cases();
    if (isOpen) drawCases(page, main, answer, stillMet(filter, answer.cases, answer.now), read);
  });
  read({});
  return () => {
    isOpen = false;
  };
};

export const nameOf = ({ texts }: Page, one: Case): string => (one.respondentName === undefined ? one.respondent : texts.of(one.respondentName) || one.respondent);

/** What it is, in a line: a complaint with what is wanted, a request to return with its reason, or what is reported. */
export function titleOf({ texts: { say } }: Page, one: Case): string {
  switch (kindOf(one)) {
    case 'return': return say('returnTitle', { reason: word('ReturnReason', ReturnReason, one.returnReason) });
    case 'report': return say('reportTitle', { category: word('ReportCategory', ReportCategory, one.reportCategory) });
    case 'complaint': return say('caseTitle', { category: word('ComplaintCategory', ComplaintCategory, one.category), remedy: word('Remedy', Remedy, one.remedy) });
  }
}

function categoryLabel(value: string): string {
  const [, kind, name] = /^(RETURN|REPORT)_(.*)$/.exec(value) ?? [];
  switch (kind) {
    case 'RETURN': return word('ReturnReason', ReturnReason, ReturnReason[name as keyof typeof ReturnReason]);
    case 'REPORT': return word('ReportCategory', ReportCategory, ReportCategory[name as keyof typeof ReportCategory]);
    default: return word('ComplaintCategory', ComplaintCategory, ComplaintCategory[value as keyof typeof ComplaintCategory]);
  }
}

function labelOf(page: Page, name: By, value: string, cases: Case[]): string {
  const { texts } = page;
  switch (name) {
    case 'kind': return texts.say(`kind.${value}` as 'kind.return');
    case 'state': return texts.say(`state.${value}` as 'state.Answered');
    case 'age': return texts.say(`age.${value}` as 'age.day');
    case 'category': return categoryLabel(value);
    case 'party': return value === '' ? texts.say('unknownRegion') : nameOf(page, cases.find((one) => one.respondent === value)!);
    case 'region': return value === '' ? texts.say('unknownRegion') : texts.of(provinces.find(({ code }) => code === value) ?? { zh: value, en: value });
  }
}

function drawCases(page: Page, main: HTMLElement, answer: ListCasesResponse, filter: Filter, read: (filter: Filter) => void): void {
  const { say } = page.texts;
  const { cases, now } = answer;
  const shown = matching(cases, filter, now);
  const seesAll = answer.roles.some((role) => role === Role.PLATFORM || role === Role.INSPECTOR);
  const again = (change: Filter): void => drawCases(page, main, answer, change, read);
  const select = (name: By): HTMLElement => h('div', { class: 'field' },
    h('label', { for: `filter-${name}` }, say(`filter${name[0]!.toUpperCase()}${name.slice(1)}` as 'filterState')),
    h('select', {
      id: `filter-${name}`,
      onchange: (event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        const { [name]: _, ...rest } = filter;
        again(value === '*' ? rest : { ...rest, [name]: value });
        document.getElementById(`filter-${name}`)?.focus();
      },
    }, h('option', { value: '*' }, say('any')), counted(cases, name, now).map(({ value }) => h('option', { value, selected: filter[name] === value }, labelOf(page, name, value, cases)))));
  const save = (): void => {
    const address = URL.createObjectURL(new Blob(['\uFEFF', csvOf(shown, now)], { type: 'text/csv' }));
    h('a', { href: address, download: 'cases.csv' }).click();
    URL.revokeObjectURL(address);
  };
  fill(main,
    h('section', { class: 'card' },
      h('div', { class: 'line' }, h('p', { class: 'quiet' }, say(seesAll ? 'seesAll' : 'seesOwn')), h('button', { type: 'button', onclick: () => read(filter) }, say('refresh'))),
      answer.all > cases.length && h('p', { class: 'notice' }, say('notWhole', { shown: cases.length, all: answer.all })),
      cases.length === 0
        ? [h('p', { class: 'lead' }, say('none')), h('p', { class: 'quiet' }, say('noneHint'))]
        : [h('div', { class: 'filters' }, by.filter((name) => seesAll || name !== 'party').map(select)),
          h('div', { class: 'line' }, h('p', { role: 'status', id: 'shown' }, say('shownCount', { count: shown.length })), h('button', { type: 'button', id: 'csv', onclick: save }, say('csv')))]),
    cases.length > 0 && h('ol', { class: 'cases' }, shown.map((one) => h('li', { class: isLate(one, now) ? 'isLate' : one.dueBy !== 0n ? 'isDue' : '', 'data-state': one.state },
      h('button', { type: 'button', onclick: () => drawCase(page, main, one, now, answer.roles, () => read(filter)) },
        h('span', { class: 'what' }, titleOf(page, one)),
        h('span', { class: 'when' }, dueOf(page, one, now)),
        h('span', { class: 'who' }, [one.product === undefined ? '' : page.texts.of(one.product), seesAll ? nameOf(page, one) : '', say('filed', { when: time(one.filedAt) })].filter(Boolean).join(' · ')),
        h('span', { class: 'state' }, say(`state.${one.state}` as 'state.Answered')))))),
    cases.length > 0 && h('section', { class: 'card' }, h('h2', {}, say('countsTitle')), h('div', { class: 'counts' }, by.filter((name) => seesAll || name !== 'party').map((name) =>
      h('table', {}, h('caption', {}, say(`filter${name[0]!.toUpperCase()}${name.slice(1)}` as 'filterState')),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, say('countBy')), h('th', { scope: 'col' }, say('count')), h('th', { scope: 'col' }, say('overdue')))),
        h('tbody', {}, counted(shown, name, now).map((row) => h('tr', { 'data-value': row.value }, h('th', { scope: 'row' }, labelOf(page, name, row.value, cases)), h('td', {}, row.count), h('td', {}, row.late)))))))));
}

export const dueOf = ({ texts: { say } }: Page, one: Case, now: bigint): string =>
  one.dueBy === 0n ? say('noDue') : say(isLate(one, now) ? 'late' : 'due', { when: time(one.dueBy) });

