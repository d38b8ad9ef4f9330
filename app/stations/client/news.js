// @ts-check
// What came of something one asked for: icon, word and sentence, quiet enough to stay on the page.

import { el, icon } from '../../client/dom.js';
import { toneIcon } from '../../client/parts.js';
import { lang, t } from '../../client/text.js';

const STATE_TONE = { ok: 'ok', unstable: 'wait', none: 'off', overload: 'no', under_zero: 'warn', silent: 'no', disconnected: 'no' };

/**
 * A scale's state: icon and word.
 * @param {string} state
 */
export function stateWord(state) {
  return [toneIcon(STATE_TONE[/** @type {'ok'} */ (state)] || 'off'), el('span', null, t(`station.state.${state}`))];
}

/**
 * @param {string} tone ok no warn off srv wait
 * @param {string} word
 * @param {string} say
 * @returns {HTMLElement}
 */
export function news(tone, word, say) {
  return el('div', { class: `news news--${tone}`, role: 'status' }, icon(`v-${tone}`, `i-${tone === 'wait' ? 'plain' : tone}`),
    el('div', { class: 'grow' }, el('b', null, word), el('span', null, say)));
}

/**
 * A moment in the page's language and the site's time zone: 22 Nov 2026, 16:05.
 * @param {string} at
 * @returns {string}
 */
export function moment(at) {
  const zone = document.documentElement.getAttribute('data-zone') || undefined;
  return new Date(at).toLocaleString(lang() === 'zh' ? 'zh-CN' : 'en-GB',
    { timeZone: zone, year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
}
