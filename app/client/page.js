// @entry
// @ts-check
// What every page does: theme before the first paint, then widths, clocks, and the frame's own controls.

import { call, csrfToken } from './api.js';
import { setServerTime, startClock } from './clock.js';
import { pageData, qsa, size } from './dom.js';
import { applyTheme, chooseTheme, currentTheme, nextTheme } from './theme.js';

applyTheme();
document.addEventListener('DOMContentLoaded', () => {
  size();
  setServerTime(pageData().now);
  startClock();
  qsa('form[data-stay]').forEach(keepPlace);
  qsa('[data-theme-switch]').forEach(themeSwitch);
  qsa('[data-log-out]').forEach((button) => button.addEventListener('click', logOut));
});

/**
 * The language form carries the very place the person is at, and the page's token.
 * @param {HTMLElement} node
 */
function keepPlace(node) {
  const form = /** @type {HTMLFormElement} */ (node);
  form.addEventListener('submit', () => {
    field(form, 'next').value = window.location.pathname + window.location.search + window.location.hash;
    field(form, 'csrf_token').value = csrfToken();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement}
 */
function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @param {HTMLElement} button */
function themeSwitch(button) {
  const say = () => { button.textContent = button.getAttribute(`data-${currentTheme()}`); };
  button.addEventListener('click', () => {
    chooseTheme(nextTheme());
    say();
  });
  say();
}

async function logOut() {
  const answer = await call('DELETE', '/api/v1/session');
  if (answer.ok || answer.status === 401) window.location.assign('/');
}
