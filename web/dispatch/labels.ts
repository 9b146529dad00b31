// Labels as the browser prints them: item, parcel, insert. Sizes are the style sheet's named pages, 60 x 40 mm.
import { fill, h } from '../pages/dom';
import type { Texts } from '../pages/texts';
import { grouped } from '../ledger/claim';
import { drawEan13, drawQr, drawSscc } from './drawing';
import type { Label } from './packing';
import type { Text } from './page';

type PageTexts = Texts<Record<Text, string>>;

/** The labels as elements, their symbols drawn. */
export const drawLabels = (labels: Label[], texts: PageTexts): Promise<HTMLElement[]> => Promise.all(labels.map((label) => drawLabel(label, texts)));

/** Hands labels to the browser's print dialogue. What stands on them is cleared from the page afterwards. */
export async function printLabels(labels: Label[], texts: PageTexts): Promise<void> {
  const print = document.getElementById('print')!;
  fill(print, await drawLabels(labels, texts));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  window.print();
  print.replaceChildren();
}

async function drawLabel(label: Label, { say }: PageTexts): Promise<HTMLElement> {
  const names = [label.name.zh, label.name.en].filter((name, i, all) => name !== '' && all.indexOf(name) === i);
  if (label.kind === 'parcel') {
    return h('figure', { class: 'label parcel-label', 'aria-label': say('labelParcel') }, await drawSscc(label.code));
  }
  const address = `${location.origin}/${label.subject}`;
  if (label.kind === 'insert') {
    return h('figure', { class: 'label insert-label', 'aria-label': say('labelInsert') },
      h('div', { class: 'symbol' }, await drawQr(`${address}#${label.code}`)),
      h('figcaption', {},
        h('strong', {}, names[0] ?? ''),
        h('span', {}, say('insertText')),
        h('span', { class: 'small', translate: 'no' }, label.parcel)),
      h('b', { class: 'secret', translate: 'no' }, grouped(label.code)));
  }
  const [gtin, serial] = [/^01\/(\d{14})/.exec(label.subject)?.[1], label.subject.slice(label.subject.lastIndexOf('/') + 1)];
  return h('figure', { class: 'label item-label', 'aria-label': say('labelItem') },
    h('div', { class: 'symbol' }, await drawQr(address)),
    h('figcaption', {},
      names.map((name, i) => h(i === 0 ? 'strong' : 'span', {}, name)),
      label.code !== '' && h('span', { class: 'small' }, say('lotIs', { lot: label.code })),
      h('b', { translate: 'no' }, serial),
      gtin?.startsWith('0') === true && h('div', { class: 'ean' }, await drawEan13(gtin))));
}
