// @entry
// @ts-check
// Parcels that left and are not heard of: who chases which, and what came of it.

import { get } from '../../client/api.js';
import { refreshClock } from '../../client/clock.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { t } from '../../client/text.js';
import { handling } from './handling.js';
import { aboutLink } from './trouble.js';
import './board.css';

const page = pageData();
const { owner, resolver } = handling(page, renew);
/** @type {Record<string, string>} */
const shown = {};

async function renew() {
  const answer = await get('/api/v1/truth');
  if (answer.ok) draw(answer.data);
}

/** @param {any} queues */
function draw(queues) {
  ['chase', 'audit'].forEach((name) => {
    const rows = queues[name];
    const now = JSON.stringify(rows.map((/** @type {any} */ one) => [one.id, one.owner]));
    if (now === shown[name]) return; // What somebody is typing stays.
    shown[name] = now;
    put(qs(`#n-${name}`), rows.length);
    put(qs(`#${name}`), rows.length ? rows.map(row) : el('tr', null, el('td', { colspan: 7, class: 'quiet' }, t('board.ui.all_heard'))));
  });
  refreshClock();
}

/** @param {any} one */
function row(one) {
  /** @param {string | null} when */
  const ago = (when) => (when ? el('td', { class: 'num', data: { age: when } }) : el('td', { class: 'quiet' }, '–'));
  return el('tr', { id: `x${one.id}` },
    el('td', { class: 'cut num' }, el('b', null, aboutLink(one.parcel_no)), el('span', { class: 'sub block cut' }, one.order_no || '')),
    el('td', { class: 'cut' }, one.carrier, el('span', { class: 'sub block cut num' }, one.waybill || '')),
    el('td', { class: 'whole' }, t(`board.reason.${one.reason}`)),
    ago(one.shipped_at), ago(one.last_at),
    el('td', { class: 'cut' }, owner(one)),
    page.may_work ? el('td', { class: 'whole' }, resolver(one)) : null);
}

draw(page.truth);
follow({ url: '/api/v1/board/feed', after: page.upto, onFeed: (feed) => { if (feed.events.some((/** @type {any} */ one) => one.tag.indexOf('stations.exception') === 0)) renew(); } });
