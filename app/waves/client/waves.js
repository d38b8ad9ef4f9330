// @entry
// @ts-check
// Waves: what is at work, the rules that make them, and a plan that is locked only when somebody says so.

import { get, post } from '../../client/api.js';
import { refreshClock } from '../../client/clock.js';
import { el, pageData, put, qs, show } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { button, waveBar } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { askOne, figures, showWalks, ways, whyNot } from './plan.js';
import { plan } from './planner.js';
import { ruleBook, said, urgentTick } from './rules.js';
import { clockTime, groupWords, hours, shares, stateChip, walk } from './words.js';
import './waves.css';

const page = pageData();
/** @type {() => void} */
let stop = () => undefined;

/** @param {any[]} rows */
function draw(rows) {
  put(qs('#waves'), rows.length ? rows.map(row) : el('tr', null, el('td', { colspan: 6, class: 'quiet' }, t('ui.nothing_here'))));
  refreshClock();
}

/** @param {any} wave */
function row(wave) {
  const done = shares(wave.by_state);
  const made = wave.rule ? ` · ${wave.rule}` : '';
  return el('tr', null,
    el('td', null, el('a', { class: 'link num', href: `/waves/${wave.number}` }, el('b', null, wave.number)), el('span', { class: 'sub cut block' }, groupWords(wave.grouping) + made)),
    el('td', null, stateChip(wave.state), wave.state === 'locked' && wave.release_at ? el('span', { class: 'sub block' }, t('waves.ui.goes_at', { time: clockTime(wave.release_at) })) : null),
    el('td', null, waveBar(done), el('span', { class: 'sub num block' }, done.words)),
    el('td', { class: 'num' }, el('span', { class: 'count', data: wave.state === 'done' || wave.state === 'cancelled' ? {} : { countdown: wave.cut_off_at } }), el('span', { class: 'sub block' }, clockTime(wave.cut_off_at))),
    el('td', { class: 'num' }, t('waves.ui.orders', { n: wave.orders }), el('span', { class: 'sub block' }, t('waves.ui.lines', { n: wave.lines }))),
    el('td', { class: 'end num' }, hours(wave.expected_s), el('span', { class: 'sub block' }, walk(wave.expected_m))));
}

async function renew() {
  const answer = await get('/api/v1/waves?limit=50');
  if (answer.ok) draw(answer.data.waves);
}

/** @param {any} wish */
function preview(wish) {
  clearVerdict();
  stop();
  put(qs('#plan'));
  const running = qs('#running');
  const end = plan(wish, {
    onProgress: (told) => put(running, el('p', { class: 'row' }, el('span', { class: 'grow' }, t('waves.ui.planning', { n: told.orders, m: walk(told.metres) })),
      el('span', { class: 'running__bar' }, el('span', { class: 'hbar block' }, el('i', { w: told.waves ? Math.round((100 * told.done) / told.waves) : 0 }))),
      button(t('waves.ui.stop'), { cls: 'btn--s ml-2', onClick: () => stop() }))),
    onPlan: (found) => {
      stop();
      show(qs('#plan'), true);
      drawPlan(found, wish, 0);
    },
    onRefusal: (say, tone) => {
      stop();
      showVerdict({ tone, word: t('waves.ui.refused'), say });
    },
  });
  stop = () => {
    end();
    show(running, false);
    stop = () => undefined;
  };
  put(running, el('p', null, t('waves.ui.begins')));
  show(running, true);
}

/**
 * @param {any} found
 * @param {any} asked
 * @param {number} at the wave that is shown
 */
function drawPlan(found, asked, at) {
  const orders = found.waves.reduce((/** @type {string[]} */ all, /** @type {any} */ wave) => all.concat(wave.orders), []);
  const wave = found.waves[at];
  const lists = el('tbody', null);
  const map = el('div', { class: 'mapbox' });
  const title = el('h2', { class: 'card__title' });
  const other = el('section', { class: 'card w3' }, el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('waves.ui.why_not')),
    el('b', { class: 'count num' }, found.why_not.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + one.count, 0))), el('ul', { class: 'why' }, whyNot(found.why_not)));
  if (!wave) {
    put(qs('#plan'), el('div', { class: 'planboard' }, el('section', { class: 'card w9' }, el('p', { class: 'quiet' }, t('waves.ui.nothing_planned'))), other));
    return;
  }
  put(qs('#plan'),
    el('div', { class: 'row row--ends row--wrap mt-3' }, el('div', { class: 'row row--wrap' }, el('h2', { class: 't-h3 b7 mr-2' }, t('waves.ui.planned', { n: found.waves.length })), found.waves.map(tab(found, asked, at))),
      button(t('waves.ui.lock_all', { n: orders.length }), { icon: 'i-lock', cls: 'btn--main', onClick: () => lock({ ...asked, orders }) })),
    el('section', { class: 'card figures mt-2' }, figures({ ...wave, orders: wave.orders.length }, wave.lists.length)),
    el('div', { class: 'planboard mt-3' },
      el('section', { class: 'card w3' }, el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('waves.ui.pick_lists'))), walkTable(lists), el('ul', { class: 'mt-2' }, ways(wave.modes))),
      el('section', { class: 'card w6' }, el('div', { class: 'card__head' }, title, key()), map), other));
  showWalks({ lists, map, title }, { map: found.map, lists: wave.lists });
}

/**
 * @param {any} found
 * @param {any} asked
 * @param {number} at
 */
function tab(found, asked, at) {
  return (/** @type {any} */ wave, /** @type {number} */ n) => button(`${groupWords(wave.grouping)} · ${clockTime(wave.cut_off_at)}`,
    { cls: n === at ? 'btn--s wavetab wavetab--on' : 'btn--s wavetab', onClick: () => drawPlan(found, asked, n) });
}

/** @param {Element} body */
function walkTable(body) {
  return el('table', { class: 'list list--tight walks' }, el('thead', null, el('tr', null, el('th', { class: 'col-rank' }), el('th', null, t('waves.ui.zones')), el('th', { class: 'end' }, t('waves.ui.lines_short')),
    el('th', { class: 'end' }, t('waves.ui.walk_short')), el('th', { class: 'end' }, t('waves.ui.time')))), body);
}

function key() {
  return el('span', { class: 'key' }, el('i', { class: 'k1' }), t('waves.ui.one_pick'), el('i', { class: 'k2' }), t('waves.ui.more_picks'));
}

/** @param {any} asked */
async function lock(asked) {
  const answer = await post('/api/v1/waves', asked, { timeoutMs: 30000 });
  if (!answer.ok) return showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
  put(qs('#plan'));
  showVerdict({ tone: 'ok', word: t('waves.ui.locked_n', { n: answer.data.waves.length }), say: t('waves.ui.not_visible') });
  return renew();
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('#wish'));
if (form) {
  const book = ruleBook({ form, mayPlan: true, onPreview: preview });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    preview(said(form).wish);
  });
  qs('#save').addEventListener('click', book.save);
  qs('#clear').addEventListener('click', () => form.reset());
  askOne(/** @type {HTMLFormElement} */ (qs('#ask')), qs('#asked'), page.may_release);
  urgentTick();
  book.load();
}
draw(page.waves);
if (page.may_follow) follow({ url: '/api/v1/board/feed', after: page.upto, onFeed: (feed) => { if (feed.events.some((/** @type {any} */ one) => /^(waves|orders)\./.test(one.tag))) renew(); } });
