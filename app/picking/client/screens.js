// @ts-check
// One thing per screen: where to go, what to take, where to put it.

import { el, icon } from '../../client/dom.js';
import { cart, chip, good, pips, plate, sign, swatch, toneIcon } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { goodsOf, markOf, nameOf, nextTask, openTote, signOf, stepOf } from './trip.js';

/** @typedef {import('./trip.js').List} List */
/** @typedef {import('./trip.js').Task} Task */
/** @typedef {{ main: any[], prompt: string }} Screen */

/** Shelves are drawn up to this level; above it the whole bin is written. */
const LEVELS = 5;

/** @returns {Screen} */
export function takeWork() {
  return {
    main: [el('div', { class: 'card fill col col--center' }, icon('i-cart', 'i--xxl is-want'),
      el('h1', { class: 't-h1 b8 mt-4' }, t('picking.ui.take_work')),
      el('p', { class: 'quiet short-hide mt-2' }, t('picking.ui.take_work_say')))],
    prompt: t('picking.ui.scan_cart'),
  };
}

/**
 * @param {List} list
 * @param {number} slot the one whose tote is wanted
 * @returns {Screen}
 */
export function putTotes(list, slot) {
  return {
    main: [el('div', { class: list.slots.length === 1 ? 'plate fill col col--mid' : 'plate' }, el('p', { class: 'plate__say' }, t('picking.ui.tote_onto')),
      el('p', { class: 'plate__code' }, t('picking.ui.slot', { n: slot }))), list.slots.length === 1 ? null : map(list, slot, (each) => openTote(list, each.slot))],
    prompt: t('picking.ui.scan_new_tote', { n: slot }),
  };
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {string} was what was just done, in the quiet form
 * @param {boolean} told a verdict takes its share of the screen
 * @returns {Screen}
 */
export function pick(list, task, was, told) {
  const step = stepOf(task);
  if (step === 'bin') return goToBin(list, task, was);
  return step === 'item' ? takeItem(list, task, was) : putIntoTote(list, task, told);
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {string} was
 * @returns {Screen}
 */
function goToBin(list, task, was) {
  const drawn = task.level !== null && task.level <= LEVELS;
  const level = task.level ? levelName(task.level) : '';
  return {
    main: [
      done(was),
      sign({ say: t('picking.ui.go_to_bin'), code: drawn ? signOf(task) : task.bin, below: level, level: drawn ? task.level : null }),
      el('div', { class: 'take card' }, good(goodsOf(task.sku), 'l'),
        el('div', { class: 'grow' }, el('p', { class: 'take__name cut-2' }, nameOf(task.sku)), mark(task, 'take__mark'), tail(task)),
        el('p', { class: 'take__n' }, el('span', { class: 'quiet' }, t('ui.take')), el('b', { class: 'num' }, task.quantity - task.picked),
          el('span', { class: 'quiet num' }, t('picking.ui.slot', { n: task.slot }).toLowerCase()))),
      upNext(list),
    ].filter(isNode),
    prompt: t('picking.ui.scan_bin', { bin: task.bin }),
  };
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {string} was
 * @returns {Screen}
 */
function takeItem(list, task, was) {
  const left = task.quantity - task.picked;
  return {
    main: [
      done(was),
      el('div', { class: 'card card--want item fill' },
        el('div', { class: 'item__top' }, good(goodsOf(task.sku), 'xl'),
          el('div', { class: 'item__text' }, el('p', { class: 'item__name cut-2' }, nameOf(task.sku)), mark(task, 'item__mark'), tail(task))),
        count(task)),
      el('div', { class: 'slotline card pad-row tall' }, list.slots.length === 1 ? icon('i-tote', 'i--l') : cart(list.slots.map((each) => ({ n: each.slot })), task.slot, 'small'),
        el('p', { class: 'grow' }, el('span', { class: 'quiet' }, t('picking.ui.then_into')), el('br'),
          el('b', { class: 't-h3' }, t('picking.ui.slot', { n: task.slot })))),
    ].filter(isNode),
    prompt: t('picking.ui.scan_item', { n: left }),
  };
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {boolean} told
 * @returns {Screen}
 */
function putIntoTote(list, task, told) {
  const tote = openTote(list, task.slot);
  const say = t(task.picked === 1 ? 'picking.ui.put_one' : 'picking.ui.put_all', { n: task.picked });
  const slot = t('picking.ui.slot', { n: task.slot });
  const small = el('div', { class: 'plate fill ends' }, el('div', null, el('p', { class: 'plate__say' }, say), el('p', { class: 'plate__code' }, slot)),
    list.slots.length === 1 ? null : el('div', { class: 'short-hide' }, cart(list.slots.map((each) => ({ n: each.slot })), task.slot, 'plate')));
  return {
    main: [
      el('div', { class: 'take card pad-row' }, good(goodsOf(task.sku), told ? 'l' : ''),
        el('div', { class: 'grow' }, el('p', { class: 'take__name cut-2' }, nameOf(task.sku)), mark(task, 'row row--close b7')),
        el('p', { class: 'take__n is-ok' }, el('b', { class: 'num' }, task.picked), chip(`${task.picked}/${task.quantity}`, 'ok'))),
      ...(told || list.slots.length === 1 ? [small] : [plate(say, slot, tote), map(list, task.slot, (each) => contents(each.units))]),
    ],
    prompt: t(tote ? 'picking.ui.scan_tote' : 'picking.ui.scan_new_tote', { n: task.slot }),
  };
}

/** @param {number} units */
function contents(units) {
  return units ? t(units === 1 ? 'picking.ui.piece' : 'ui.units', { n: units }) : t('ui.empty');
}

/**
 * @param {List} list
 * @returns {Screen}
 */
export function allPicked(list) {
  const speed = list.lines_per_hour ? el('p', { class: 'next short-hide center' }, el('span', null, t('picking.ui.only_you')),
    el('b', { class: 'num' }, t('picking.ui.per_hour', { n: list.lines_per_hour })), el('span', { class: 'num' }, t('picking.ui.wrong_scans', { n: list.wrong_scans || 0 }))) : null;
  const totes = list.slots.reduce((all, slot) => all.concat(slot.totes.map((tote) => tote.code)), /** @type {string[]} */ ([]));
  return {
    main: [
      el('div', { class: 'plate fill col col--mid' }, el('p', { class: 'plate__say' }, t('picking.ui.cart_to')),
        el('p', { class: 'plate__code wrap' }, t(list.mode === 'wall' ? 'picking.ui.wall' : 'picking.ui.packing')), el('p', { class: 'plate__say short-hide mt-2 wrap' }, totes.join(' · '))),
      speed,
    ].filter(isNode),
    prompt: t('picking.ui.scan_cart'),
  };
}

/**
 * Our fault, not the picker's: the last scan is kept, work goes on.
 * @param {Task} task
 * @param {import('./sender.js').Action} action the oldest that waits
 * @param {string} at when it was scanned
 * @returns {Node[]}
 */
export function serverTrouble(task, action, at) {
  return [
    el('div', { class: 'card fill col col--mid' }, el('p', { class: 't-lead b6' }, t('picking.ui.trouble_say')),
      el('p', { class: 'note short-hide mt-2' }, t('picking.ui.last_scan'), ' ', el('span', { class: 'code' }, action.told), ` · ${at}`),
      el('p', { class: 'note' }, t('picking.ui.tell_supervisor'), ' ', el('b', { class: 'code ink' }, action.scan_id.slice(-6).toUpperCase()))),
    el('div', { class: 'take card' }, good(goodsOf(task.sku)), el('div', { class: 'grow' }, el('p', { class: 'take__name cut-2' }, nameOf(task.sku)), mark(task, 'row row--close b7')),
      el('p', { class: 'take__n' }, el('b', { class: 'num' }, `${task.picked}/${task.quantity}`))),
  ];
}

/**
 * The bins of what was scanned and what is wanted, when it was no goods that were wrong.
 * @param {string} code
 * @param {Task} task
 * @returns {Node[]}
 */
export function scannedCode(code, task) {
  const step = stepOf(task);
  const want = { bin: task.bin, item: nameOf(task.sku), tote: t('picking.ui.slot', { n: task.slot }) }[step];
  const goods = { bin: null, item: good(goodsOf(task.sku), 'l'), tote: null }[step];
  const size = step === 'item' ? 't-h2 b8 cut-2' : 't-sign-s b8 num';
  return [
    el('div', { class: 'card card--no fill col col--mid' }, el('p', { class: 'versus__lab is-no' }, t('ui.this_is')),
      el('p', { class: code.length > 11 ? 't-h2 b8 code cut-2 break' : 't-sign-s b8 num', id: 'scanned' }, code)),
    el('div', { class: 'card card--want fill row' }, goods, el('div', { class: 'grow' }, el('p', { class: 'versus__lab is-want' }, t('ui.need')),
      el('p', { class: size }, want), step === 'item' ? mark(task, 'versus__mark') : null)),
  ];
}

/**
 * @param {number} level
 * @returns {string}
 */
function levelName(level) {
  return level === 1 ? t('picking.ui.level_bottom') : t('ui.level', { n: level });
}

/** @param {Task} task */
function count(task) {
  return el('div', { class: 'item__n' }, el('b', { class: 'num' }, task.picked, el('span', null, `/${task.quantity}`)), pips(task.picked, task.quantity));
}

/**
 * @param {Task} task
 * @param {string} cls
 */
function mark(task, cls) {
  const words = markOf(task.sku);
  return words ? el('p', { class: cls }, swatch(task.sku.looks.colour_hex), words) : null;
}

/** @param {Task} task */
function tail(task) {
  return task.sku.barcode_tail ? el('p', { class: 'item__last' }, t('ui.ends_in'), el('b', null, task.sku.barcode_tail)) : null;
}

/** @param {string} was */
function done(was) {
  return was ? el('p', { class: 'was' }, toneIcon('ok'), el('span', { class: 'num cut' }, was)) : null;
}

/** @param {List} list */
function upNext(list) {
  const next = nextTask(list);
  return next ? el('p', { class: 'next short-hide' }, icon('i-right', 'i--s'), el('span', { class: 'num' }, t('ui.next')), el('b', { class: 'num' }, next.bin),
    el('span', { class: 'cut' }, `${next.quantity} × ${nameOf(next.sku)}`)) : null;
}

/**
 * @param {List} list
 * @param {number} want
 * @param {(slot: import('./trip.js').Slot) => string} note
 */
function map(list, want, note) {
  const drawn = cart(list.slots.map((each) => ({ n: each.slot, note: note(each) })), want);
  if (list.slots.length > 9) drawn.classList.add('cart--many');
  if (list.slots.length < 3) drawn.classList.add('cart--few');
  return drawn;
}

/** @param {Node | null} node */
function isNode(node) {
  return node !== null;
}
