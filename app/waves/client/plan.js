// @ts-check
// A wave on one screen: its figures, its lists, the map of the one that is chosen, why other orders are not in it.

import { get, post } from '../../client/api.js';
import { now } from '../../client/clock.js';
import { el, icon, put, show } from '../../client/dom.js';
import { button, chip, toneIcon } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { warehouse } from './map.js';
import { clockTime, figure, hours, walk } from './words.js';

const TIGHT_MIN = 15;
const SIGNS = { no_stock: 'i-short', short_stock: 'i-short', short: 'i-short', cross_border: 'i-globe', cap: 'i-clock', not_wanted: 'i-clock', next_wave: 'i-clock' };

/**
 * The row of figures.
 * @param {any} wave with orders as a number, lines, expected_m, expected_s, cut_off_at, pace, first_come_m
 * @param {number} lists
 * @returns {(Node | null)[]}
 */
export function figures(wave, lists) {
  const { pace } = wave;
  const saved = wave.first_come_m ? Math.round(100 * (1 - wave.expected_m / wave.first_come_m)) : 0;
  const by = wave.done_at || pace.picked_by;
  return [
    figure(String(wave.orders), t('waves.ui.orders_lines', { n: wave.lines })),
    figure(String(lists || '–'), t('waves.ui.trips')),
    figure(walk(wave.expected_m), t('waves.ui.walking'), saved > 0 ? chip(t('waves.ui.saved', { n: saved }), 'ok') : null),
    figure(hours(wave.expected_s), t('waves.ui.person_hours')),
    figure(clockTime(by), t(wave.done_at ? 'waves.ui.picked_at' : 'waves.ui.picked_by', { time: clockTime(wave.cut_off_at) }), left(wave, by)),
    wave.done_at ? null : figure(pace.needed === null ? '–' : String(pace.needed), t('waves.ui.pickers_needed', { n: pace.pickers }), pace.needed === null || pace.needed > pace.pickers ? chip(t('waves.ui.too_few'), 'warn') : null),
  ];
}

/**
 * @param {any} wave
 * @param {string} by when it is picked
 */
function left(wave, by) {
  const cutOff = Date.parse(wave.cut_off_at);
  if (!wave.done_at && cutOff < now()) return chip(t('waves.ui.missed'), 'no');
  const minutes = Math.floor((cutOff - Date.parse(by)) / 60000);
  if (minutes < 0) return chip(t('waves.ui.late', { n: -minutes }), 'no');
  const words = minutes < 100 ? t('waves.ui.spare', { n: minutes }) : t('waves.ui.spare_h', { n: Math.floor(minutes / 60) });
  return chip(words, minutes < TIGHT_MIN ? 'warn' : 'ok');
}

/**
 * The lists beside the map of the one that is chosen; a press on another one draws its way.
 * @param {{ lists: Element, map: Element, title: Element }} places
 * @param {{ map: any, lists: any[] }} drawn
 * @param {number} [chosen]
 */
export function showWalks(places, drawn, chosen = 0) {
  const one = Math.min(chosen, Math.max(0, drawn.lists.length - 1));
  places.lists.setAttribute('data-chosen', String(one));
  put(places.lists, drawn.lists.length ? drawn.lists.map((list, n) => listRow(list, n, n === one, () => showWalks(places, drawn, n)))
    : el('tr', null, el('td', { colspan: 5, class: 'quiet' }, t('ui.nothing_here'))));
  put(places.map, drawn.lists.length ? warehouse(drawn.map, drawn.lists, one) : null);
  const list = drawn.lists[one];
  put(places.title, list ? t('waves.ui.how_walks', { what: list.number || t('waves.ui.cart_n', { n: one + 1 }) }) : t('waves.ui.map'));
}

/**
 * @param {any} list
 * @param {number} n
 * @param {boolean} on
 * @param {() => void} choose
 */
function listRow(list, n, on, choose) {
  const done = list.tasks ? Math.round((100 * (list.tasks_done || 0)) / list.tasks) : 0;
  const about = [t(`waves.mode.${list.mode}`), list.number ? ' · ' : '', list.number ? el('b', { class: 'num' }, list.number) : '', list.badge ? ` · ${list.badge}` : ''];
  return [
    el('tr', { class: 'walkrow walkrow--first', on: { click: choose } }, el('td', { class: 'num' }, el('button', { class: on ? 'mini mini--on' : 'mini', type: 'button', 'aria-pressed': on ? 'true' : 'false', 'aria-label': t('waves.ui.cart_n', { n: n + 1 }) }, n + 1)),
      el('td', { class: 'cut' }, list.zones.join(', ')), el('td', { class: 'end num' }, list.number ? `${list.tasks_done}/${list.tasks}` : list.tasks),
      el('td', { class: 'end num' }, walk(list.metres)), el('td', { class: 'end num' }, hours(list.seconds))),
    el('tr', { class: 'walkrow', on: { click: choose } }, el('td', null), el('td', { class: 'sub', colspan: 4 }, about, list.number ? el('span', { class: 'hbar block' }, el('i', { w: done })) : null)),
  ];
}

/**
 * How the orders are picked, and what the other ways would have cost.
 * @param {any[]} modes
 */
export function ways(modes) {
  return modes.map((pool) => el('li', { class: 'div-row' }, el('p', { class: 'row row--ends' }, el('b', null, t(`waves.mode.${pool.mode}`)), el('span', { class: 'num' }, t('waves.ui.orders', { n: pool.orders }))),
    pool.prices.map((/** @type {any} */ price) => el('p', { class: 'row row--ends sub' }, el('span', null, t(`waves.mode.${price.mode}`)),
      el('span', { class: 'num' }, `${price.exact ? '' : '> '}${walk(price.metres)} · ${hours(price.seconds)}`)))));
}

/**
 * Why other orders are not in it; a press on a reason names them.
 * @param {any[]} reasons
 * @returns {Node[]}
 */
export function whyNot(reasons) {
  const rows = reasons.map((one) => {
    const names = el('div', { class: 'why__names num', hidden: true }, one.orders.map((/** @type {string} */ order) => el('a', { class: 'link', href: `/orders/${order}` }, order)),
      one.count > one.orders.length ? el('span', { class: 'sub' }, t('waves.ui.and_more', { n: one.count - one.orders.length })) : null);
    return el('li', null, el('button', { class: 'why__row', type: 'button', on: { click: () => show(names, names.hasAttribute('hidden')) } }, sign(one.reason),
      el('span', { class: 'grow' }, el('b', { class: 'block' }, t(`waves.why.${one.reason}`)), el('span', { class: 'sub cut block' }, detail(one))), el('b', { class: 'count num' }, one.count), icon('i-chev', 'i-plain')), names);
  });
  return rows.length ? rows : [el('li', { class: 'quiet' }, t('waves.ui.all_in'))];
}

/** @param {string} reason */
function sign(reason) {
  if (reason === 'intercepted') return toneIcon('stop');
  const name = SIGNS[/** @type {'cap'} */ (reason)];
  return name ? icon(name, 'i-plain') : toneIcon('warn');
}

/** @param {any} one */
function detail(one) {
  if (one.reason === 'not_before' && one.detail) return t('waves.ui.earliest', { day: one.detail.slice(0, 10) });
  return one.detail || one.orders.slice(0, 2).join(', ');
}

/**
 * Answer "why not this one?" below a search field; one that could go may jump in from there.
 * @param {HTMLFormElement} form
 * @param {Element} place
 * @param {boolean} mayJump
 */
export function askOne(form, place, mayJump) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (form.querySelector('input'));
    const order = input.value.trim();
    if (!order) return;
    const answer = await get(`/api/v1/waves/why?order=${encodeURIComponent(order)}`);
    input.select();
    put(place, answer.ok ? one(answer.data) : el('p', { class: 'is-no mt-2' }, answer.detail),
      answer.ok && mayJump && answer.data.state === 'ready' && !answer.data.reasons.length ? button(t('waves.ui.jump_in'), { icon: 'i-right', cls: 'btn--s mt-2', onClick: () => { put(place); jumpIn(answer.data.order_no); } }) : null);
  });
}

/** @param {any} told */
function one(told) {
  const where = told.wave ? t('waves.ui.is_in', { wave: told.wave }) : told.reasons.map((/** @type {string} */ reason) => t(`waves.why.${reason}`)).join(', ') || t('waves.ui.next_takes_it');
  return el('p', { class: 'mt-2' }, el('b', { class: 'num' }, told.order_no), ` · ${t(`order.state.${told.state}`)}`, el('span', { class: 'block' }, where),
    told.detail ? el('span', { class: 'sub block' }, told.detail) : null);
}

/**
 * Let an urgent order jump onto a list that is walked, or make a flash wave of it.
 * @param {string} order
 */
export async function jumpIn(order) {
  clearVerdict();
  const answer = await post('/api/v1/waves/jump-in', { order }, { timeoutMs: 30000 });
  if (!answer.ok) showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
  else showVerdict({ tone: 'ok', word: t(answer.data.flash ? 'waves.ui.flash' : 'waves.ui.jumped'), say: t('waves.ui.jumped_onto', { list: answer.data.pick_list, wave: answer.data.wave, n: answer.data.added_m }) });
}
