// @ts-check
// Which box the goods go into, what the others take, or why nobody can say.

import { el, icon } from '../../client/dom.js';
import { chip, toneIcon } from '../../client/parts.js';
import { lang, number, t } from '../../client/text.js';
import { named, naming, sizeOf } from './goods.js';

/** @typedef {import('./bench.js').Bench} Bench */

const MOST_NAMED = 4;

/** @param {Bench} bench */
export function advice(bench) {
  const { boxing } = bench.parcel;
  if (!boxing || bench.parcel.box) return null;
  const kg = String(bench.parcel.max_g / 1000);
  return [boxing.parcels.length ? suggested(bench, boxing.parcels) : null,
    doubt(boxing.unmeasured, bench.parcel, 'no_size'), doubt(boxing.too_big, bench.parcel, 'fits_no_box'), doubt(boxing.too_heavy, bench.parcel, 'over_limit', kg)];
}

/** @param {Bench} bench @param {any[]} parcels */
function suggested(bench, parcels) {
  const [first, ...others] = parcels;
  const box = bench.boxes.find((each) => each.box === first.box);
  return el('div', { class: 'card', id: 'suggested' }, el('div', { class: 'row' }, icon('i-box', 'i--l'), el('div', { class: 'grow' }, el('p', { class: 'quiet t-body' }, t('packing.ui.suggested')),
    el('p', null, el('b', null, t('packing.ui.box_n', { box: first.box })), ' ', el('span', { class: 'num quiet' }, box ? sizeOf(box) : '')),
    el('p', { class: 'quiet t-body num' }, t('packing.ui.box_filled', { tare: number(first.tare_g), percent: first.fill_percent })))),
  placing(bench.parcel, 'keep_upright'), placing(bench.parcel, 'fragile'),
  others.length ? el('div', { class: 'mt-3' }, chip(t('packing.ui.needs_boxes', { n: parcels.length }), 'warn'),
    el('p', { class: 'b7 mt-2' }, t('packing.ui.this_box_takes', { goods: listed(first.units, bench.parcel) })),
    el('p', { class: 'quiet t-body mt-1' }, t('packing.ui.then_boxes', { boxes: others.map((/** @type {any} */ each) => t('packing.ui.box_n', { box: each.box })).join(comma()) }))) : null);
}

/** How goods must lie in the box; the suggestion is proven with that. @param {any} parcel @param {'keep_upright' | 'fragile'} how */
function placing(parcel, how) {
  const skus = parcel.lines.filter((/** @type {any} */ line) => line[how]).map((/** @type {any} */ line) => line.sku);
  return skus.length ? el('p', { class: 'b7 mt-2' }, t(`packing.ui.${how}`, { goods: named(skus, parcel) })) : null;
}

function comma() {
  return lang() === 'en' ? ', ' : '、';
}

/** @param {any[]} units @param {any} parcel */
function listed(units, parcel) {
  const all = units.map((each) => `${each.quantity} × ${naming(parcel.lines.find((/** @type {any} */ line) => line.line_no === each.line_no))}`);
  return all.slice(0, MOST_NAMED).join(comma()) + (all.length > MOST_NAMED ? ' …' : '');
}

/** @param {string[]} skus @param {any} parcel @param {string} say @param {string} [kg] */
function doubt(skus, parcel, say, kg) {
  return skus.length ? el('p', { class: 'chip chip--warn chip--wide' }, toneIcon('warn'), el('span', null, t(`packing.ui.${say}`, { goods: named(skus, parcel), kg }))) : null;
}
