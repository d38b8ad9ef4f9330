// @ts-check
// Bright, dark or as the device: the person's choice, kept on the device.

import { recall, remember } from './dom.js';

const THEMES = ['bright', 'dark', 'auto'];

/** Show the chosen theme. */
export function applyTheme() {
  const chosen = recall('theme');
  if (chosen && THEMES.indexOf(chosen) >= 0) document.documentElement.setAttribute('data-theme', chosen);
}

/** @returns {string} */
export function currentTheme() {
  return document.documentElement.getAttribute('data-theme') || 'auto';
}

/**
 * @param {string} theme
 */
export function chooseTheme(theme) {
  remember('theme', theme);
  document.cookie = `wavegate_theme=${theme}; path=/; max-age=31536000; samesite=lax`; // The server draws the next page in it.
  document.documentElement.setAttribute('data-theme', theme);
}

/** @returns {string} the theme that comes after the current one */
export function nextTheme() {
  return THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
}
