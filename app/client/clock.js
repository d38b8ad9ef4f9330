// @ts-check
// Countdowns and ages, by the server's clock: a handheld's own may be hours off.

import { qsa } from './dom.js';
import { t } from './text.js';

/** @type {any} */
let timer = 0;

/**
 * Take over the server's time.
 * @param {string} iso
 */
export function setServerTime(iso) {
  const server = Date.parse(iso);
  // On the page, not in this module: page.js and the room's script each carry a copy of it.
  if (!isNaN(server)) document.documentElement.setAttribute('data-ahead', String(server - Date.now()));
}

/** @returns {number} the server's time now, in ms */
export function now() {
  return Date.now() + Number(document.documentElement.getAttribute('data-ahead') || 0);
}

/**
 * What is left as h:mm, 0:42; past the end with a minus.
 * @param {number} ms
 * @returns {string}
 */
export function countdown(ms) {
  const minutes = Math.floor(Math.abs(ms) / 60000);
  return `${ms < 0 ? '−' : ''}${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
}

/**
 * How old, in words: 40 s, 6 min, 2 h 05, 3 d 4 h.
 * @param {number} ms
 * @returns {string}
 */
export function age(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (seconds < 60) return t('ui.seconds', { n: seconds });
  if (minutes < 60) return t('ui.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('ui.hours_minutes', { h: hours, m: two(minutes % 60) });
  return t('ui.days_hours', { d: Math.floor(hours / 24), h: hours % 24 });
}

/**
 * A time of day as 15:18 or 15:18:07, in the site's zone (`data-zone` of the page).
 * @param {number | string} when ISO or ms
 * @param {boolean} [seconds]
 * @returns {string}
 */
export function timeOfDay(when, seconds = false) {
  const words = zoned().format(new Date(when)).split(':'); // 24:05 for midnight in old browsers
  const short = `${two(Number(words[0]) % 24)}:${words[1]}`;
  return seconds ? `${short}:${words[2]}` : short;
}

/** @type {Intl.DateTimeFormat | null} */
let format = null;

function zoned() {
  const timeZone = document.documentElement.getAttribute('data-zone') || undefined;
  if (!format) format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone });
  return format;
}

/**
 * Keep every `data-countdown`, `data-age` (both ISO times) and `data-clock` of the page fresh, once a second.
 */
export function startClock() {
  refreshClock();
  if (!timer) timer = setInterval(refreshClock, 1000);
}

/** Fill them in now: after a page part was drawn anew. */
export function refreshClock() {
  qsa('[data-countdown]').forEach((node) => {
    const end = Date.parse(node.getAttribute('data-countdown') || '');
    write(node, isNaN(end) ? '' : countdown(end - now()));
  });
  qsa('[data-age]').forEach((node) => {
    const start = Date.parse(node.getAttribute('data-age') || '');
    write(node, isNaN(start) ? '' : age(now() - start));
  });
  qsa('[data-clock]').forEach((node) => write(node, timeOfDay(now(), node.getAttribute('data-clock') === 'seconds')));
}

/**
 * @param {HTMLElement} node
 * @param {string} text
 */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {number} n */
function two(n) {
  return n < 10 ? `0${n}` : String(n);
}
