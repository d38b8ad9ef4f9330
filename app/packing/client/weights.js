// @entry
// @ts-check
// Learned weights: each line is accepted into the catalogue or turned down, by one press.

import { post } from '../../client/api.js';
import { refreshClock, timeOfDay } from '../../client/clock.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { button, chip } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './weights.css';

/** @param {any[]} lines */
function draw(lines) {
  put(qs('#count'), lines.length);
  put(qs('#rows'), lines.length ? lines.map(row) : el('tr', null, el('td', { colspan: 6, class: 'quiet' }, t('packing.weights.none'))));
  refreshClock();
}

/** @param {any} one */
function row(one) {
  const sign = one.percent < 0 ? '−' : '+';
  return el('tr', { data: { sku: one.sku } },
    el('td', { class: 'cut' }, el('b', null, one.name), el('span', { class: 'sub num block cut' }, one.sku)),
    el('td', { class: 'num quiet' }, t('packing.weights.was', { grams: one.known_g })),
    el('td', { class: 'num' }, el('span', { class: 'weights__new' }, `${one.proposed_g} g`)),
    el('td', { class: 'num' }, chip(`${sign}${Math.abs(one.percent)} %`, 'warn')),
    el('td', { class: 'num' }, t('packing.weights.n', { n: one.weighings }), el('span', { class: 'sub block' }, `${one.lightest_g}–${one.heaviest_g} g · ${timeOfDay(one.newest_at)}`)),
    el('td', null, el('div', { class: 'row' }, button(t('packing.weights.accept'), { cls: 'btn--s btn--main', onClick: () => decide('accept', one) }),
      button(t('packing.weights.reject'), { cls: 'btn--s ml-2', onClick: () => decide('reject', one) }))));
}

/** @param {'accept' | 'reject'} word @param {any} one */
async function decide(word, one) {
  clearVerdict();
  const answer = await post(`/api/v1/weight-proposals/${word}`, { sku: one.sku, proposed_g: one.proposed_g });
  if (!answer.ok) return void showVerdict({ tone: answer.tone, word: t('packing.weights.not_done'), say: answer.detail });
  const say = t(`packing.weights.${word}ed`, { goods: one.name, grams: one.proposed_g, known: one.known_g });
  showVerdict({ tone: word === 'accept' ? 'done' : 'ok', word: t(`packing.weights.${word}ed_word`), say });
  draw(answer.data.proposals);
}

draw(pageData().proposals);
