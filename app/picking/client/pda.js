// @entry
// @ts-check
// The handheld: hears codes, judges them at once from the list it holds, lets the server confirm, and draws one thing.

import { get } from '../../client/api.js';
import { now, timeOfDay } from '../../client/clock.js';
import { pageData, qs, recall } from '../../client/dom.js';
import { floor } from '../../client/live.js';
import { listen } from '../../client/scan.js';
import { setSpeech, speaks } from '../../client/speech.js';
import { t } from '../../client/text.js';
import { chooseTheme, nextTheme } from '../../client/theme.js';
import { verdictWord } from '../../client/verdict.js';
import { draw } from './face.js';
import { judge } from './judge.js';
import * as news from './news.js';
import * as screens from './screens.js';
import { heed, take as takeReplies } from './replies.js';
import { openSender } from './sender.js';
import { COMMANDS, confirmSheet, conflictSheet, handOverSheet, moreSheet, shortSheet } from './sheets.js';
import * as trip from './trip.js';
import * as work from './work.js';
import './pda.css';
import './landscape.css';

/** How long a code that only the server can judge holds up the next one, in ms. */
const PATIENCE_MS = 2500;
const PATIENCE_OFFLINE_MS = 300;

/**
 * @typedef {object} Hand what the person holds and sees
 * @property {trip.List | null} list
 * @property {string} sheet the act that is open over the task, or ''
 * @property {number} found how many units a short sheet counts
 * @property {Node[] | null} beside what was scanned beside what is wanted
 * @property {Node | null} stop the order to stop
 * @property {trip.Task | null} stopped the task it was about
 * @property {import('./news.js').Conflict[]} conflicts
 * @property {string} was what counted last, in the quiet form
 * @property {string} kept what could not be judged yet
 * @property {boolean} walking the person began without all totes
 */

/** @type {Hand} */
const hand = { list: null, sheet: '', found: 0, beside: null, stop: null, stopped: null, conflicts: [], was: '', kept: '', walking: false };
/** @type {import('./judge.js').Last} */
let last = { code: '', at: 0, counted: false, bounceMs: 0 };
/** Whether a reload left something unsent: then the server's list is fetched once it has all. */
let leftBehind = false;
/** @type {any} */
let sender = null;
/** @type {import('../../client/scan.js').ScanField} */
let field;

/** The verbs that screens and sheets press. */
const acts = {
  open, close, redraw, take: () => takeList(''),
  goOn: () => { hand.stop = null; redraw(); },
  walk: () => { hand.walking = true; redraw(); },
  opened, waiting: () => sender.waiting(), state: () => sender.state(),
  prompt: (/** @type {string} */ text) => field.prompt(text),
};

async function start() {
  const page = pageData();
  hand.list = page.list;
  last.bounceMs = page.bounce_ms;
  sender = await openSender({ lastSeq: page.device_seq, onAnswers: answered, onState: connected, onLogin: work.logIn });
  leftBehind = sender.waiting().length > 0;
  sender.waiting().forEach(redo);
  field = listen({ onCode: heard });
  floor().on('task', planned);
  redraw();
  sender.pump();
}

/**
 * What was done before a reload and has not been sent: the page's list does not know it yet.
 * @param {import('./sender.js').Action} action
 */
function redo(action) {
  const { body, guess } = action;
  const list = hand.list;
  const task = list && list.number === body.pick_list && list.tasks.find((each) => each.id === body.task);
  if (!list || !task || !guess) return;
  if (body.kind === 'scan') judge(list, body.code, { ...last, code: '' }, 0, true);
  else trip.change(list, task, body);
}

let connection = 'online';

/** Offline says so in the strip alone; trouble at the server is told once. */
function connected() {
  if (!sender || !field) return;
  const fresh = sender.state() !== connection;
  connection = sender.state();
  const task = trip.currentTask(hand.list);
  if (fresh && connection === 'trouble' && task && !hand.sheet) {
    const oldest = sender.waiting()[0];
    news.band('srv', verdictWord('server_error'), t('picking.ui.kept'));
    hand.beside = screens.serverTrouble(task, oldest, timeOfDay(oldest.body.at, true));
  }
  redraw();
}

function redraw() {
  if (sender && field) draw(hand, acts);
}

/** @param {string} code */
async function heard(code) {
  if (standsStill(code)) return news.nod('stop');
  hand.stop = null;
  hand.beside = null;
  hand.was = hand.kept = '';
  if (hand.sheet && opened().heard(code)) return;
  const act = COMMANDS[/** @type {'WG:SHORT'} */ (code)];
  if (act) return open(act);
  hand.sheet = '';
  if (code === 'WG:UNDO') return redraw();
  if (trip.currentTask(hand.list)) return scanned(/** @type {trip.List} */ (hand.list), code);
  return takeList(code);
}

/**
 * Who scans on before seeing the stop is stopped again; another thing's code, or the button, goes on.
 * @param {string} code
 */
function standsStill(code) {
  if (!hand.stop || code in COMMANDS) return false;
  return !trip.currentTask(hand.list) || (hand.stopped !== null && code in hand.stopped.sku.barcodes);
}

/**
 * @param {trip.List} list
 * @param {string} code
 */
async function scanned(list, code) {
  const at = now();
  const task = trip.currentTask(list);
  const body = { ...about(task), kind: 'scan', code, at: new Date(at).toISOString() };
  const known = judge(list, code, last, at, sender.state() !== 'online');
  if (!known || known.verdict !== 'bounce') last = { ...last, code, at, counted: Boolean(known && news.isCounted(known.verdict)) };
  if (known) {
    sender.add(body, known.verdict, t('picking.ui.told', { word: verdictWord(known.verdict), code }));
    news.show(hand, known.verdict, code, task, known.was || null, '');
    return redraw();
  }
  news.quiet();
  const answer = await sender.ask(body, code, sender.state() === 'online' ? PATIENCE_MS : PATIENCE_OFFLINE_MS);
  if (!answer && !hand.beside) hand.kept = t('picking.ui.queued', { code });
  return redraw();
}

/**
 * @param {trip.Task | null} task
 */
function about(task) {
  const list = /** @type {trip.List} */ (hand.list);
  return { pick_list: list.number, task: task ? task.id : null, plan_version: list.plan_version };
}

/** @param {import('./sender.js').Answered[]} answers */
async function answered(answers) {
  await takeReplies(hand, answers, sender.waiting().length, refresh);
  if (leftBehind && !sender.waiting().length) {
    leftBehind = false;
    await refresh();
  }
  redraw();
}

/** The server's own view of the list; nothing of ours may be on its way. */
async function refresh() {
  if (!hand.list) return;
  const answer = await get(`/api/v1/picks/${encodeURIComponent(hand.list.number)}`);
  if (sender.waiting().length) return;
  if (answer.ok) hand.list = answer.data;
  else if (answer.status === 404 || answer.status === 403 || answer.code === 'pick.reassigned') hand.list = null;
}

/** @param {{ pick_list: string, version: number }} plan */
async function planned(plan) {
  if (!hand.list || plan.pick_list !== hand.list.number || plan.version <= hand.list.plan_version) return;
  const held = trip.currentTask(hand.list);
  await refresh();
  heed(hand, held);
  redraw();
}

/** @param {string} cart */
async function takeList(cart) {
  await work.take(hand, cart);
  redraw();
}

/** @param {string} act */
function open(act) {
  const task = trip.currentTask(hand.list);
  if (!task && act !== 'more' && act !== 'conflicts') return redraw();
  news.quiet();
  hand.stop = null;
  hand.beside = null;
  hand.sheet = act;
  hand.found = task ? task.picked : 0;
  return redraw();
}

function close() {
  if (hand.sheet === 'conflicts') hand.conflicts = [];
  hand.sheet = '';
  redraw();
}

/** @returns {import('./sheets.js').Sheet} */
function opened() {
  const task = trip.currentTask(hand.list);
  if (hand.sheet === 'conflicts') return conflictSheet(hand.conflicts, close);
  if (hand.sheet === 'more' || !task) return moreSheet(more(task));
  if (hand.sheet === 'short') return shortSheet(task, hand.found, { setFound, choose: runShort, back: close });
  if (hand.sheet === 'hand_over') return handOverSheet({ give: (badge) => leave('hand-over', { badge }), back: close });
  return confirmSheet(hand.sheet, task, { yes: () => run(hand.sheet, task), back: close });
}

/** @param {number} n */
function setFound(n) {
  hand.found = n;
  redraw();
}

/** @param {trip.Task | null} task */
function more(task) {
  const begun = Boolean(task && task.picked);
  const bound = Boolean(task && hand.list && trip.openTote(hand.list, task.slot));
  const offered = [hand.conflicts.length ? 'conflicts' : '', bound ? 'tote_full' : '', begun ? 'unpick' : '', hand.list ? 'pause' : '', hand.list ? 'hand_over' : ''];
  return {
    acts: offered.filter(Boolean),
    speaks: speaks(),
    open,
    language: () => qs('#language-go').click(),
    theme: () => chooseTheme(nextTheme()),
    speech: () => { setSpeech(recall('speech') !== 'on'); close(); },
    logOut: work.logOut,
    back: close,
  };
}

/** @param {string} reason */
function runShort(reason) {
  const list = /** @type {trip.List} */ (hand.list);
  const task = /** @type {trip.Task} */ (trip.currentTask(list));
  const missing = task.quantity - hand.found;
  const body = { ...about(task), kind: 'short', found: hand.found, reason, at: new Date(now()).toISOString() };
  trip.change(list, task, body);
  hand.sheet = '';
  const word = t('picking.ui.short_noted', { n: missing });
  news.band('ok', word, t('picking.ui.count_queued', { bin: task.bin }));
  sender.add(body, 'ok', word);
  redraw();
}

/**
 * @param {string} act
 * @param {trip.Task} task
 */
async function run(act, task) {
  hand.sheet = '';
  if (act === 'pause') return leave('pause', {});
  const list = /** @type {trip.List} */ (hand.list);
  const body = { ...about(task), kind: act, at: new Date(now()).toISOString() };
  trip.change(list, task, body);
  counted(t(`picking.ui.${act}_done`, { bin: task.bin, n: task.slot }));
  sender.add(body, 'ok', t(`picking.ui.${act}`));
  return redraw();
}

/** @param {string} what */
function counted(what) {
  hand.was = what;
  news.nod('ok');
}

/**
 * @param {string} how pause or hand-over
 * @param {Record<string, string>} body
 */
async function leave(how, body) {
  hand.sheet = '';
  await work.leave(hand, how, body, sender.waiting().length);
  redraw();
}

start();
