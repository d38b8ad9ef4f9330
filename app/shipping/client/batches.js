// @entry
// @ts-check
// Batches of pre-prints: start one of a wave or a list of parcels, see how far each is.

import { get, post } from '../../client/api.js';
import { timeOfDay } from '../../client/clock.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { floor } from '../../client/live.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { farBar, stateChip } from './batch_parts.js';
import './batches.css';

const RENEW_MS = 2000;

/** @param {any[]} rows */
function draw(rows) {
  put(qs('#batches'), rows.length ? rows.map(row) : el('tr', null, el('td', { colspan: 5, class: 'quiet' }, t('ui.nothing_here'))));
  return rows.some((one) => !one.ended_at);
}

/** @param {any} one */
function row(one) {
  return el('tr', null,
    el('td', null, el('a', { class: 'link num', href: `/batches/${one.batch}` }, el('b', null, one.batch), el('span', { class: 'sub num block cut' }, one.wave || t('batch.ui.a_list')))),
    el('td', null, stateChip(one.state)),
    el('td', null, farBar(one), el('span', { class: 'sub num block' }, t('batch.ui.done_of', { done: one.archived + one.left_out, of: one.parcels }))),
    el('td', { class: 'num col-made' }, timeOfDay(one.made_at), el('span', { class: 'sub block cut' }, one.made_by)),
    el('td', { class: 'end' }, one.url ? el('a', { class: 'link link--only', href: one.url, target: '_blank', rel: 'noopener' }, 'PDF') : '–'));
}

let open = draw(pageData().batches);

async function renew() {
  const answer = await get('/api/v1/batches');
  if (answer.ok) open = draw(answer.data.batches);
}

/** @param {HTMLFormElement} form */
async function make(form) {
  clearVerdict();
  const said = new FormData(form);
  const wave = String(said.get('wave') || '').trim();
  const parcels = String(said.get('parcels') || '').split(/[\s,;，；、]+/).filter(Boolean);
  const answer = await post('/api/v1/batches', wave ? { wave } : { parcels }, { timeoutMs: 30000 });
  if (answer.ok) window.location.assign(`/batches/${answer.data.batch}`);
  else showVerdict({ tone: answer.tone, word: t('batch.ui.refused'), say: answer.detail });
}

const form = /** @type {HTMLFormElement} */ (qs('#wish'));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  make(form);
});
const asked = new URLSearchParams(window.location.search).get('wave');
if (asked) /** @type {HTMLInputElement} */ (form.elements.namedItem('wave')).value = asked;
floor();
setInterval(() => { if (open) renew(); }, RENEW_MS);
