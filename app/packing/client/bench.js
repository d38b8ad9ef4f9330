// @entry
// @ts-check
// The bench: the parcel's state at the server decides which step shows; every scan is one call.
// Tote, check, box, weigh (by itself once the scale is still), confirm, label, stick, done.

import { get, post } from '../../client/api.js';
import { pageData, qs } from '../../client/dom.js';
import { newId } from '../../client/queue.js';
import { listen } from '../../client/scan.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict, verdictWord } from '../../client/verdict.js';
import * as draw from './draw.js';
import { watchScale } from './scale.js';

/**
 * @typedef {object} Bench
 * @property {string} code
 * @property {any} parcel what GET /parcels/{no} says; null before a tote is open
 * @property {any} lane a tote of single items: {tote, units}; an item's scan opens its order
 * @property {any} label where the number and its paper stand
 * @property {any} block the last weighing outside the band, until something is scanned
 * @property {any} done the parcel that was finished last
 * @property {any} scale what the scale shows
 * @property {string} sheet '', 'supervisor' or 'reprint'
 * @property {string} last the code that was counted last, for WG:UNDO
 * @property {any[]} boxes
 */

const page = pageData();
/** @type {Bench} */
const bench = { code: page.bench, parcel: page.parcel, lane: page.lane, label: page.label, block: null, done: null, scale: null,
  sheet: '', last: '', boxes: page.boxes };

const field = listen({ onCode: heard, mayFocus: () => bench.sheet !== 'supervisor' });
const scale = watchScale(bench.code, (shown) => {
  bench.scale = shown;
  draw.devices(bench);
  if (step() === 'weigh') redraw();
}, weigh);

/** @returns {'tote' | 'item' | 'check' | 'box' | 'weigh' | 'blocked' | 'confirm' | 'label' | 'stick'} */
function step() {
  const parcel = bench.parcel;
  if (!parcel) return bench.lane ? 'item' : 'tote';
  if (parcel.state === 'blocked') return 'blocked';
  if (parcel.state === 'open') return parcel.units_left > 0 ? 'check' : 'box';
  if (parcel.state === 'sealed' || parcel.state === 'weighed') return 'weigh';
  if (parcel.state === 'archived') return 'confirm';
  return parcel.state === 'labelled' ? 'stick' : 'label';
}

function redraw() {
  const now = step();
  scale.want(now === 'weigh' && bench.parcel.state === 'sealed');
  draw.screen(bench, now, acts);
  field.prompt(draw.prompt(bench, now));
}

/** @param {any} answer @param {string} [word] */
function refused(answer, word) {
  const tone = answer.tone && answer.tone !== 'none' ? answer.tone : answer.status ? 'no' : 'srv';
  showVerdict({ tone, word: word || (answer.status ? t('packing.ui.not_now') : verdictWord('server_error')), say: answer.detail });
}

/** @param {string} path @param {any} [body] */
function send(path, body) {
  return post(`/api/v1/parcels/${bench.parcel.parcel_no}/${path}`, body, { timeoutMs: 20000 });
}

/** @param {string} code */
async function heard(code) {
  clearVerdict();
  if (bench.sheet) return sheetHeard(code);
  const command = COMMANDS[/** @type {'WG:PARK'} */ (code.toUpperCase())];
  if (command) return command();
  if (/^WG:BOX:/i.test(code)) return chooseBox(code.slice(7));
  bench.block = null;
  const now = step();
  if (now === 'stick') return stick(code);
  if (now === 'check' || now === 'blocked' || now === 'box') return check(code, 'scan');
  if (now === 'tote' || now === 'item') return open(code);
  return showVerdict({ tone: 'warn', word: t('packing.ui.not_now'), say: draw.prompt(bench, now) });
}

/** @param {string} code */
async function open(code) {
  bench.done = null;
  const answer = await post(`/api/v1/benches/${bench.code}/open`, { code }, { timeoutMs: 15000 });
  if (!answer.ok) return refused(answer);
  bench.parcel = answer.data.parcel;
  bench.lane = answer.data.parcel ? null : { tote: answer.data.tote, units: answer.data.units };
  bench.label = null;
  if (bench.parcel && ['confirmed', 'labelled'].indexOf(bench.parcel.state) >= 0) await follow();
  return redraw();
}

/** @param {string} code @param {'scan' | 'unscan'} how */
async function check(code, how) {
  const answer = await send(how, { scan_id: newId(), code });
  if (!answer.ok) return refused(answer);
  const result = answer.data.results[0];
  bench.parcel = answer.data.parcel;
  if (result.verdict === 'ok' || result.verdict === 'task_done' || result.verdict === 'list_done') bench.last = how === 'scan' ? code : '';
  redraw();
  if (result.tone === 'ok') return draw.tick(result.tone);
  return showVerdict({ tone: result.tone, word: verdictWord(result.verdict), say: result.say });
}

/** @param {string} code */
async function chooseBox(code) {
  if (!bench.parcel) return refused({ status: 409, detail: t('packing.ui.ask_tote') });
  const answer = await send('box', { code });
  if (!answer.ok) return refused(answer);
  bench.parcel = answer.data;
  draw.tick('ok');
  return redraw();
}

/** The scale is still: let the gate decide. */
async function weigh() {
  if (step() !== 'weigh' || bench.parcel.state !== 'sealed') return;
  const answer = await send('weigh');
  if (!answer.ok) {
    if (!/^packing\.weight\./.test(answer.code)) refused(answer);
    bench.scale = Object.assign({}, bench.scale, { why: answer.detail });
    redraw();
    return;
  }
  bench.parcel = answer.data.parcel;
  if (answer.data.verdict === 'block') {
    bench.block = answer.data;
    redraw();
    showVerdict({ tone: 'no', word: verdictWord('weight_off'), say: answer.data.say });
    return;
  }
  draw.tick('ok');
  redraw();
  await preprint();
}

async function preprint() {
  const answer = await send('preprint');
  if (!answer.ok) return refused(answer);
  bench.parcel.state = answer.data.state;
  bench.parcel.archive = answer.data;
  return redraw();
}

async function confirm() {
  if (!bench.parcel) return refused({ status: 409, detail: t('packing.ui.ask_tote') });
  if (bench.parcel.state === 'weighed') await preprint();
  const answer = await send('confirm');
  if (!answer.ok) return refused(answer);
  bench.label = answer.data;
  bench.parcel.state = answer.data.state;
  redraw();
  return follow();
}

/** Wait for the paper: the print loop says when it came out. */
async function follow() {
  const parcel = bench.parcel;
  for (let n = 0; n < 60 && bench.parcel === parcel; n += 1) {
    const answer = await get(`/api/v1/parcels/${parcel.parcel_no}/waybill`);
    if (answer.ok) {
      bench.label = answer.data;
      parcel.state = answer.data.state;
      redraw();
      if (parcel.state !== 'confirmed' || ['failed', 'unknown'].indexOf(answer.data.print_state) >= 0) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** @param {string} code */
async function stick(code) {
  const answer = await send('attach', { code });
  if (!answer.ok) return refused(answer);
  bench.done = { parcel_no: bench.parcel.parcel_no, cage: answer.data.cage || bench.parcel.cage, waybill: answer.data.waybill };
  const fresh = await get(`/api/v1/benches/${bench.code}`);
  const more = fresh.ok && fresh.data.parcel_no && fresh.data.parcel_no !== bench.parcel.parcel_no;
  const lane = fresh.ok && !fresh.data.parcel_no && fresh.data.tote;
  bench.parcel = null;
  bench.lane = lane ? { tote: fresh.data.tote, units: null } : null;
  if (more) await reload(fresh.data.parcel_no);
  redraw();
  showVerdict({ tone: 'done', word: verdictWord('parcel_done'), say: t('packing.ui.into_cage', { cage: bench.done.cage || '–' }) });
}

/** @param {string} number */
async function reload(number) {
  const answer = await get(`/api/v1/parcels/${number}`);
  if (answer.ok) bench.parcel = answer.data;
}

async function park() {
  if (!bench.parcel) return;
  const answer = await send('park');
  if (!answer.ok) return refused(answer);
  bench.parcel = null;
  redraw();
  showVerdict({ tone: 'warn', word: t('packing.ui.parked'), say: t('packing.ui.parked_say', { slot: answer.data.slot }) });
}

async function short() {
  if (!bench.parcel) return;
  const answer = await send('short');
  if (!answer.ok) return refused(answer);
  bench.parcel = null;
  redraw();
  showVerdict({ tone: 'warn', word: t('ui.short'), say: t('packing.ui.short_say', { slot: answer.data.slot }) });
}

/** Undo means: the last unit out again; at the scale: back to the check; blocked: check again. */
function undo() {
  if (!bench.parcel) return undefined;
  if (step() === 'blocked' || !bench.last) return showVerdict({ tone: 'warn', word: t('ui.undo'), say: t('packing.ui.undo_say') });
  return check(bench.last, 'unscan');
}

async function another() {
  if (!bench.parcel) return;
  const answer = await post(`/api/v1/orders/${bench.parcel.order_no}/parcels`);
  if (!answer.ok) return refused(answer);
  bench.parcel = answer.data;
  redraw();
}

/** @param {'supervisor' | 'reprint' | ''} name */
function sheet(name) {
  if (!bench.parcel) return;
  bench.sheet = name;
  redraw();
  if (!name) field.focus();
}

/** @param {string} code */
async function sheetHeard(code) {
  if (/^WG:(UNDO|CANCEL)$/i.test(code)) return sheet('');
  if (bench.sheet === 'reprint') return reprint(t('packing.ui.reason_unreadable'));
  const badge = /** @type {HTMLInputElement | null} */ (qs('#sheet-badge'));
  if (badge) badge.value = code;
  return undefined;
}

/** @param {string} reason */
async function reprint(reason) {
  bench.sheet = '';
  const answer = await send('reprint', { reason });
  if (!answer.ok) {
    redraw();
    return refused(answer);
  }
  bench.label = answer.data;
  redraw();
  return follow();
}

/** @param {string} badge @param {string} pin @param {string} reason */
async function override(badge, pin, reason) {
  const answer = await send('override', { badge, pin, reason });
  if (!answer.ok) return refused(answer);
  bench.sheet = '';
  bench.block = null;
  bench.parcel = answer.data.parcel;
  redraw();
  showVerdict({ tone: 'warn', word: t('packing.ui.forced'), say: answer.data.say });
  return preprint();
}

const COMMANDS = { 'WG:CONFIRM': confirm, 'WG:PARK': park, 'WG:SHORT': short, 'WG:UNDO': undo, 'WG:NEXT': another,
  'WG:REPRINT': () => sheet('reprint'), 'WG:SUPERVISOR': () => sheet('supervisor') };
const acts = { push: (/** @type {string} */ code) => { field.push(code); field.focus(); }, sheet, reprint, override };

draw.devices(bench);
redraw();
if (bench.parcel && bench.parcel.state === 'weighed') preprint();
if (bench.parcel && bench.parcel.state === 'confirmed') follow();
