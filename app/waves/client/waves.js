// @entry
// @ts-check
// Waves: plan without writing anything, then lock what was shown.

import { get, post } from '../../client/api.js';
import { refreshClock } from '../../client/clock.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { button, waveBar } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { clockTime, figure, groupWords, hours, shares, spare, stateChip, walk } from './words.js';
import './waves.css';

const page = pageData();

/** @param {any[]} rows */
function draw(rows) {
  put(qs('#waves'), rows.length ? rows.map(row) : el('tr', null, el('td', { colspan: 6, class: 'quiet' }, t('ui.nothing_here'))));
  refreshClock();
}

/** @param {any} wave */
function row(wave) {
  const done = shares(wave.by_state);
  return el('tr', null,
    el('td', null, el('a', { class: 'link num', href: `/waves/${wave.number}` }, el('b', null, wave.number)), el('span', { class: 'sub cut block' }, groupWords(wave.grouping))),
    el('td', null, stateChip(wave.state)),
    el('td', null, waveBar(done), el('span', { class: 'sub num block' }, done.words)),
    el('td', { class: 'num' }, el('span', { class: 'count', data: wave.state === 'done' || wave.state === 'cancelled' ? {} : { countdown: wave.cut_off_at } }), el('span', { class: 'sub block' }, clockTime(wave.cut_off_at))),
    el('td', { class: 'num' }, t('waves.ui.orders', { n: wave.orders }), el('span', { class: 'sub block' }, t('waves.ui.lines', { n: wave.lines }))),
    el('td', { class: 'end num' }, hours(wave.expected_s), el('span', { class: 'sub block' }, walk(wave.expected_m))));
}

async function renew() {
  const answer = await get('/api/v1/waves?limit=50');
  if (answer.ok) draw(answer.data.waves);
}

/** @param {HTMLFormElement} form */
function wish(form) {
  /** @type {Record<string, any>} */
  const asked = {};
  new FormData(form).forEach((value, name) => {
    const text = String(value).trim();
    if (text) asked[name] = name.indexOf('most_') === 0 ? Number(text) : text;
  });
  return asked;
}

/** @param {HTMLFormElement} form */
async function preview(form) {
  clearVerdict();
  const answer = await post('/api/v1/waves/preview', wish(form), { timeoutMs: 30000 });
  if (!answer.ok) return showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
  return put(qs('#plan'), el('div', { class: 'plan' }, planned(answer.data.waves, wish(form)), whyNot(answer.data)));
}

/**
 * @param {any[]} waves
 * @param {any} asked
 */
function planned(waves, asked) {
  if (!waves.length) return el('section', { class: 'card' }, el('p', { class: 'quiet' }, t('waves.ui.nothing_planned')));
  const orders = waves.reduce((all, wave) => all.concat(wave.orders), []);
  return el('section', { class: 'card' },
    el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('waves.ui.planned', { n: waves.length })),
      button(t('waves.ui.lock_all', { n: orders.length }), { icon: 'i-lock', cls: 'btn--main', onClick: () => lock({ ...asked, orders }) })),
    waves.map((wave) => el('div', { class: 'stack mt-2' },
      el('p', { class: 'row row--wrap' }, el('b', null, groupWords(wave.grouping)), el('span', { class: 'sub ml-2 num' }, t('ui.cut_off_at', { time: clockTime(wave.cut_off_at) })), el('span', { class: 'ml-2' }, spare(wave.cut_off_at))),
      el('div', { class: 'row row--wrap row--ends' },
        figure(String(wave.orders.length), t('waves.ui.orders_lines', { n: wave.lines })),
        figure(String(wave.lists.length), t('waves.ui.trips')),
        figure(walk(wave.expected_m), t('waves.ui.walking')),
        figure(hours(wave.expected_s), t('waves.ui.person_hours'))),
      el('table', { class: 'list list--tight' }, el('tbody', null, wave.lists.map(trip))))));
}

/**
 * @param {any} list
 * @param {number} n
 */
function trip(list, n) {
  return el('tr', null, el('td', { class: 'col-rank' }, el('span', { class: 'mini' }, n + 1)), el('td', { class: 'col-mode' }, t(`waves.mode.${list.mode}`)), el('td', null, list.zone || '–'),
    el('td', { class: 'num' }, t('waves.ui.lines', { n: list.tasks })), el('td', { class: 'num' }, walk(list.metres)), el('td', { class: 'end num' }, hours(list.seconds)));
}

/** @param {any} plan */
function whyNot(plan) {
  const counts = { ...plan.waiting };
  Object.keys(plan.left_out).forEach((why) => { counts[why] = (counts[why] || 0) + plan.left_out[why].length; });
  const reasons = Object.keys(counts).sort((a, b) => counts[b] - counts[a]);
  const total = reasons.reduce((all, why) => all + counts[why], 0);
  return el('section', { class: 'card' },
    el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('waves.ui.why_not')), el('b', { class: 'num' }, total)),
    el('table', { class: 'list why' }, el('tbody', null, reasons.length ? reasons.map((why) => el('tr', null, el('td', null, t(`waves.why.${why}`),
      plan.left_out[why] ? el('span', { class: 'sub num block cut' }, plan.left_out[why].slice(0, 3).join(', ')) : null), el('td', { class: 'num' }, counts[why])))
      : el('tr', null, el('td', { class: 'quiet' }, t('waves.ui.all_in'))))));
}

/** @param {any} asked */
async function lock(asked) {
  const answer = await post('/api/v1/waves', asked, { timeoutMs: 30000 });
  if (!answer.ok) return showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
  put(qs('#plan'));
  showVerdict({ tone: 'ok', word: t('waves.ui.locked_n', { n: answer.data.waves.length }), say: t('waves.ui.not_visible') });
  return renew();
}

const form = document.querySelector('#wish');
if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    preview(/** @type {HTMLFormElement} */ (form));
  });
}
draw(page.waves);
if (page.may_follow) follow({ url: '/api/v1/board/feed', after: page.upto, onFeed: (feed) => { if (feed.events.some((/** @type {any} */ one) => /^(waves|orders)\./.test(one.tag))) renew(); } });
