// @ts-check
// What an exception is about, in words and as a way to it.

import { el } from '../../client/dom.js';
import { t } from '../../client/text.js';

const TONES = { weight_block: 'no', print_failed: 'no', intercept: 'stop', wrong_scans: 'no', device_down: 'no', dead_letter: 'srv', truth_audit: 'no' };

/** Reasons are a carrier's, a printer's or an order's. */
const REASONS = ['board.reason', 'station.printer', 'order.why', 'order.hold'];

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
    const said = [].concat(detail[name]).map((one) => (/^reasons?$/.test(name) ? word(REASONS, one) : one));
    return `${word(['board.detail'], name)} ${said.join(', ')}`;
  }).join(' · ');
}

/**
 * What a name is called here; the name itself when it has no word.
 * @param {string[]} sorts where words are looked for, the nearest first
 * @param {string} name
 * @returns {string}
 */
function word(sorts, name) {
  const codes = sorts.map((sort) => `${sort}.${name}`);
  const found = codes.find((code) => t(code) !== code);
  return found ? t(found) : name;
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
