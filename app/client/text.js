// @ts-check
// The page's texts in the person's language, from #texts.

import { pageData } from './dom.js';

/** @type {Record<string, string> | null} */
let texts = null;

/**
 * The text of a code with its `{names}` filled in; an unknown code is shown as itself.
 * @param {string} code
 * @param {Record<string, string | number>} [params]
 * @returns {string}
 */
export function t(code, params = {}) {
  if (!texts) texts = /** @type {Record<string, string>} */ (pageData('texts'));
  const text = Object.prototype.hasOwnProperty.call(texts, code) ? texts[code] : code;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/**
 * @returns {'zh' | 'en'}
 */
export function lang() {
  return document.documentElement.lang.indexOf('zh') === 0 ? 'zh' : 'en';
}

/**
 * A whole number with thousands: 1,946.
 * @param {number} n
 * @returns {string}
 */
export function number(n) {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
}
