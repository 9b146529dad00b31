// A day's parcels from the export of the shop's software.
import { fill, h } from '../pages/dom';
import type { View } from './page';

export const batchView: View = ({ texts: { say } }, main) => {
  fill(main, h('section', { class: 'card narrow' }, h('h2', {}, say('batchTitle'))));
};
