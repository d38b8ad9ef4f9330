// @ts-check
// The device's own verdict, in the same order as the server's: the current task first. What the list alone cannot
// decide is left to the server.

import { currentTask, openTote, slotWithoutTote, stepOf } from './trip.js';
import * as trip from './trip.js';

/** @typedef {import('./trip.js').List} List */
/** @typedef {import('./trip.js').Task} Task */
/** @typedef {import('./trip.js').Sku} Sku */

/**
 * @typedef {object} Judgement
 * @property {string} verdict a verdict of the contract
 * @property {Task | null} task the task it was about
 * @property {number} [units] how many were taken
 * @property {Task} [was] the task whose goods or bin was scanned instead
 */

/**
 * @typedef {object} Last the scan before
 * @property {string} code
 * @property {number} at ms
 * @property {boolean} counted
 * @property {number} bounceMs two reads of one trigger come closer together than this
 */

/** What a tote's code looks like where nobody can be asked. */
const TOTE = /^T\d{3,8}$/;

/**
 * Judge a code and change the list accordingly.
 * @param {List} list
 * @param {string} scanned
 * @param {Last} last the scan before
 * @param {number} at ms
 * @param {boolean} alone the server cannot be asked: a code like a tote's is taken for a free tote
 * @returns {Judgement | null} null: only the server can tell
 */
export function judge(list, scanned, last, at, alone) {
  const code = bare(scanned);
  const task = currentTask(list);
  if (!task || task.sku.wants_serial) return null;
  if (last.counted && last.code === scanned && at - last.at <= last.bounceMs) return { verdict: 'bounce', task };
  const slot = slotWithoutTote(list);
  if (slot !== null && code !== task.bin) return alone && TOTE.test(code) ? bind(list, task, slot, code) : null;
  const step = stepOf(task);
  if (step === 'bin') return atBin(list, task, code);
  if (step === 'item') return atItem(list, task, code);
  return atTote(list, task, code, alone);
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {number} slot
 * @param {string} code
 * @returns {Judgement}
 */
function bind(list, task, slot, code) {
  trip.bindTote(list, slot, code);
  return { verdict: 'ok', task };
}

/**
 * A code without its AIM prefix, which says how it was printed.
 * @param {string} code
 * @returns {string}
 */
function bare(code) {
  return code.replace(/^\][A-Za-z]\d/, '');
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {string} code
 * @returns {Judgement | null}
 */
function atBin(list, task, code) {
  if (code === task.bin) {
    trip.arrive(list, task);
    return { verdict: 'ok', task };
  }
  const was = list.tasks.find((each) => each.bin === code);
  if (was) return { verdict: 'wrong_bin', task, was };
  return isOn(list, code) ? { verdict: 'wrong_bin', task } : null;
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {string} code
 * @returns {Judgement | null}
 */
function atItem(list, task, code) {
  if (code === task.bin) return { verdict: 'already_done', task };
  const units = unitsOf(task.sku, code);
  if (units) {
    if (task.picked + units > task.quantity) return { verdict: 'over_quantity', task };
    trip.take(task, units);
    return { verdict: 'ok', task, units };
  }
  const was = list.tasks.find((each) => unitsOf(each.sku, code) > 0);
  if (was) return { verdict: 'wrong_item', task, was };
  return isOn(list, code) ? { verdict: 'wrong_item', task } : null;
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {string} code
 * @param {boolean} alone
 * @returns {Judgement | null}
 */
function atTote(list, task, code, alone) {
  if (code === task.bin) return { verdict: 'already_done', task };
  if (unitsOf(task.sku, code)) return { verdict: 'over_quantity', task };
  const bound = openTote(list, task.slot);
  const other = list.slots.some((slot) => slot.slot !== task.slot && slot.totes.some((tote) => tote.code === code));
  if (code === bound || (alone && !bound && !other && TOTE.test(code))) {
    trip.drop(list, task, code);
    return { verdict: currentTask(list) ? 'task_done' : 'list_done', task };
  }
  return isOn(list, code) || (bound && TOTE.test(code)) ? { verdict: 'wrong_tote', task } : null;
}

/**
 * Whether a code is a bin, goods or a tote of this list: then it is known, and not what is wanted now.
 * @param {List} list
 * @param {string} code
 */
function isOn(list, code) {
  return list.tasks.some((task) => task.bin === code || unitsOf(task.sku, code) > 0)
    || list.slots.some((slot) => slot.totes.some((tote) => tote.code === code));
}

/**
 * How many units of a SKU a code stands for; leading zeros of a GTIN do not count.
 * @param {Sku} sku
 * @param {string} code
 * @returns {number} 0 when it is not this SKU's
 */
function unitsOf(sku, code) {
  if (code === sku.code) return 1;
  const wanted = plain(code);
  const found = Object.keys(sku.barcodes).find((barcode) => plain(barcode) === wanted);
  return found ? sku.barcodes[found] : 0;
}

/**
 * @param {string} code
 * @returns {string}
 */
function plain(code) {
  return /^\d{8,14}$/.test(code) ? code.replace(/^0+/, '') : code;
}
