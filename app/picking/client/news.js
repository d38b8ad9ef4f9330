// @ts-check
// What the last scan came to: the band, what is what, the order to stop, and what the server saw otherwise.

import { el, icon, put, qs } from '../../client/dom.js';
import { good, plate, swatch, toneIcon, versus } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { signal } from '../../client/sound.js';
import { clearVerdict, flash, halt, showVerdict, verdictWord } from '../../client/verdict.js';
import { goodsOf, markOf, slotWithoutTote, totals } from './trip.js';
import { scannedCode } from './screens.js';

/** @typedef {import('./trip.js').Task} Task */
/** @typedef {import('./trip.js').Sku} Sku */
/** @typedef {import('./pda.js').Hand} Hand */
/** @typedef {{ told: string, word: string, say: string, tone: string }} Conflict */

/** @type {Record<string, string>} */
const TONES = {
  ok: 'ok', task_done: 'ok', list_done: 'done',
  wrong_bin: 'no', wrong_item: 'no', wrong_tote: 'no', unknown_code: 'no', other_order: 'no', expired_lot: 'no',
  over_quantity: 'warn', already_done: 'warn', bounce: 'warn', ambiguous: 'warn', serial_needed: 'warn', reassigned: 'warn', not_claimed: 'warn',
  intercepted: 'stop',
};
const COUNTED = ['ok', 'task_done', 'list_done'];

/**
 * @param {string} verdict
 * @returns {string}
 */
export function toneOf(verdict) {
  return TONES[verdict] || 'no';
}

/**
 * @param {string} verdict
 * @returns {boolean}
 */
export function isCounted(verdict) {
  return COUNTED.indexOf(verdict) >= 0;
}

/**
 * Whether two verdicts come to the same for the person: counted or not.
 * @param {string} one
 * @param {string} other
 * @returns {boolean}
 */
export function sameForPerson(one, other) {
  return isCounted(one) === isCounted(other) && (one === 'intercepted') === (other === 'intercepted');
}

/**
 * The quiet form: frame, tone and vibration; the screen itself shows that it counted.
 * @param {string} tone
 */
export function nod(tone) {
  tell(false);
  clearVerdict();
  flash(tone);
  signal(tone);
}

/**
 * The loud form.
 * @param {string} tone
 * @param {string} word
 * @param {string} say
 */
export function band(tone, word, say) {
  tell(true);
  showVerdict({ tone, word, say: withCodes(say) });
}

/**
 * A sentence in which bins and numbers never break.
 * @param {string} say
 * @returns {Node | string}
 */
function withCodes(say) {
  const parts = say.split(/([A-Z0-9]+(?:-[A-Z0-9]+)+)/);
  return parts.length < 2 ? say : el('span', null, parts.map((part, k) => (k % 2 ? el('span', { class: 'num' }, part) : part)));
}

/** The next scan has come. */
export function quiet() {
  tell(false);
  clearVerdict();
}

/** @param {boolean} told */
function tell(told) {
  qs('#screen').classList.toggle('told', told);
}

/**
 * Tell a verdict: quietly where the next screen shows that it counted, else loudly.
 * @param {Hand} hand
 * @param {string} verdict
 * @param {string} code
 * @param {Task | null} task
 * @param {{ sku: Sku, bin: string } | null} other what was scanned instead
 * @param {string} say the server's sentence, where it has spoken
 */
export function show(hand, verdict, code, task, other, say) {
  if (verdict === 'list_done') return band('done', verdictWord('list_done'), t('picking.ui.totals', totals(hand.list)));
  if (verdict === 'task_done' && task) return counted(hand, t('picking.ui.into_done', { slot: t('picking.ui.slot', { n: task.slot }), n: task.picked }));
  if (verdict === 'ok' && task && task.picked && task.picked < task.quantity) return more(task);
  if (verdict === 'ok') return counted(hand, task && task.at_bin && !task.picked ? task.bin : '');
  const slot = verdict === 'unknown_code' && hand.list ? slotWithoutTote(hand.list) : null;
  if (slot !== null) return band('no', verdictWord(verdict), t('picking.ui.not_a_tote', { code, n: slot }));
  const pictured = verdict === 'wrong_item' && other; // The pictures say the rest.
  band(toneOf(verdict), verdictWord(verdict), (!pictured && say) || (task ? sayOf(verdict, task) : ''));
  hand.beside = task ? compare(verdict, code, task, other) : null;
  return undefined;
}

/**
 * @param {Hand} hand
 * @param {string} what
 */
function counted(hand, what) {
  hand.was = what;
  nod('ok');
}

/** @param {Task} task */
function more(task) {
  const left = task.quantity - task.picked;
  band('ok', `${verdictWord('ok')} · ${task.picked}/${task.quantity}`, t(left === 1 ? 'picking.ui.one_more' : 'picking.ui.more_to_take', { n: left }));
}

/**
 * What the device says until the server has spoken.
 * @param {string} verdict
 * @param {Task} task
 */
function sayOf(verdict, task) {
  const mark = markOf(task.sku);
  const said = /** @type {Record<string, string>} */ ({ wrong_item: mark ? 'picking.ui.say_take' : 'picking.ui.say_back', wrong_bin: 'picking.ui.say_bin',
    wrong_tote: 'picking.ui.say_tote', over_quantity: 'picking.ui.say_over', bounce: 'picking.ui.say_bounce', already_done: 'picking.ui.say_already' })[verdict];
  return said ? t(said, { mark, bin: task.bin, n: task.slot }) : '';
}

/**
 * The same band with the server's own sentence: it knows more than the device.
 * @param {string} word
 * @param {string} say
 */
export function sharpen(word, say) {
  const band = document.querySelector('#verdict .verdict__word');
  if (!band) return;
  if (word) put(band, word);
  const line = document.querySelector('#verdict .verdict__say');
  if (line && say) put(line, withCodes(say));
}

/**
 * What was scanned beside what is wanted.
 * @param {string} verdict
 * @param {string} code
 * @param {Task} task
 * @param {{ sku: Sku, bin: string } | null} was
 * @returns {Node[] | null} null: the task's own screen says it best
 */
export function compare(verdict, code, task, was) {
  if (verdict === 'wrong_item' && was) return goodsBeside(was, task);
  if (toneOf(verdict) === 'no') return scannedCode(code, task);
  return null;
}

/**
 * @param {{ sku: Sku, bin: string }} was
 * @param {Task} task
 * @returns {Node[]}
 */
function goodsBeside(was, task) {
  const same = common(was.sku.barcode_tail, task.sku.barcode_tail);
  const here = was.bin ? [t('ui.this_is'), ' · ', was.bin] : [t('ui.this_is')];
  return [
    versus({ tone: 'no', label: el('span', { id: 'scanned' }, here), goods: goodsOf(was.sku), mark: markOf(was.sku), last: ending(was.sku, same) }),
    versus({ tone: 'want', label: el('span', null, t('picking.ui.need_in'), el('b', { class: 't-h3 ml-1' }, task.bin)), goods: goodsOf(task.sku),
      mark: markOf(task.sku), last: ending(task.sku, same) }),
  ];
}

/**
 * @param {Sku} sku
 * @param {number} same how many characters both share at the start
 */
function ending(sku, same) {
  const last = sku.barcode_tail;
  return last ? el('span', null, `${t('ui.ends_in')} ${last.slice(0, same)}`, el('b', { class: 'ink' }, last.slice(same))) : '';
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {number}
 */
function common(one, other) {
  let k = 0;
  while (k < one.length && one[k] === other[k]) k += 1;
  return k;
}

/**
 * The order was stopped: what to do with what is in hand.
 * @param {{ task: Task | null, inHand: number, say: string, place: string }} stop
 * @returns {HTMLElement}
 */
export function stopped({ task, inHand, say, place }) {
  const goods = task && inHand ? el('div', { class: 'row mt-2' }, good(goodsOf(task.sku), 'l'),
    el('div', { class: 'grow' }, el('p', { class: 'cut-2' }, goodsOf(task.sku).name),
      el('p', { class: 'versus__mark' }, swatch(task.sku.looks.colour_hex), markOf(task.sku))),
    el('b', { class: 'num t-sign-s' }, `×${inHand}`)) : null;
  const body = [
    el('p', { class: 'b7 t-lead' }, goods ? t(inHand === 1 ? 'picking.ui.in_hand_one' : 'picking.ui.in_hand', { n: inHand }) : t('picking.ui.nothing_in_hand')),
    goods,
    place ? plate(t('picking.ui.back_into'), place) : null,
  ];
  return halt({ what: t('picking.ui.stopped'), why: say, body: /** @type {Node[]} */ (body.filter((node) => node !== null)) });
}

/**
 * Scans that are still on the device, the newest last.
 * @param {import('./sender.js').Action[]} waiting
 * @param {(at: string) => string} clock
 * @returns {HTMLElement}
 */
export function waitingList(waiting, clock) {
  return el('ul', { class: 'queue mt-2' }, waiting.slice(-3).map((action) => el('li', null,
    action.guess ? toneIcon(toneOf(action.guess)) : icon('v-wait'), el('span', { class: 'num quiet' }, clock(action.body.at)),
    el('span', { class: 'grow cut' }, action.told), el('span', { class: 'chip chip--off' }, t('ui.waiting')))));
}

