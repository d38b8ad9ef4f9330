// @ts-check
// A verdict is six signs at once: colour, outline, word, place, tone, vibration. It stays until the next scan.

import { el, icon, put, qs, qsa } from './dom.js';
import { signal } from './sound.js';
import { t } from './text.js';

const FLASH_MS = 400;

/**
 * @typedef {object} Verdict
 * @property {string} tone ok done no warn stop off srv wait
 * @property {string} word one line: at most 6 Chinese characters or 14 Latin ones
 * @property {Node | string} [say] the sentence under it
 * @property {Node | null} [end] beside it on a wide screen
 */

/**
 * The loud band alone, for a page that places it itself.
 * @param {Verdict} verdict
 * @returns {HTMLElement}
 */
export function verdictBand({ tone, word, say = '', end = null }) {
  return el('div', { class: `verdict verdict--${tone}${tone === 'done' ? ' verdict--full' : ''}`, role: 'alert' }, icon(`v-${tone}`),
    el('div', { class: 'grow' }, el('p', { class: 'verdict__word' }, word), say ? el('p', { class: 'verdict__say' }, say) : null), end);
}

/**
 * Show, sound and vibrate a verdict in #verdict; a handheld flashes its frame too.
 * @param {Verdict} verdict
 * @param {Element} [place]
 */
export function showVerdict(verdict, place = qs('#verdict')) {
  put(place, verdictBand(verdict));
  signal(verdict.tone);
  if (document.body.classList.contains('pda')) flash(verdict.tone);
}

/**
 * Take the last verdict away: the next scan has come.
 * @param {Element} [place]
 */
export function clearVerdict(place = qs('#verdict')) {
  put(place);
}

/**
 * The word of a verdict's code: `wrong_item` says "Wrong item".
 * @param {string} code
 * @returns {string}
 */
export function verdictWord(code) {
  return t(`verdict.${code}`);
}

/**
 * The frame that the corner of the eye sees.
 * @param {string} tone
 */
export function flash(tone) {
  const family = { done: 'ok', ok: 'ok', no: 'no', warn: 'warn', srv: 'srv' }[tone];
  qsa('.flash').forEach((last) => last.remove()); // Two colours at once would say neither.
  if (!family) return;
  const frame = el('div', { class: `flash flash--${family}` });
  document.body.appendChild(frame);
  setTimeout(() => frame.remove(), FLASH_MS);
}

/**
 * The whole screen for an intercepted order: what to do with what is in hand is `body`.
 * @param {{ what: string, why?: string, body: Node[], dock?: Node | null }} stop
 * @returns {HTMLElement}
 */
export function halt({ what, why = '', body, dock = null }) {
  return el('div', { class: 'halt', role: 'alert' },
    el('div', { class: 'hazard' }),
    el('div', { class: 'halt__head' }, icon('v-stop', 'i--xxl'),
      el('div', null, el('p', { class: 'halt__word' }, verdictWord('intercepted')), el('p', { class: 't-h3 b7' }, what))),
    why ? el('p', { class: 'halt__why' }, why) : null,
    el('div', { class: 'card halt__do' }, body),
    dock,
    el('div', { class: 'hazard mt-3' }));
}
