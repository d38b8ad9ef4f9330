// @ts-check
// What an exception is about, in words and as a way to it.

import { el } from '../../client/dom.js';
import { t } from '../../client/text.js';

const TONES = { weight_block: 'no', print_failed: 'no', intercept: 'stop', wrong_scans: 'no', device_down: 'no', dead_letter: 'srv', truth_audit: 'no' };

/**
 * @param {string} kind
 * @returns {string}
 */
export function kindTone(kind) {
  return TONES[/** @type {'intercept'} */ (kind)] || 'warn';
}

/**
 * @param {Record<string, any>} detail
 * @returns {string}
 */
export function detailWords(detail) {
  return Object.keys(detail).map((name) => {
    const said = [].concat(detail[name]).map((one) => (name === 'reason' ? word('reason', one) : one));
    return `${word('detail', name)} ${said.join(', ')}`;
  }).join(' · ');
}

/**
 * What a name is called here; the name itself when it has no word.
 * @param {'detail' | 'reason'} sort
 * @param {string} name
 * @returns {string}
 */
function word(sort, name) {
  const code = `board.${sort}.${name}`;
  const said = t(code);
  return said === code ? name : said;
}

/**
 * Orders lead to their story, parcels to their evidence.
 * @param {string} subject
 * @returns {Node | string}
 */
export function aboutLink(subject) {
  if (/^WGO\d+$/.test(subject)) return el('a', { class: 'link', href: `/orders/${subject}` }, subject);
  if (/^WGP\d+$/.test(subject)) return el('a', { class: 'link', href: `/parcels/${subject}/evidence` }, subject);
  return subject;
}
