// @ts-check
// The parts of the look, drawn by scripts: the twins of templates/macros.html. Words come in already in the page's language.

import { el, icon } from './dom.js';

/** @typedef {'ok' | 'done' | 'no' | 'warn' | 'stop' | 'off' | 'srv' | 'wait' | 'none' | ''} Tone */
/** @typedef {{ symbol?: string, colour?: string, image_url?: string | null, name?: string }} Goods */

const TINT = { done: 'ok', wait: 'plain' };
const CHIP = { done: 'ok', wait: 'off' };

/**
 * The icon of a tone in its colour: `toneIcon('no')`.
 * @param {string} tone
 * @param {string} [cls]
 * @returns {SVGElement}
 */
export function toneIcon(tone, cls = '') {
  return icon(`v-${tone}`, `i-${TINT[/** @type {'done'} */ (tone)] || tone} ${cls}`.trim());
}

/**
 * A picture of goods, always on white; without one a stand-in takes the goods' colour.
 * @param {Goods} goods
 * @param {'' | 's' | 'l' | 'xl'} [cut]
 * @returns {HTMLElement}
 */
export function good(goods, cut = '') {
  const picture = goods.image_url
    ? el('img', { src: goods.image_url, alt: goods.name || '' })
    : el('svg', { color: goods.colour, 'aria-hidden': 'true' }, el('use', { href: `#${goods.symbol || 'g-tin'}` }));
  return el('span', { class: cut ? `good good--${cut}` : 'good' }, picture);
}

/**
 * @param {string | null | undefined} colour
 * @returns {SVGElement | null}
 */
export function swatch(colour) {
  return colour ? el('svg', { class: 'swatch', color: colour, 'aria-hidden': 'true' }) : null;
}

/**
 * @param {string} text
 * @param {Tone | 'want'} [tone]
 * @param {string} [iconName] instead of the tone's own
 * @returns {HTMLElement}
 */
export function chip(text, tone = '', iconName = '') {
  const shade = tone && tone !== 'none' ? ` chip--${CHIP[/** @type {'done'} */ (tone)] || tone}` : '';
  const sign = iconName ? icon(iconName) : shade && tone !== 'want' ? toneIcon(tone) : null;
  return el('span', { class: `chip${shade}` }, sign, text);
}

/**
 * @param {string} text
 * @param {{ icon?: string, cls?: string, onClick?: () => void, disabled?: boolean, id?: string }} [options]
 * @returns {HTMLElement}
 */
export function button(text, options = {}) {
  const on = options.onClick ? { click: options.onClick } : {};
  return el('button', { class: `btn ${options.cls || ''}`.trim(), type: 'button', id: options.id, disabled: options.disabled, on },
    options.icon ? icon(options.icon) : null, el('span', null, text));
}

/**
 * A choice row: a reason, a box, an order.
 * @param {string} text
 * @param {{ icon?: string, small?: string, onClick: () => void }} options
 * @returns {HTMLElement}
 */
export function choice(text, options) {
  return el('button', { class: 'pick', type: 'button', on: { click: options.onClick } }, options.icon ? icon(options.icon) : null,
    el('span', { class: 'grow' }, text, options.small ? el('small', null, options.small) : null), icon('i-chev'));
}

/**
 * What the command card does here. `now` is the one wanted, `off` is dashed.
 * @param {string} text
 * @param {{ code: string, icon: string, state?: '' | 'now' | 'off', onClick: () => void }} options
 * @returns {HTMLElement}
 */
export function command(text, options) {
  const off = options.state === 'off';
  return el('button', { class: options.state ? `cmd cmd--${options.state}` : 'cmd', type: 'button', 'aria-disabled': off ? 'true' : null,
    data: { command: options.code }, on: { click: options.onClick } }, icon(options.icon), el('span', null, text, el('small', null, options.code)));
}

/**
 * The one thing wanted now.
 * @param {string} say
 * @param {string} code
 * @param {string} [below]
 * @returns {HTMLElement}
 */
export function plate(say, code, below = '') {
  return el('div', { class: 'plate' }, plateWords(say, code, below));
}

/**
 * A bin's sign with the shelf drawn beside it; level 1 is at the floor.
 * @param {{ say: string, code: string, below?: string, level?: number | null, levels?: number }} sign
 * @returns {HTMLElement}
 */
export function sign({ say, code, below = '', level = null, levels = 4 }) {
  const rungs = [];
  for (let n = 1; n <= Math.max(levels, level || 0); n += 1) rungs.push(el('i', { class: n === level ? 'on' : null }, n === level ? n : null));
  return el('div', { class: 'plate sign fill' }, el('div', { class: 'sign__words col col--mid' }, plateWords(say, code, below)),
    level ? el('div', { class: 'rungs', 'aria-hidden': 'true' }, rungs) : null);
}

/**
 * @param {string} say
 * @param {string} code
 * @param {string} below
 */
function plateWords(say, code, below) {
  return [
    el('p', { class: 'plate__say' }, say),
    el('p', { class: code.length > 8 ? 'plate__code plate__code--long' : 'plate__code' }, code),
    below ? el('p', { class: 'plate__say short-hide mt-1' }, below) : null,
  ];
}

/**
 * n of m as pips up to 12; above, the number alone says it.
 * @param {number} n
 * @param {number} of
 * @param {number} [over]
 * @returns {HTMLElement | null}
 */
export function pips(n, of, over = 0) {
  if (of + over > 12) return null;
  const all = [];
  for (let k = 0; k < of; k += 1) all.push(el('i', { class: k < n ? 'pip pip--on' : 'pip' }));
  for (let k = 0; k < over; k += 1) all.push(el('i', { class: 'pip pip--over' }));
  return el('span', { class: 'pips', role: 'img', 'aria-label': `${n}/${of}` }, all);
}

/**
 * The cart's map.
 * @param {{ n: number, note?: string }[]} slots
 * @param {number | null} want
 * @param {'' | 'small' | 'plate'} [form]
 * @returns {HTMLElement}
 */
export function cart(slots, want, form = '') {
  const cls = { '': 'cart fill rows-even', small: 'cart cart--s', plate: 'cart cart--s cart--plate' }[form];
  return el('div', { class: cls }, slots.map((slot) => el('div', { class: slot.n === want ? 'cart__slot cart__slot--want' : 'cart__slot' }, slot.n,
    slot.note && !form && slot.n !== want ? el('small', null, slot.note) : null)));
}

/**
 * One side of "this is / need".
 * @param {{ tone: 'no' | 'want', label: Node | string, goods: Goods, mark?: string, last?: Node | string }} side
 * @returns {HTMLElement}
 */
export function versus({ tone, label, goods, mark = '', last = '' }) {
  return el('div', { class: `versus card card--${tone} fill` }, good(goods, 'l'), el('div', { class: 'grow' },
    el('p', { class: `versus__lab is-${tone} num` }, label),
    el('p', { class: 'versus__name cut-2' }, goods.name || ''),
    el('p', { class: 'versus__mark' }, swatch(goods.colour), mark),
    el('p', { class: 'note num ink-2' }, last)));
}

/**
 * A parcel's steps. at: index of the step now, the number of names when all are done.
 * @param {string[]} names
 * @param {number} at
 * @param {boolean} [bad]
 * @returns {HTMLElement}
 */
export function steps(names, at, bad = false) {
  return el('ol', { class: 'steps', id: 'steps' }, names.map((name, k) => {
    if (k < at) return el('li', { class: 'was-done' }, toneIcon('ok'), name);
    if (k > at) return el('li', null, el('b', null, k + 1), name);
    if (bad) return el('li', { class: 'bad', 'aria-current': 'step' }, toneIcon('no'), name);
    return el('li', { class: 'now', 'aria-current': 'step' }, el('b', null, k + 1), name);
  }));
}

/**
 * A device in the top bar: text, and whether it works.
 * @param {string} iconName
 * @param {string} text
 * @param {boolean | null} works
 * @param {string} [told] what a screen reader says of the dot
 * @returns {HTMLElement}
 */
export function device(iconName, text, works, told = '') {
  return el('span', { class: 'dev num' }, icon(iconName), el('span', null, text), works === null ? null : icon(works ? 'v-ok' : 'v-no', works ? 'dot' : 'dot is-off', told));
}

/**
 * An age against the hour at which it turns red; the mark stands at 75 %.
 * @param {number} percent
 * @returns {HTMLElement}
 */
export function ageBar(percent) {
  const shade = percent >= 100 ? ' age--no' : percent >= 75 ? ' age--warn' : '';
  return el('span', { class: `age block${shade}` }, el('span', { w: Math.min(100, Math.max(0, percent)) }));
}

/**
 * @param {{ picked: number, packed: number, shipped: number, due?: number | null }} shares in percent
 * @returns {HTMLElement}
 */
export function waveBar({ picked, packed, shipped, due = null }) {
  return el('div', { class: 'wavebox' },
    el('div', { class: 'wavebar' }, el('i', { class: 'b1', w: picked }), el('i', { class: 'b2', w: packed }), el('i', { class: 'b3', w: shipped })),
    due === null ? null : el('i', { class: 'due', at: due }));
}
