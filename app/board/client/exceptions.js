// @entry
// @ts-check
// Exceptions: taken by one press, ended by a few words about what was done.

import { get, post } from '../../client/api.js';
import { refreshClock } from '../../client/clock.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { button, toneIcon } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { aboutLink, detailWords, kindTone } from './trouble.js';
import './board.css';

const page = pageData();
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
  put(qs('#rows'), rows.length ? rows.map(row) : el('tr', null, el('td', { colspan: 6, class: 'quiet' }, t('ui.nothing_here'))));
  refreshClock();
}

/** @param {any} one */
function row(one) {
  return el('tr', { id: `x${one.id}` },
    el('td', null, toneIcon(kindTone(one.kind))),
    el('td', { class: 'cut' }, el('b', null, t(`stations.exception.${one.kind}`)), el('span', { class: 'sub block cut' }, detailWords(one.detail))),
    el('td', { class: 'cut num' }, aboutLink(one.subject)),
    el('td', { class: 'num', data: { age: one.raised_at } }),
    el('td', { class: 'cut' }, one.owner || (page.may_work ? button(t('board.ui.take'), { cls: 'btn--s', onClick: () => act(`${one.id}/take`, undefined, 'taken') }) : el('b', { class: 'is-no' }, t('ui.no_owner')))),
    page.may_work ? el('td', null, resolver(one)) : null);
}

/** @param {any} one */
function resolver(one) {
  const words = el('input', { class: 'field__box field__box--s', maxlength: 200, 'aria-label': t('board.ui.what_done'), autocomplete: 'off' });
  const form = el('form', { class: 'row' }, words, el('button', { class: 'btn btn--s ml-2', type: 'submit' }, el('span', null, t('board.ui.resolve'))));
  form.addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!words.value.trim()) {
      showVerdict({ tone: 'warn', word: t('board.ui.refused'), say: t('board.ui.say_what_done') });
      words.focus();
      return;
    }
    act(`${one.id}/resolve`, { resolution: words.value.trim() }, 'resolved');
  });
  return form;
}

/**
 * @param {string} path
 * @param {any} body
 * @param {'taken' | 'resolved'} done
 */
async function act(path, body, done) {
  clearVerdict();
  const answer = await post(`/api/v1/exceptions/${path}`, body);
  if (answer.ok) showVerdict({ tone: done === 'taken' ? 'ok' : 'done', word: t(`board.ui.${done}`) });
  else showVerdict({ tone: answer.tone, word: t('board.ui.refused'), say: answer.detail });
  await renew();
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
