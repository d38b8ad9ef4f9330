// @entry
// @ts-check
// Exceptions: every trouble that is open, oldest first.

import { get } from '../../client/api.js';
import { refreshClock } from '../../client/clock.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { toneIcon } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { handling } from './handling.js';
import { aboutLink, detailWords, kindTone } from './trouble.js';
import './board.css';

const page = pageData();
const { owner, resolver } = handling(page, renew);
let shown = '';

async function renew() {
  const answer = await get('/api/v1/exceptions?limit=200');
  if (answer.ok) draw(answer.data.exceptions);
}

/** @param {any[]} rows */
function draw(rows) {
  const now = JSON.stringify(rows.map((one) => [one.id, one.owner]));
  if (now === shown) return; // What somebody is typing stays.
  shown = now;
  put(qs('#count'), rows.length);
  put(qs('#rows'), rows.length ? rows.map(row) : el('tr', null, el('td', { colspan: 6, class: 'quiet' }, t('board.ui.no_exceptions_say'))));
  refreshClock();
}

/** @param {any} one */
function row(one) {
  return el('tr', { id: `x${one.id}` },
    el('td', null, toneIcon(kindTone(one.kind))),
    el('td', { class: 'cut grow' }, el('b', null, t(`stations.exception.${one.kind}`)), el('span', { class: 'sub block cut' }, detailWords(one.detail))),
    el('td', { class: 'cut num' }, aboutLink(one.subject)),
    el('td', { class: 'num', data: { age: one.raised_at } }),
    el('td', { class: 'cut' }, owner(one)),
    page.may_work ? el('td', { class: 'whole' }, resolver(one)) : null);
}

draw(page.exceptions);
if (window.location.hash) {
  const wanted = document.getElementById(window.location.hash.slice(1));
  if (wanted) {
    wanted.classList.add('is-wanted');
    wanted.scrollIntoView({ block: 'center' });
  }
}
follow({ url: '/api/v1/board/feed', after: page.upto, onFeed: (feed) => { if (feed.events.some((/** @type {any} */ one) => one.tag.indexOf('stations.exception') === 0)) renew(); } });
