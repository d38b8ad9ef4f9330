// @ts-check
// The page as one drawing of what the person holds: called after everything that happens.

import { timeOfDay } from '../../client/clock.js';
import { el, icon, put, qs } from '../../client/dom.js';
import { button, toneIcon } from '../../client/parts.js';
import { speak } from '../../client/speech.js';
import { showConnection, showCutOff, showProgress } from '../../client/strip.js';
import { t } from '../../client/text.js';
import { verdictBand, verdictWord } from '../../client/verdict.js';
import { waitingList } from './news.js';
import * as screens from './screens.js';
import * as trip from './trip.js';

/** @typedef {import('./pda.js').Hand} Hand */
/** @typedef {{ main: Element[], prompt: string, acts: Element[] }} Drawing */

let spoken = '';

/**
 * @param {Hand} hand
 * @param {any} on the verbs that buttons press
 */
export function draw(hand, on) {
  frame(hand, on);
  qs('#screen').classList.toggle('halted', hand.stop !== null);
  const drawing = hand.sheet ? on.opened() : task(hand, on);
  if (hand.stop) Object.assign(drawing, { main: [hand.stop], acts: [button(t('picking.ui.go_on'), { icon: 'i-right', onClick: on.goOn })] });
  else if (hand.beside) drawing.main = hand.beside;
  put(qs('#main'), drawing.main);
  put(qs('#acts'), drawing.acts);
  on.prompt(drawing.prompt);
  if (drawing.prompt !== spoken) speak(drawing.prompt);
  spoken = drawing.prompt;
}

/**
 * @param {Hand} hand
 * @param {any} on
 */
function frame(hand, on) {
  const done = hand.list ? trip.progress(hand.list) : { n: 0, of: 0 };
  showConnection(on.state() !== 'offline', on.waiting().length);
  if (on.state() === 'trouble') put(qs('#net'), icon('v-srv'), t('picking.ui.trouble'));
  showProgress(done.n, done.of);
  const cutOff = hand.list && hand.list.cut_off_at;
  showCutOff(cutOff || null, cutOff ? timeOfDay(cutOff) : '');
}

/**
 * @param {Hand} hand
 * @param {any} on
 * @returns {Drawing}
 */
function task(hand, on) {
  const now = trip.currentTask(hand.list);
  if (!hand.list || (!now && !trip.totals(hand.list).units)) return { ...screens.takeWork(), acts: [button(t('picking.ui.begin'), { cls: 'btn--main', icon: 'i-right', onClick: on.take }), more(on)] };
  if (!now && !qs('#verdict').firstChild) put(qs('#verdict'), allDone(hand.list)); // After a reload there was no last scan.
  if (!now) return { ...screens.allPicked(hand.list), acts: [button(t('picking.ui.next_list'), { icon: 'i-right', onClick: on.take }), more(on)] };
  const bare = hand.walking ? null : trip.slotWithoutTote(hand.list);
  if (bare !== null) return { ...screens.putTotes(hand.list, bare), acts: [button(t('picking.ui.walk'), { icon: 'i-walk', onClick: on.walk }), more(on)] };
  const drawing = screens.pick(hand.list, now, hand.was, qs('#screen').classList.contains('told'));
  if (hand.kept) drawing.main.unshift(el('p', { class: 'was was--kept' }, toneIcon('off'), el('span', { class: 'num cut' }, hand.kept)));
  const kept = offline(on, trip.stepOf(now));
  const main = kept.length ? drawing.main.filter((part) => !part.classList.contains('next')) : drawing.main;
  return { ...drawing, main: main.concat(kept), acts: acts(on) };
}

/** @param {trip.List} list */
function allDone(list) {
  return verdictBand({ tone: 'done', word: verdictWord('list_done'), say: t('picking.ui.totals', trip.totals(list)) });
}

/** @param {any} on */
function acts(on) {
  return [
    button(t('ui.short'), { icon: 'i-short', onClick: () => on.open('short') }),
    button(t('ui.skip'), { icon: 'i-skip', onClick: () => on.open('skip') }),
    more(on),
  ];
}

/** @param {any} on */
function more(on) {
  return button(t('ui.more'), { icon: 'i-more', onClick: () => on.open('more') });
}

/**
 * Offline, on the way to a bin, there is room to say what is kept.
 * @param {any} on
 * @param {string} step
 * @returns {Element[]}
 */
function offline(on, step) {
  if (on.state() !== 'offline' || step !== 'bin' || !on.waiting().length) return [];
  return [el('div', { class: 'card pad-row tall fill no-over' }, el('p', { class: 't-small' }, t('ui.offline_carry_on')), waitingList(on.waiting(), (at) => timeOfDay(at, true)))];
}
