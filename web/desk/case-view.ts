// One complaint, with the whole history of its goods beside it, and what this party may say to it.
import { fromBinary } from '@bufbuild/protobuf';
import { ContentSchema } from '../gen/trace/v1/content_pb';
import type { Case } from '../gen/trace/v1/desk_pb';
import type { Role } from '../gen/trace/v1/party_pb';
import { contentType, plainText } from '../buyer/content';
import { toHex } from '../ledger/octets';
import { messageOf } from '../ledger/refusal';
import type { HistoryEntry } from '../ledger/ledger-client';
import { fill, h } from '../pages/dom';
import { answerForm } from './answer-form';
import { besideOf } from './beside';
import { dueOf, nameOf, titleOf } from './cases-view';
import { kindOf } from './counts';
import { kindWord, productWord, time, type Page } from './page';

// Where each has the commitment of its text.
const textPath = { complaint: '6', return: '4', report: '4' };

export function drawCase(page: Page, main: HTMLElement, one: Case, now: bigint, roles: Role[], back: () => void): void {
  const { say } = page.texts;
  const history = h('ol', { class: 'history', id: 'history' }, h('li', { class: 'quiet' }, say('reading')));
  fill(main,
    h('p', {}, h('button', { type: 'button', class: 'plain', id: 'back', onclick: back }, '← ', say('back'))),
    h('div', { class: 'beside' },
      h('div', { class: 'cases-one' },
        h('section', { class: 'card' },
          h('h2', { class: 'lead' }, titleOf(page, one)),
          h('p', {}, say(`state.${one.state}` as 'state.Answered'), ' · ', dueOf(page, one, now), ' · ', say('filed', { when: time(one.filedAt) })),
          h('dl', {},
            h('dt', {}, say(`column.${kindOf(one)}` as 'column.return')), h('dd', {}, nameOf(page, one)),
            h('dt', {}, say('item')), h('dd', {}, one.product === undefined ? '' : `${page.texts.of(one.product)} `, h('span', { class: 'code' }, one.subject))),
          h('p', {}, h('a', { href: `/${one.subject}`, target: '_blank', rel: 'noopener' }, say('itemPage'))),
          h('h3', {}, say('text')),
          textOf(page, one)),
        answerForm(page, one, roles)),
      h('section', { class: 'card' }, h('h2', {}, say('historyTitle')), history)));
  void readHistory(page, one.subject).then(({ entries, left }) => fill(history, entries.map((entry) => h('li', { class: rowOf(page, one, entry) },
    h('time', { datetime: new Date(Number(entry.statement.time / 1000n)).toISOString() }, time(entry.statement.time)),
    h('span', { class: 'kind' }, kindWord(entry.statement.payload.case ?? '')),
    h('span', { class: 'by' }, entry.statement.party === '' ? say('history.key') : entry.statement.party === page.station.identity!.party ? say('history.own') : entry.statement.party),
    one.late.includes(entry.index) && h('span', { class: 'mark' }, productWord('Flag.Late')),
    one.disputed.includes(entry.index) && h('span', { class: 'mark disputed' }, productWord('Flag.Disputed')))),
  left > 0 && h('li', { class: 'left' }, say('historyLeft', { count: left }), ' ', h('a', { href: `/${one.subject}`, target: '_blank', rel: 'noopener' }, say('itemPage')))),
  (error: unknown) => fill(history, h('li', { class: 'problem' }, say('failed', { why: messageOf(error) }))));
  document.getElementById('back')!.focus();
}

// The goods' own history with those beside it, and how many more there are.
async function readHistory({ station: { client } }: Page, subject: string): Promise<{ entries: HistoryEntry[]; left: number }> {
  const own = await client.history(subject);
  const { subjects, left } = besideOf(subject, own.map(({ statement }) => statement));
  const joined = await Promise.all(subjects.map((other) => client.history(other)));
  return { entries: [...own, ...joined.flat()].sort((a, b) => Number(a.index - b.index)), left };
}

const rowOf = ({ station }: Page, one: Case, { identity, statement }: HistoryEntry): string =>
  identity === toHex(one.complaint) ? 'case' : statement.party === station.identity!.party ? 'mine' : '';

function textOf(page: Page, one: Case): HTMLElement {
  const { say } = page.texts;
  if (!one.hasText) return h('p', { class: 'quiet' }, say('noText'));
  const place = h('div', {});
  const read = async (): Promise<void> => {
    try {
      const { content, mediaType } = await page.station.client.readContent(await page.station.speaker(), toHex(one.complaint), one.subject, textPath[kindOf(one)]);
      const { text, pictures } = mediaType === contentType ? fromBinary(ContentSchema, content) : { text: new TextDecoder().decode(content), pictures: [] };
      fill(place, h('blockquote', { id: 'text' }, plainText(text)), pictures.map((picture, i) => h('img', { src: URL.createObjectURL(new Blob([picture as BlobPart], { type: 'image/jpeg' })), alt: `${i + 1}`, width: 240 })));
    } catch (error) {
      fill(place, h('p', { class: 'problem', role: 'alert' }, say('failed', { why: messageOf(error) })));
    }
  };
  fill(place, h('button', { type: 'button', id: 'read-text', onclick: () => void read() }, say('textRead')));
  return place;
}
