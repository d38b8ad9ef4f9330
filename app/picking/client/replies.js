// @ts-check
// The server has judged what the device judged before: it wins, loudly where it saw otherwise.

import { t } from '../../client/text.js';
import { verdictWord } from '../../client/verdict.js';
import * as news from './news.js';
import * as trip from './trip.js';

/** @typedef {import('./pda.js').Hand} Hand */
/** @typedef {import('./sender.js').Answered} Answered */

/** The list is somebody else's now, or nobody's. */
const LOST = ['reassigned', 'not_claimed'];

/**
 * @param {Hand} hand
 * @param {Answered[]} answers
 * @param {number} onTheWay actions that the server does not know yet
 * @param {() => Promise<void>} refresh fetch the list anew
 */
export async function take(hand, answers, onTheWay, refresh) {
  const held = hand.list;
  const strange = answers.filter((each) => !agrees(each));
  if ((strange.length || answers.some((each) => each.action.body.kind !== 'scan')) && !onTheWay) await refresh();
  if (answers.some((each) => LOST.indexOf(each.result.verdict) >= 0)) hand.list = null;
  const newest = answers[answers.length - 1];
  const fresh = !onTheWay && (answers.length === 1 || newest.action.guess === '');
  const kept = strange.filter((each) => !fresh || each !== newest);
  const before = hand.conflicts.length;
  kept.forEach((each) => keep(hand, each));
  if (fresh) tellOne(hand, newest, held);
  const stop = kept.filter((each) => each.result.verdict === 'intercepted').pop();
  if (stop) stopFor(hand, taskOf(held, stop.action.body.task), stop.result.say, stop.result.put_back); // Before all else: what is in hand goes back.
  else if (hand.conflicts.length > before && hand.sheet === '') showConflicts(hand);
}

/** @param {Answered} answered */
function agrees({ action, result }) {
  return action.guess !== '' && news.sameForPerson(action.guess, result.verdict);
}

/**
 * The one action that the person has just made.
 * @param {Hand} hand
 * @param {Answered} answered
 * @param {trip.List | null} before
 */
function tellOne(hand, answered, before) {
  const { action, result } = answered;
  const task = taskOf(hand.list, action.body.task) || taskOf(before, action.body.task);
  if (result.verdict === 'intercepted') stopFor(hand, taskOf(before, action.body.task), result.say, result.put_back);
  else if (agrees(answered)) sharpen(hand, answered, task);
  else if (action.guess === '' && result.verdict) news.show(hand, result.verdict, action.body.code, task, result.scanned || null, result.say);
  else news.band(result.tone || 'no', t('verdict.changed'), result.verdict ? `${verdictWord(result.verdict)}. ${result.say}` : result.say);
}

/**
 * @param {Hand} hand
 * @param {Answered} answered
 * @param {trip.Task | null} task
 */
function sharpen(hand, { action, result }, task) {
  if (action.body.kind !== 'scan') return news.sharpen('', result.say);
  if (news.toneOf(result.verdict) === 'ok' || result.verdict === 'list_done') return undefined;
  if (hand.beside && task) hand.beside = news.compare(result.verdict, action.body.code, task, result.scanned || null) || hand.beside;
  return news.sharpen(verdictWord(result.verdict), result.verdict === 'wrong_item' && hand.beside ? '' : result.say);
}

/**
 * The plan has changed: when that took the task with units in hand, say stop before any scan.
 * @param {Hand} hand
 * @param {trip.Task | null} held the task that was shown
 */
export function heed(hand, held) {
  if (!held || !held.at_bin || !hand.list) return;
  const left = taskOf(hand.list, held.id);
  if (left && left.state !== 'cancelled') return;
  stopFor(hand, held, t('picking.ui.order_stopped', { order_no: held.order_no || '' }));
}

/**
 * @param {Hand} hand
 * @param {trip.Task | null} task
 * @param {string} say
 * @param {number} [putBack] units of the stopped order in hand, where the server has said so
 */
function stopFor(hand, task, say, putBack) {
  const picked = task && task.at_bin ? task.picked : 0;
  const inHand = putBack === undefined ? picked : putBack;
  hand.sheet = '';
  hand.beside = null;
  hand.stopped = task;
  hand.stop = news.stopped({ task, inHand, say, place: inHand && task ? task.bin : '' });
  news.nod('stop');
}

/**
 * @param {Hand} hand
 * @param {Answered} answered
 */
function keep(hand, { action, result }) {
  if (action.guess === '' && news.toneOf(result.verdict) === 'ok') return; // It had only waited for its answer.
  const word = result.verdict ? verdictWord(result.verdict) : t('verdict.changed');
  hand.conflicts.push({ told: action.told, word, say: result.say, tone: result.tone || 'no' });
}

/** @param {Hand} hand */
function showConflicts(hand) {
  hand.stop = null;
  hand.beside = null;
  hand.sheet = 'conflicts';
  news.band('warn', t('verdict.changed'), t('picking.ui.conflicts', { n: hand.conflicts.length }));
}

/**
 * @param {trip.List | null} list
 * @param {string | null} id
 */
function taskOf(list, id) {
  return (list && list.tasks.find((each) => each.id === id)) || null;
}
