// @ts-check
// A printer that is down: another bench's prints the labels meanwhile, chosen by its code.

import { post } from '../../client/api.js';
import { el } from '../../client/dom.js';
import { button, choice } from '../../client/parts.js';
import { t } from '../../client/text.js';

/** @typedef {import('./bench.js').Bench} Bench */

const WORKS = ['', 'ready', 'unknown', 'none'];
const SHOWN = 6;

/** @param {string} printer its state, empty while nobody has asked */
export function isDead(printer) {
  return WORKS.indexOf(printer) < 0;
}

/** The benches to choose from; one that has no room here is scanned. @param {Bench} bench @param {any} acts */
export function spareSheet(bench, acts) {
  const others = bench.standIns.filter((code) => code !== bench.spare).slice(0, SHOWN);
  const own = bench.spare ? choice(t('packing.ui.spare_own'), { icon: 'i-undo', onClick: () => acts.spare('') }) : null;
  return [el('section', null, el('div', { class: 'card fill' }, el('p', { class: 't-h1 b8' }, t('packing.ui.spare_which')),
    el('div', { class: 'stack mt-4' }, own, others.map((code) => choice(code, { icon: 'i-print', onClick: () => acts.spare(code) })), button(t('ui.cancel'), { onClick: () => acts.sheet('') })))),
  el('aside', null, el('div', { class: 'card card--flat t-body' }, el('b', { class: 'block mb-2' }, t('packing.ui.spare_hint')), el('p', { class: 'quiet' }, t('packing.ui.spare_hint_say'))))];
}

/**
 * @param {Bench} bench
 * @param {string} code of the bench that stands in; empty for the own printer again
 * @returns {Promise<any>} the answer, with the verdict to show
 */
export async function useSpare(bench, code) {
  const answer = await post(`/api/v1/benches/${encodeURIComponent(bench.code)}/spare`, { bench: code || null });
  if (!answer.ok) return answer;
  const { spare, moved } = answer.data;
  const verdict = spare
    ? { tone: 'ok', word: t('packing.ui.spare_used', { bench: spare }), say: moved ? t('packing.ui.spare_moved', { n: moved }) : '' }
    : { tone: 'ok', word: t('packing.ui.spare_back'), say: t('packing.ui.spare_back_say') };
  return { ...answer, verdict };
}
