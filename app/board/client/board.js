// @entry
// @ts-check
// The live board: drawn from /api/v1/board at each nudge of the socket, at most once a second.

import { age, now, refreshClock, setServerTime } from '../../client/clock.js';
import { get } from '../../client/api.js';
import { el, icon, pageData, put, qs } from '../../client/dom.js';
import { follow } from '../../client/live.js';
import { chip } from '../../client/parts.js';
import { number, t } from '../../client/text.js';
import { benchItem, exceptionRow, personRow, stateCell, waveRow } from './rows.js';
import { drawThroughput } from './chart.js';
import './board.css';

const AT_MOST_EVERY_MS = 1000;
const AGES_MS = 20000;
const ONE_COLUMN = 6;
const SHOWN = ['held', 'ready', 'waved', 'picking', 'picked', 'packing', 'packed', 'staged', 'shipped'];

let board = pageData().board;
let line = 'live';
let drawnAt = 0;
/** @type {any} */
let waiting = 0;

/** Fetch and draw, now or when the last drawing is a second old. */
function renew() {
  if (waiting) return;
  waiting = setTimeout(async () => {
    drawnAt = Date.now();
    const answer = await get('/api/v1/board');
    waiting = 0;
    if (answer.ok) show(answer.data);
  }, Math.max(0, drawnAt + AT_MOST_EVERY_MS - Date.now()));
}

/** @param {any} fresh */
function show(fresh) {
  board = fresh;
  setServerTime(board.at);
  put(qs('#states'), states());
  put(qs('#waves'), orNothing(board.waves.map(waveRow), 5));
  trouble();
  put(qs('#people'), orNothing(people(), 5));
  benches();
  hub();
  drawThroughput(board.throughput);
  refreshClock();
}

function states() {
  const wanted = board.states.filter((/** @type {any} */ one) => SHOWN.indexOf(one.state) >= 0 || (one.state === 'putback' && one.count));
  return wanted.map(stateCell);
}

function trouble() {
  const { open, without_owner: unowned, oldest } = board.exceptions;
  put(qs('#open'), open);
  put(qs('#unowned'), unowned ? chip(t('board.ui.without_owner', { n: unowned }), 'no') : null);
  put(qs('#exceptions'), orNothing(oldest.map(exceptionRow), 4, 'board.ui.no_exceptions'));
}

function people() {
  const most = Math.max(1, ...board.people.map((/** @type {any} */ one) => one.lines_per_h));
  return board.people.slice(0, 7).map((/** @type {any} */ one, /** @type {number} */ n) => personRow(one, n + 1, most));
}

function benches() {
  const works = board.benches.filter((/** @type {any} */ one) => one.works);
  const down = board.benches.filter((/** @type {any} */ one) => !one.works);
  put(qs('#down'), down.length ? chip(t('board.ui.down', { n: down.length }), 'no') : null);
  qs('#benches').classList.toggle('health--one', board.benches.length <= ONE_COLUMN);
  put(qs('#benches'), board.benches.length ? down.concat(works).map(benchItem) : el('li', { class: 'quiet' }, t('ui.nothing_here')));
}

function hub() {
  const { last_contact_at: last, queue, oldest_unsent_at: oldest, dead, answers } = board.hub;
  const heard = last ? t('board.ui.hub_heard', { age: age(now() - Date.parse(last)) }) : t('board.ui.hub_silent');
  const works = line !== 'lost' && !dead && !(queue && oldest && now() - Date.parse(oldest) > 300000);
  put(qs('#hub'), el('span', { class: 'dev num' }, icon('i-hub'), el('span', null, line === 'lost' ? t('ui.offline') : heard),
    icon(works ? 'v-ok' : 'v-no', works ? 'dot' : 'dot is-off', t(works ? 'ui.works' : 'ui.broken'))));
  const total = Object.keys(answers).reduce((sum, kind) => sum + answers[kind], 0);
  const good = total ? `2xx ${Math.round((1000 * (answers['2xx'] || 0)) / total) / 10} %` : '';
  put(qs('#queue'), el('span', null, icon('i-hub', 'i--s'), ` ${t('board.ui.queue', { n: number(queue) })}`,
    oldest ? ` · ${t('board.ui.oldest', { age: age(now() - Date.parse(oldest)) })}` : '',
    dead ? el('b', { class: 'is-no' }, ` · ${t('board.ui.dead', { n: number(dead) })}`) : null), el('span', { class: 'num' }, good));
}

/**
 * @param {any[]} rows
 * @param {number} columns
 * @param {string} [none] what is said when there are none
 */
function orNothing(rows, columns, none = 'ui.nothing_here') {
  return rows.length ? rows : el('tr', null, el('td', { class: 'quiet', colspan: columns }, t(none)));
}

show(board);
follow({
  url: '/api/v1/board/feed',
  after: board.upto,
  onFeed: (feed) => { if (feed.events.length) renew(); },
  onState: (state) => {
    if (state !== line) {
      line = state;
      hub();
    }
  },
});
setInterval(renew, AGES_MS);
window.addEventListener('resize', () => drawThroughput(board.throughput));
