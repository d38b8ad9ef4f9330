// @ts-check
// Goods as the bench shows them: tiles grey until scanned, the side cards, how the weight adds up.

import { el, icon } from '../../client/dom.js';
import { chip, good, pips, swatch, toneIcon } from '../../client/parts.js';
import { lang, number, t } from '../../client/text.js';

const MOST_SUMMED = 6;

/** @param {any} line */
export function looks(line) {
  const seen = line.looks || {};
  return { image_url: line.image_url, colour: seen.colour_hex, symbol: seen.picture, name: naming(line) };
}

/** @param {any} line */
export function naming(line) {
  return (lang() === 'en' && line.looks && line.looks.name_en) || line.name || line.sku;
}

/** Look-alikes told apart: "Red Enamel mug". @param {any} line */
export function fully(line) {
  const name = naming(line);
  const said = name.toLowerCase();
  // A size is a word of its own ("S" is not in "socks"); Chinese is written without spaces.
  const isNew = (/** @type {string} */ word) => (/^[\x20-\x7e]*$/.test(word) ? said.split(/[\s,]+/) : said).indexOf(word.toLowerCase()) < 0;
  return [mark(line).split(' ').filter(isNew).join(' '), name].filter(Boolean).join(' ');
}

/** Units in the box; a block asks for every scan again, but they still lie in it. @param {any} line */
function units(line) {
  return line.unit_weight_g ? Math.round(line.weight_g / line.unit_weight_g) : line.packed;
}

/** Colour and size in a word or two: what tells look-alikes apart. @param {any} line */
function mark(line) {
  const seen = line.looks || {};
  const colour = lang() === 'en' ? seen.colour_en || seen.colour : seen.colour;
  return [colour, seen.size].filter(Boolean).join(' ');
}

/** @param {any} line @param {boolean} bad */
function tile(line, bad) {
  const want = line.packed + line.left;
  const state = bad ? 'bad' : line.left === 0 ? 'done' : line.packed > 0 ? 'part' : 'todo';
  const sign = bad ? toneIcon('no') : state === 'done' ? toneIcon('ok') : want > 1 ? pips(line.packed, want) : icon('i-scan', 'i-plain');
  const seen = looks(line);
  return el('div', { class: `tile tile--${state}`, data: { sku: line.sku } }, el('div', { class: 'tile__pic' }, good(seen)),
    el('div', { class: 'tile__text' }, el('p', { class: 'tile__n' }, el('b', { class: 'num' }, line.packed, el('span', null, `/${want}`)), sign),
      mark(line) ? el('p', { class: 'tile__mark' }, swatch(seen.colour), el('span', null, mark(line))) : null,
      el('p', { class: 'tile__name cut-2' }, seen.name, line.gift ? ` (${t('packing.ui.gift')})` : ''),
      line.barcode_tail ? el('p', { class: 'tile__last code' }, `…${line.barcode_tail}`) : null));
}

/** @param {any} parcel @param {number | null} bad the line that was refused */
export function tiles(parcel, bad) {
  const wanted = parcel.lines.filter((/** @type {any} */ line) => line.packed + line.left > 0);
  const form = wanted.length === 1 ? ' tiles--2 tiles--1' : wanted.length <= 4 ? ' tiles--2' : wanted.length <= 6 ? ' tiles--3' : '';
  // With more lines than fit, what is still wanted comes first.
  const order = wanted.length <= 8 ? wanted : wanted.slice().sort((/** @type {any} */ a, /** @type {any} */ b) => Number(a.left === 0) - Number(b.left === 0));
  return el('div', { class: `tiles${form}${wanted.length > 8 ? ' scroll' : ''}` }, order.map((/** @type {any} */ line) => tile(line, line.line_no === bad)));
}

/** @param {number} left @param {number | null} of */
export function stillToScan(left, of) {
  return el('div', { class: 'plate pad-4' }, el('p', { class: 'plate__say' }, t('packing.ui.still')),
    el('p', { class: 'plate__code t-sign-l' }, left, ' ', el('span', { class: 't-h1 b6' }, t(left === 1 ? 'packing.ui.unit' : 'packing.ui.units'))),
    of && of > 1 && of <= 12 ? el('div', { class: 'mt-2' }, pips(of - left, of)) : null);
}

/** @param {any} box */
export function sizeOf(box) {
  return `${box.length_mm}×${box.width_mm}×${box.height_mm}`;
}

/** @param {any} parcel @param {Record<string, string>} [carriers] names by code */
export function about(parcel, carriers = {}) {
  /** @param {string} name @param {any} value */
  const row = (name, value) => (value ? [el('dt', null, name), el('dd', { class: 'num' }, value)] : null);
  const piece = parcel.pieces > 1 ? ` · ${t('packing.ui.piece', { n: parcel.piece, of: parcel.pieces })}` : '';
  return el('div', { class: 'card' }, el('dl', { class: 'kv t-body' }, row(t('ui.order'), parcel.external_order_no), row(t('ui.parcel'), `${parcel.parcel_no}${piece}`),
    row(t('ui.tote'), parcel.tote || parcel.totes.join(', ')), row(t('packing.ui.carrier'), carriers[parcel.carrier] || parcel.carrier), row(t('packing.ui.for'), parcel.recipient)),
  parcel.totes.length > 1 && parcel.units_left ? el('p', { class: 'chip chip--want chip--wide mt-3' }, icon('i-tote'), el('span', null, t('packing.ui.several_totes', { n: parcel.totes.length, totes: parcel.totes.join(', ') }))) : null,
  warning(parcel.blind_spots, parcel, 'packing.ui.blind'), warning(parcel.unprovable, parcel, 'packing.ui.unprovable'));
}

/** @param {string[]} skus @param {any} parcel @param {string} say */
function warning(skus, parcel, say) {
  return skus.length ? el('div', { class: 'mt-3' }, el('p', { class: 'chip chip--warn chip--wide' }, toneIcon('warn'), el('span', null, t(say, { goods: named(skus, parcel) })))) : null;
}

/** @param {string[]} skus @param {any} parcel */
export function named(skus, parcel) {
  const all = skus.map((sku) => naming(parcel.lines.find((/** @type {any} */ line) => line.sku === sku) || { sku }));
  return all.slice(0, 2).join(lang() === 'en' ? ', ' : '、') + (all.length > 2 ? ' …' : '');
}

/** What the parcel should weigh, as a sum. @param {any} parcel */
export function sum(parcel) {
  /** @param {any} name @param {any} grams */
  const row = (name, grams) => el('tr', null, el('td', null, name), el('td', { class: 'num' }, grams === null ? '?' : `${number(grams)} g`));
  const inside = parcel.lines.filter((/** @type {any} */ line) => units(line) > 0);
  const more = inside.slice(MOST_SUMMED);
  return el('div', { class: 'card' }, el('p', { class: 'card__title mb-2' }, t('packing.ui.adds_up')), el('table', { class: 'sum t-body full' }, el('tbody', null,
    inside.slice(0, MOST_SUMMED).map((/** @type {any} */ line) => row(line.unit_weight_g ? `${units(line)} × ${number(line.unit_weight_g)} ${fully(line)}` : naming(line), line.weight_g)),
    more.length ? row(t('packing.ui.more_lines', { n: more.length }), more.reduce((/** @type {number} */ all, /** @type {any} */ line) => all + (line.weight_g || 0), 0)) : null,
    parcel.box ? row(t('packing.ui.box_n', { box: parcel.box }), parcel.tare_g) : null, parcel.filler_g ? row(t('packing.ui.filler'), parcel.filler_g) : null,
    row(t('packing.ui.expected'), parcel.expected_g))));
}

/** The goods of a parcel in one row of pictures. @param {any} parcel */
export function pictures(parcel) {
  const inside = parcel.lines.filter((/** @type {any} */ line) => units(line) > 0);
  return el('div', { class: 'row mt-5' }, inside.slice(0, MOST_SUMMED).map((/** @type {any} */ line) => [good(looks(line)), el('b', { class: 'num' }, `×${units(line)}`)]),
    inside.length > MOST_SUMMED ? chip(`+${inside.length - MOST_SUMMED}`) : null);
}

/** What was scanned and what is wanted, in words. @param {any[]} goods */
export function wrongItem(goods) {
  const [scanned, wanted] = goods.map((each) => `${fully(each)}${each.barcode_tail ? ` (…${each.barcode_tail})` : ''}`);
  return t('packing.ui.wrong_item', { scanned, wanted });
}

/** A wrong item beside the one that is wanted. @param {any[] | undefined} goods */
export function versus(goods) {
  if (!goods) return null;
  return el('div', { class: 'row fix ink' }, good(looks(goods[0]), 'l'), icon('i-right', 'on-band'), good(looks(goods[1]), 'l'));
}
