// @entry
// @ts-check
// One wave: its figures, lists and orders; release and cancel ask twice by a second press.

import { get, post } from '../../client/api.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { button, waveBar } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { clockTime, figure, groupWords, hours, shares, spare, stateChip, walk } from './words.js';
import './waves.css';

const SURE_MS = 4000;
const page = pageData();
let sure = '';

/** @param {any} shown */
function draw(shown) {
  const { wave, lists, orders } = shown;
  const open = wave.state === 'locked' || wave.state === 'released' || wave.state === 'picking';
  put(qs('#state'), stateChip(wave.state), wave.state === 'locked' ? el('span', { class: 'note ml-2' }, t('waves.ui.not_visible')) : null);
  put(qs('#acts'), page.may_release && open ? [
    button(t(sure === 'cancel' ? 'waves.ui.sure' : 'waves.ui.cancel'), { cls: sure === 'cancel' ? 'btn--stop' : '', onClick: () => act('cancel', shown) }),
    wave.state === 'locked' ? button(t('waves.ui.release_n', { n: wave.orders }), { icon: 'i-right', cls: 'btn--main', onClick: () => act('release', shown) }) : null] : null);
  const done = shares(wave.by_state);
  put(qs('#figures'),
    figure(String(wave.orders), t('waves.ui.orders_lines', { n: wave.lines })),
    figure(String(wave.lists || lists.length || '–'), t('waves.ui.trips')),
    figure(walk(wave.expected_m), t('waves.ui.walking')),
    figure(hours(wave.expected_s), t('waves.ui.person_hours')),
    figure(clockTime(wave.cut_off_at), `${t('ui.cut_off')} · ${groupWords(wave.grouping)}`, open ? spare(wave.cut_off_at) : null));
  put(qs('#lists'), lists.length ? lists.map(list) : el('tr', null, el('td', { colspan: 5, class: 'quiet' }, t(wave.state === 'locked' ? 'waves.ui.lists_later' : 'ui.nothing_here'))));
  put(qs('#orders'), el('li', null, el('span', { class: 'grow' }, waveBar(done), el('span', { class: 'sub num block' }, done.words))), orders.map(order));
}

/** @param {any} one */
function list(one) {
  const share = one.tasks ? Math.round((100 * one.tasks_done) / one.tasks) : 0;
  return el('tr', null, el('td', { class: 'num' }, el('b', null, one.number)), el('td', null, t(`waves.mode.${one.mode}`), el('span', { class: 'sub block' }, one.zone || '')),
    el('td', null, el('div', { class: 'hbar' }, el('i', { w: share })), el('span', { class: 'sub num block' }, `${one.tasks_done} / ${one.tasks}`)),
    el('td', { class: 'cut' }, one.badge || '–'), el('td', { class: 'end num' }, hours(one.expected_s), el('span', { class: 'sub block' }, walk(one.expected_m))));
}

/** @param {any} one */
function order(one) {
  return el('li', null, page.may_orders ? el('a', { class: 'link num', href: `/orders/${one.order_no}` }, one.order_no) : el('span', { class: 'num' }, one.order_no), el('span', { class: 'sub' }, t(`order.state.${one.state}`)));
}

/**
 * @param {'release' | 'cancel'} what
 * @param {any} shown
 */
async function act(what, shown) {
  clearVerdict();
  if (what === 'cancel' && sure !== 'cancel') {
    sure = 'cancel';
    draw(shown);
    setTimeout(() => { sure = ''; renew(); }, SURE_MS);
    return;
  }
  sure = '';
  const answer = await post(`/api/v1/waves/${page.number}/${what}`, undefined, { timeoutMs: 30000 });
  if (answer.ok) showVerdict({ tone: 'ok', word: t(what === 'release' ? 'waves.ui.released' : 'waves.state.cancelled') });
  else showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
  await renew();
}

async function renew() {
  const answer = await get(`/api/v1/waves/${page.number}`);
  if (answer.ok) draw(answer.data);
}

draw(page.shown);
if (page.may_follow) follow({ url: '/api/v1/board/feed', after: page.upto, onFeed: (feed) => { if (feed.events.length && !sure) renew(); } });
