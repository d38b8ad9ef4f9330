// @entry
// @ts-check
// Enrol a device from the people page: its code is shown once, as a picture to scan.

import { post } from '../../client/api.js';
import { el, put, qs, show } from '../../client/dom.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './people.css';

const form = /** @type {HTMLFormElement} */ (qs('#enrol'));

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  clearVerdict();
  const name = /** @type {HTMLInputElement} */ (form.elements.namedItem('name'));
  const answer = await post('/api/v1/devices', { name: name.value });
  if (!answer.ok) return showVerdict({ tone: answer.tone, word: name.value, say: answer.detail });
  put(qs('#code-picture'), picture(answer.data.qr, answer.data.url));
  show(qs('#code'), true);
  return name.focus();
});

/**
 * @param {string[]} rows of 0 and 1
 * @param {string} label
 * @returns {SVGElement}
 */
function picture(rows, label) {
  const side = rows.length + 8; // four modules of quiet on each side
  const modules = rows.map((row, y) => Array.from(row, (bit, x) => (bit === '1' ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
  return el('svg', { class: 'qr qr--enrol', viewBox: `-4 -4 ${side} ${side}`, 'shape-rendering': 'crispEdges', role: 'img', 'aria-label': label },
    el('path', { d: modules }));
}
