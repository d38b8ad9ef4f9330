// @entry
// @ts-check
// One wave: what it costs, its walks on the map, its orders. A locked one is changed; cancel asks twice by a second press.

import { get, post } from '../../client/api.js';
import { el, pageData, put, qs, qsa } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { button, waveBar } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { askOne, figures, jumpIn, showWalks, ways, whyNot } from './plan.js';
import { clockTime, groupWords, shares, stateChip } from './words.js';
import './waves.css';

const SURE_MS = 4000;
const DAY_MS = 86400000;
const page = pageData();
let sure = '';
/** @type {Record<string, boolean>} */
let marked = {};

/** @param {any} shown */
function draw(shown) {
  const { wave, orders } = shown;
  const open = wave.state === 'locked' || wave.state === 'released' || wave.state === 'picking';
  const locked = wave.state === 'locked';
  const later = locked && wave.release_at ? t('waves.ui.goes_at', { time: clockTime(wave.release_at) }) : '';
  put(qs('#state'), stateChip(wave.state), locked ? el('span', { class: 'note ml-2' }, later || t('waves.ui.not_visible')) : null);
  if (!document.activeElement || !qs('#acts').contains(document.activeElement) || sure) put(qs('#acts'), page.may_release && open ? acts(shown) : null);
  drawRules(wave);
  drawOrders(orders, locked, shares(wave.by_state));
  if (locked) drawEdits(orders);
  else put(qs('#edits'), page.may_release && open ? jump() : null);
}

/** @param {any} shown */
function acts(shown) {
  const { wave } = shown;
  const at = el('input', { class: 'field__box', type: 'time', 'aria-label': t('waves.ui.release_time'), value: wave.release_at ? clockTime(wave.release_at) : '' });
  return [
    button(t(sure === 'cancel' ? 'waves.ui.sure' : 'waves.ui.cancel'), { cls: sure === 'cancel' ? 'btn--stop' : '', onClick: () => cancel(shown) }),
    wave.state === 'locked' ? at : null,
    wave.state === 'locked' ? button(t(wave.release_at ? 'waves.ui.change_time' : 'waves.ui.release_later'), { icon: 'i-clock', onClick: () => act('release-at', { release_at: moment(at.value) }) }) : null,
    wave.state === 'locked' ? button(t('waves.ui.release_n', { n: wave.orders }), { icon: 'i-right', cls: 'btn--main', onClick: () => act('release', undefined, t('waves.ui.released')) }) : null,
  ];
}

/**
 * The next moment with this time on the page's clock; nothing for an empty field.
 * @param {string} time
 * @returns {string | null}
 */
function moment(time) {
  if (!time) return null;
  const now = new Date();
  const shown = clockTime(now.toISOString());
  const minutes = (/** @type {string} */ text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const ahead = (minutes(time) - minutes(shown)) * 60000;
  return new Date(now.getTime() - (now.getTime() % 60000) + (ahead <= 0 ? ahead + DAY_MS : ahead)).toISOString();
}

/** @param {any} wave */
function drawRules(wave) {
  const rows = [[t('waves.ui.shares'), groupWords(wave.grouping)], [t('ui.cut_off'), clockTime(wave.cut_off_at)],
    wave.rule ? [t('waves.ui.rule'), wave.rule] : null, wave.grouping.together ? [t('waves.ui.group_by'), wave.grouping.together] : null,
    [t('waves.ui.planned_by'), wave.planned_by === 'system' ? t('waves.ui.by_itself') : wave.planned_by]];
  put(qs('#version'), wave.rule_version ? [t('waves.ui.version', { n: wave.rule_version }), ' · '] : '', page.may_plan ? el('a', { class: 'link', href: '/waves' }, t('waves.ui.edit_rules')) : '');
  put(qs('#rules'), rows.map((row) => row && el('li', { class: 'div-row row row--ends' }, el('span', { class: 'quiet' }, row[0]), el('b', { class: 'right' }, row[1]))));
}

/**
 * @param {any[]} orders
 * @param {boolean} locked
 * @param {any} done
 */
function drawOrders(orders, locked, done) {
  const mayMark = locked && page.may_plan;
  put(qs('#orders'), el('li', { class: 'orders__sum' }, waveBar(done), el('span', { class: 'sub num block' }, done.words)),
    orders.map((one) => el('li', null,
      mayMark ? el('label', { class: 'tick' }, el('input', { type: 'checkbox', value: one.order_no, checked: Boolean(marked[one.order_no]), 'aria-label': one.order_no, on: { change: mark } })) : null,
      page.may_orders ? el('a', { class: 'link num', href: `/orders/${one.order_no}` }, one.order_no) : el('span', { class: 'num' }, one.order_no), el('span', { class: 'sub' }, t(`order.state.${one.state}`)))));
}

function mark() {
  marked = {};
  chosen().forEach((order) => { marked[order] = true; });
}

function chosen() {
  return qsa('#orders input').filter((box) => /** @type {HTMLInputElement} */ (box).checked).map((box) => /** @type {HTMLInputElement} */ (box).value);
}

/** @param {any[]} orders */
function drawEdits(orders) {
  if (!page.may_plan || qs('#edits').contains(document.activeElement)) return;
  const order = el('input', { class: 'field__box', maxlength: 24, placeholder: t('waves.ui.scan_order'), 'aria-label': t('waves.ui.scan_order') });
  const other = el('select', { class: 'field__box', 'aria-label': t('waves.ui.other_wave') }, page.locked.map((/** @type {string} */ one) => el('option', { value: one }, one)));
  put(qs('#edits'),
    orders.length > 1 ? button(t('waves.ui.take_out'), { cls: 'btn--s', onClick: () => some((remove) => act('orders', { remove })) }) : null,
    orders.length > 1 ? button(t('waves.ui.split'), { cls: 'btn--s', onClick: () => some((orders_) => act('split', { orders: orders_ })) }) : null,
    order, button(t('waves.ui.take_in'), { cls: 'btn--s', onClick: () => order.value.trim() && act('orders', { add: [order.value.trim()] }) }),
    page.locked.length ? other : null, page.locked.length ? button(t('waves.ui.merge'), { cls: 'btn--s', onClick: () => act('merge', { other: other.value }) }) : null);
}

/** @param {(orders: string[]) => void} work */
function some(work) {
  const orders = chosen();
  if (orders.length) return work(orders);
  return showVerdict({ tone: 'warn', word: t('waves.ui.mark_first') });
}

function jump() {
  const order = el('input', { class: 'field__box', id: 'jump', maxlength: 24, placeholder: t('waves.ui.scan_order'), 'aria-label': t('waves.ui.jump_in') });
  if (qs('#edits').contains(document.activeElement)) return Array.from(qs('#edits').childNodes);
  return [order, button(t('waves.ui.jump_in'), { icon: 'i-right', cls: 'btn--s', onClick: () => join(order.value.trim()) })];
}

/** @param {string} order */
async function join(order) {
  if (!order) return;
  await jumpIn(order);
  await renew();
}

/** @param {any} shown */
function cancel(shown) {
  if (sure === 'cancel') return act('cancel', undefined, t('waves.state.cancelled'));
  sure = 'cancel';
  draw(shown);
  return setTimeout(() => { sure = ''; renew(); }, SURE_MS);
}

/**
 * @param {string} what
 * @param {any} [body]
 * @param {string} [word]
 */
async function act(what, body, word = '') {
  clearVerdict();
  sure = '';
  const answer = await post(`/api/v1/waves/${page.number}/${what}`, body, { timeoutMs: 30000 });
  if (answer.ok) {
    marked = {};
    showVerdict({ tone: 'ok', word: word || t('waves.ui.done'), say: what === 'split' ? answer.data.wave : '' });
  } else showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  if (focused) focused.blur();
  await renew();
}

async function renew() {
  const [answer, drawn] = await Promise.all([get(`/api/v1/waves/${page.number}`), get(`/api/v1/waves/${page.number}/walks`, { timeoutMs: 20000 })]);
  if (answer.ok) draw(answer.data);
  if (answer.ok && drawn.ok) drawWalks(answer.data.wave, drawn.data);
}

/**
 * @param {any} wave
 * @param {any} drawn
 */
function drawWalks(wave, drawn) {
  const locked = wave.state === 'locked';
  const lists = drawn.lists;
  const sum = (/** @type {string} */ what) => lists.reduce((/** @type {number} */ all, /** @type {any} */ list) => all + list[what], 0);
  const expected = lists.length ? { expected_m: sum('metres'), expected_s: sum('seconds') } : {};
  put(qs('#figures'), figures({ ...wave, ...expected, pace: drawn.pace, first_come_m: drawn.first_come_m }, lists.length));
  showWalks({ lists: qs('#lists'), map: qs('#map'), title: qs('#maptitle') }, drawn, Number(qs('#lists').getAttribute('data-chosen')) || 0);
  put(qs('#ways'), ways(drawn.modes));
  const reasons = drawn.why_not.map((/** @type {any} */ one) => (one.reason === 'not_wanted' ? { ...one, reason: 'next_wave' } : one));
  put(qs('#why'), locked ? whyNot(reasons) : el('li', { class: 'quiet' }, t(wave.done_at || wave.state === 'cancelled' ? 'waves.ui.over' : 'waves.ui.released_already')));
  put(qs('#whycount'), locked ? reasons.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + one.count, 0) : '');
}

draw(page.shown);
askOne(/** @type {HTMLFormElement} */ (qs('#ask')), qs('#asked'), page.may_release);
renew();
if (page.may_follow) follow({ url: '/api/v1/board/feed', after: page.upto, onFeed: (feed) => { if (feed.events.length && !sure) renew(); } });
