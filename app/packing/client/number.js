// @ts-check
// A parcel that is confirmed and has no number: why, and what to do with the box in hand.

import { el, icon } from '../../client/dom.js';
import { choice } from '../../client/parts.js';
import { t } from '../../client/text.js';

/** @typedef {import('./bench.js').Bench} Bench */

/** Why there is no number, as a code; empty while it is under way. @param {Bench} bench @returns {string} */
export function noNumber(bench) {
  return (bench.label && bench.label.no_number) || '';
}

/** Nobody asks the carrier again by itself: somebody must. @param {Bench} bench */
export function mayAskAgain(bench) {
  const why = noNumber(bench);
  return Boolean(why) && why !== 'label.waybill_unknown';
}

/** @param {Bench} bench @param {any} acts */
export function numberless(bench, acts) {
  const why = noNumber(bench);
  const carrier = bench.carriers[bench.label.carrier] || bench.label.carrier;
  const again = mayAskAgain(bench);
  const ways = [
    choice(t('packing.ui.park_no_number'), { icon: 'i-park', small: t('packing.ui.park_no_number_say'), onClick: () => acts.push('WG:PARK') }),
    again ? choice(t('packing.ui.ask_again'), { icon: 'i-seal', small: t('packing.ui.ask_again_say'), onClick: () => acts.push('WG:CONFIRM') }) : null,
  ];
  return [el('section', null, el('div', { class: 'card fill', id: 'no-number' }, el('p', { class: 'row' }, icon('v-warn', 'i--xl is-warn'), el('b', { class: 't-h1 b8 ml-3' }, t('packing.ui.no_number'))),
    el('p', { class: 't-h3 mt-3' }, t(why, { carrier, parcel_no: bench.parcel.parcel_no })), el('div', { class: 'stack mt-4' }, ways))),
  el('aside', null, el('div', { class: 'card card--flat t-body' }, el('b', { class: 'block mb-2' }, t(again ? 'packing.ui.other_carrier' : 'packing.ui.comes_itself')),
    el('p', { class: 'quiet' }, t(again ? 'packing.ui.other_carrier_say' : 'packing.ui.comes_itself_say', { order_no: bench.parcel.order_no }))))];
}
