// @ts-check
// The weight gate, drawn: the band from low to high, and where the reading stands.

import { el } from './dom.js';
import { number } from './text.js';

const LEFT = 291;
const RIGHT = 570;
const MIDDLE = (LEFT + RIGHT) / 2;

/**
 * @param {object} gate weights in grams
 * @param {number} gate.low
 * @param {number} gate.expected
 * @param {number} gate.high
 * @param {string} gate.expectedText such as "expected 812 g"
 * @param {number | null} [gate.grams] the reading
 * @param {'ok' | 'no' | 'wait'} [gate.verdict]
 * @returns {SVGElement}
 */
export function band({ low, expected, high, expectedText, grams = null, verdict = 'wait' }) {
  const wide = high > low; // So light a parcel may have a band of a single gram: then its ends are its middle.
  /** @param {number} g */
  const x = (g) => Math.max(24, Math.min(836, Math.round(wide ? LEFT + ((g - low) * (RIGHT - LEFT)) / (high - low) : MIDDLE + (g - low) * (RIGHT - LEFT))));
  /** @param {number} at @param {string} text @param {number} [y] */
  const word = (at, text, y = 121) => el('text', { x: at, y, 'text-anchor': 'middle' }, text);
  return el('svg', { class: 'band', viewBox: '0 0 860 128', role: 'img', 'aria-label': `${low}–${high} g` },
    el('rect', { class: 'b-track', x: 10, y: 52, width: 840, height: 40, rx: 8 }),
    el('rect', { class: 'b-in', x: LEFT, y: 46, width: RIGHT - LEFT, height: 52, rx: 6 }),
    el('path', { class: 'b-mid', d: `M${x(expected)} 46v52` }),
    word(x(expected), expectedText),
    wide ? [word(LEFT, `${number(low)} g`), word(RIGHT, `${number(high)} g`), share(x((low + expected) / 2), low, expected), share(x((high + expected) / 2), high, expected)] : null,
    grams === null ? null : mark(x(grams), verdict));

  /** @param {number} at @param {number} edge @param {number} middle */
  function share(at, edge, middle) {
    if (!middle) return null;
    const percent = Math.round(((edge - middle) * 100) / middle);
    return word(at, `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`, 79);
  }
}

/**
 * A pointer for a reading that decides, a loose outline for one that still shakes.
 * @param {number} x
 * @param {'ok' | 'no' | 'wait'} verdict
 */
function mark(x, verdict) {
  if (verdict === 'wait') return el('rect', { class: 'b-wait', x: Math.max(12, x - 60), y: 12, width: 120, height: 24, rx: 12 });
  return el('path', { class: `b-${verdict}`, d: `M${x} 44l-17-28a5 5 0 014-8h26a5 5 0 014 8zM${x - 3} 44h6v58h-6z` });
}
