// @ts-check
// Batches of pre-prints in words and bars.

import { el } from '../../client/dom.js';
import { chip } from '../../client/parts.js';
import { t } from '../../client/text.js';

const TONE = { queued: 'off', drawing: 'want', done: 'ok', cancelled: 'off' };

/** @param {string} state */
export function stateChip(state) {
  return chip(t(`batch.state.${state}`), /** @type {'ok'} */ (TONE[/** @type {'done'} */ (state)]));
}

/**
 * How far a batch is: archived, then left out, of all its parcels.
 * @param {any} batch
 */
export function farBar(batch) {
  const share = (/** @type {number} */ n) => Math.round((1000 * n) / Math.max(1, batch.parcels)) / 10;
  const words = t('batch.ui.done_of', { done: batch.archived + batch.left_out, of: batch.parcels });
  return el('div', { class: 'hbar parts', role: 'progressbar', 'aria-label': words, 'aria-valuemin': 0, 'aria-valuemax': batch.parcels, 'aria-valuenow': batch.archived + batch.left_out },
    el('i', { w: share(batch.archived) }), batch.left_out ? el('i', { class: 'out', w: share(batch.left_out) }) : null);
}

/** @param {any} batch */
export function pdfLink(batch) {
  return el('a', { class: 'btn btn--main', href: batch.url, target: '_blank', rel: 'noopener' }, t('batch.ui.open'));
}
