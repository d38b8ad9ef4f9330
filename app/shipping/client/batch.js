// @entry
// @ts-check
// One batch of pre-prints: it is followed by the floor's news until its PDF can be opened.

import { post } from '../../client/api.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { button } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { farBar, pdfLink, stateChip } from './batch_parts.js';
import './batches.css';

const SURE_MS = 4000;
let shown = pageData().shown;
let sure = false;

function draw() {
  const waiting = shown.parcels - shown.archived - shown.left_out;
  put(qs('#state'), stateChip(shown.state));
  put(qs('#acts'), waiting && (shown.state === 'queued' || shown.state === 'drawing')
    ? button(t(sure ? 'batch.ui.sure' : 'batch.ui.cancel'), { cls: sure ? 'btn--stop' : '', onClick: cancel }) : null,
  shown.url ? pdfLink(shown) : null);
  put(qs('#far'), el('p', { class: 't-lead b7 num' }, t('batch.ui.done_of', { done: shown.archived + shown.left_out, of: shown.parcels }), el('span', { class: 'sub ml-2' }, shown.wave || t('batch.ui.a_list'))),
    farBar(shown),
    el('div', { class: 'far__figures' }, figure(shown.archived, 'archived'), figure(shown.left_out, 'left_out'), figure(waiting, 'waiting')),
    note());
  put(qs('#reasons'), shown.reasons.length ? shown.reasons.map(reason) : el('tr', null, el('td', { class: 'quiet' }, t('batch.ui.none_left_out'))),
    shown.left_out > shown.reasons.length ? el('tr', null, el('td', { class: 'quiet', colspan: 2 }, t('batch.ui.more_left_out', { n: shown.left_out - shown.reasons.length }))) : null);
}

function note() {
  if (shown.ended_at) return shown.url ? null : el('p', { class: 'quiet' }, t('batch.ui.nothing'));
  return shown.binding ? el('p', { class: 'quiet' }, t('batch.ui.binding')) : null;
}

/**
 * @param {number} count
 * @param {string} what
 */
function figure(count, what) {
  return el('p', { class: 'figure num' }, count, ' ', el('small', null, t(`batch.ui.${what}`)));
}

/** @param {any} one */
function reason(one) {
  return el('tr', null, el('td', { class: 'num col-who' }, el('b', null, one.parcel_no || one.order_no || '–'), el('span', { class: 'sub block cut' }, one.parcel_no ? one.order_no : '')), el('td', null, one.say));
}

async function cancel() {
  clearVerdict();
  if (!sure) {
    sure = true;
    draw();
    setTimeout(() => { sure = false; draw(); }, SURE_MS);
    return;
  }
  sure = false;
  const answer = await post(`/api/v1/batches/${shown.batch}/cancel`);
  if (answer.ok) showVerdict({ tone: 'ok', word: t('batch.ui.cancelled') });
  else showVerdict({ tone: answer.tone, word: t('batch.ui.refused'), say: answer.detail });
  news.refresh();
}

draw();
const news = follow({ url: `/api/v1/batches/${shown.batch}`, after: shown.next, onFeed: (feed) => { shown = feed; draw(); } });
