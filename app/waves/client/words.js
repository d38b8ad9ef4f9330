// @ts-check
// Waves in words.

import { now, timeOfDay } from '../../client/clock.js';
import { el } from '../../client/dom.js';
import { chip } from '../../client/parts.js';
import { number, t } from '../../client/text.js';

const TONE = { locked: 'off', released: 'want', picking: 'want', done: 'ok', cancelled: 'off' };
const PACKED = ['packed', 'staged', 'shipped'];
const PICKED = ['picked', 'packing', ...PACKED];

/** @param {string} state */
export function stateChip(state) {
  return chip(t(`waves.state.${state}`), /** @type {'ok'} */ (TONE[/** @type {'done'} */ (state)]), state === 'locked' ? 'i-lock' : '');
}

/** @param {any} group */
export function groupWords(group) {
  const words = [group.carrier || group.carrier_group, t(group.cross_border ? 'waves.ui.cross_border' : 'waves.ui.domestic')];
  if (group.hazmat_class) words.push(t('waves.ui.hazmat', { kind: group.hazmat_class }));
  return words.filter(Boolean).join(' · ');
}

/** Metres as people say them. @param {number} metres */
export function walk(metres) {
  return metres >= 1000 ? `${(metres / 1000).toFixed(2)} km` : `${number(metres)} m`;
}

/** Person time as h:mm. @param {number} seconds */
export function hours(seconds) {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${`0${minutes % 60}`.slice(-2)}`;
}

/**
 * Shares of a wave's orders in percent, and the counts.
 * @param {Record<string, number>} byState
 */
export function shares(byState) {
  const sum = (/** @type {string[]} */ states) => states.reduce((all, state) => all + (byState[state] || 0), 0);
  const total = Math.max(1, Object.keys(byState).filter((state) => state !== 'cancelled' && state !== 'putback').reduce((all, state) => all + byState[state], 0));
  const counts = [sum(PICKED), sum(PACKED), sum(['shipped'])];
  const [picked, packed, shipped] = counts.map((count) => Math.round((1000 * count) / total) / 10);
  return { picked, packed, shipped, words: `${counts.join(' · ')} / ${total}` };
}

/**
 * @param {string} figure
 * @param {string} words
 * @param {Node | null} [end]
 */
export function figure(figure, words, end = null) {
  return el('p', { class: 'figure num' }, figure, ' ', el('small', null, words), end ? ' ' : null, end);
}

/** Minutes between now and the cut-off. @param {string} cutOff */
export function spare(cutOff) {
  const minutes = Math.round((Date.parse(cutOff) - now()) / 60000);
  if (minutes < 0) return chip(t('waves.ui.missed'), 'no');
  return chip(t('waves.ui.left', { h: Math.floor(minutes / 60), m: minutes % 60 }), minutes < 60 ? 'warn' : 'ok');
}

/** @param {string} when */
export function clockTime(when) {
  return timeOfDay(when);
}
