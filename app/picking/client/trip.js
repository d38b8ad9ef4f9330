// @ts-check
// The pick list as this device holds it: what is done, what comes next, and what a scan changes.

import { lang } from '../../client/text.js';

/**
 * @typedef {object} Sku
 * @property {string} code
 * @property {string} name
 * @property {string} barcode_tail
 * @property {Record<string, number>} barcodes units by barcode
 * @property {string | null} image_url
 * @property {boolean} wants_serial
 * @property {Record<string, string>} looks colour, colour_en, colour_hex, size, picture, name_en
 */

/**
 * @typedef {object} Task
 * @property {string} id
 * @property {number} seq
 * @property {string} state open claimed done short cancelled putback
 * @property {string} bin
 * @property {number | null} level
 * @property {Sku} sku
 * @property {number} quantity
 * @property {number} picked
 * @property {boolean} at_bin
 * @property {number} slot
 * @property {string | null} order_no
 */

/** @typedef {{ code: string, full: boolean }} Tote */
/** @typedef {{ slot: number, units: number, totes: Tote[] }} Slot */

/**
 * @typedef {object} List
 * @property {string} number
 * @property {string} state
 * @property {number} plan_version
 * @property {string | null} cart
 * @property {string | null} cut_off_at
 * @property {Slot[]} slots
 * @property {Task[]} tasks
 * @property {number} [lines_per_hour]
 * @property {number} [wrong_scans]
 */

/** @typedef {'bin' | 'item' | 'tote'} Step */

const LIVE = ['open', 'claimed'];

/**
 * The task to work on: one already begun, else the first of the walk.
 * @param {List | null} list
 * @returns {Task | null}
 */
export function currentTask(list) {
  return liveTasks(list)[0] || null;
}

/**
 * @param {List | null} list
 * @returns {Task | null} the stop after the current one
 */
export function nextTask(list) {
  return liveTasks(list)[1] || null;
}

/**
 * @param {List | null} list
 * @returns {Task[]}
 */
function liveTasks(list) {
  if (!list) return [];
  const live = list.tasks.filter((task) => LIVE.indexOf(task.state) >= 0);
  return live.sort((a, b) => Number(b.at_bin) - Number(a.at_bin) || a.seq - b.seq);
}

/**
 * @param {Task} task
 * @returns {Step}
 */
export function stepOf(task) {
  if (!task.at_bin) return 'bin';
  return task.picked < task.quantity ? 'item' : 'tote';
}

/**
 * @param {List} list
 * @returns {{ n: number, of: number }} lines
 */
export function progress(list) {
  const counted = list.tasks.filter((task) => task.state !== 'cancelled' && task.state !== 'putback');
  return { n: counted.filter((task) => LIVE.indexOf(task.state) < 0).length, of: counted.length };
}

/**
 * Whether the cart still wants totes before the walk begins.
 * @param {List} list
 * @returns {number | null} the first slot without a tote
 */
export function slotWithoutTote(list) {
  const begun = list.tasks.some((task) => task.at_bin || task.state !== 'open');
  const bare = list.slots.find((slot) => !slot.totes.some((tote) => !tote.full));
  return begun || !bare ? null : bare.slot;
}

/**
 * The tote that takes units of a slot now.
 * @param {List} list
 * @param {number} slot
 * @returns {string}
 */
export function openTote(list, slot) {
  const found = list.slots.find((each) => each.slot === slot);
  const tote = found && found.totes.find((each) => !each.full);
  return tote ? tote.code : '';
}

/**
 * @param {List} list
 * @param {Task} task
 */
export function arrive(list, task) {
  task.at_bin = true;
  task.state = 'claimed';
}

/**
 * @param {Task} task
 * @param {number} units
 */
export function take(task, units) {
  task.picked += units;
}

/**
 * The units lie in the tote: the task is done.
 * @param {List} list
 * @param {Task} task
 * @param {string} tote
 */
export function drop(list, task, tote) {
  task.state = 'done';
  const slot = list.slots.find((each) => each.slot === task.slot);
  if (!slot) return;
  slot.units += task.picked;
  if (!slot.totes.some((each) => each.code === tote)) slot.totes.push({ code: tote, full: false });
}

/**
 * @param {List} list
 * @param {number} slot
 * @param {string} tote
 */
export function bindTote(list, slot, tote) {
  const found = list.slots.find((each) => each.slot === slot);
  if (found) found.totes.push({ code: tote, full: false });
}

/**
 * The task goes to the end of the walk, to be begun anew: what is in hand goes back first.
 * @param {List} list
 * @param {Task} task
 */
function skip(list, task) {
  task.seq = Math.max(...list.tasks.map((each) => each.seq)) + 1;
  task.picked = 0;
  task.at_bin = false;
}

/**
 * Fewer were found: what there is still goes into the tote.
 * @param {Task} task
 * @param {number} found
 */
function runShort(task, found) {
  task.quantity = found;
  task.picked = Math.min(task.picked, found);
  if (found) task.at_bin = true;
  else task.state = 'short';
}

/**
 * The tote of a slot is full: the next one scanned joins the slot.
 * @param {List} list
 * @param {number} slot
 */
function fill(list, slot) {
  const found = list.slots.find((each) => each.slot === slot);
  if (found) found.totes.forEach((tote) => { tote.full = true; });
}

/**
 * @param {List} list
 * @param {Task} task
 * @param {Record<string, any>} body of an action that is no scan
 */
export function change(list, task, body) {
  if (body.kind === 'short') runShort(task, body.found);
  if (body.kind === 'skip') skip(list, task);
  if (body.kind === 'unpick') take(task, -1);
  if (body.kind === 'tote_full') fill(list, task.slot);
}

/**
 * @param {List | null} list
 * @returns {{ lines: number, units: number }} what was picked
 */
export function totals(list) {
  const done = list ? list.tasks.filter((task) => task.state === 'done') : [];
  return { lines: done.length, units: done.reduce((sum, task) => sum + task.picked, 0) };
}

/**
 * @param {Sku} sku
 * @returns {string} the name in the person's language
 */
export function nameOf(sku) {
  return (lang() === 'en' && sku.looks.name_en) || sku.name;
}

/**
 * What tells it from its neighbours: "Red · M".
 * @param {Sku} sku
 * @returns {string}
 */
export function markOf(sku) {
  const colour = (lang() === 'en' && sku.looks.colour_en) || sku.looks.colour;
  return [colour, sku.looks.size].filter(Boolean).join('\u00a0· ');
}

/**
 * The goods as the parts draw them.
 * @param {Sku} sku
 */
export function goodsOf(sku) {
  return { symbol: sku.looks.picture || 'g-tin', colour: sku.looks.colour_hex, image_url: sku.image_url, name: nameOf(sku) };
}

/**
 * A bin without its level, which the rungs draw: A-03-02-1 on level 1 is A-03-02.
 * @param {Task} task
 * @returns {string}
 */
export function signOf(task) {
  const end = task.level ? new RegExp(`-0*${task.level}$`) : /$^/;
  const short = task.bin.replace(end, '');
  return /-.*-/.test(short) ? short : task.bin;
}
