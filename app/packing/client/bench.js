// @entry
// @ts-check
// The bench: the parcel's state at the server decides which step shows; every scan is one call.
// Tote, check, box, weigh (by itself once the scale is still), confirm, label, stick, done.

import { get, post } from '../../client/api.js';
import { el, pageData } from '../../client/dom.js';
import { listen } from '../../client/scan.js';
import { signal } from '../../client/sound.js';
import { number, t } from '../../client/text.js';
import { clearVerdict, showVerdict, verdictWord } from '../../client/verdict.js';
import './bench.css';
import * as draw from './draw.js';
import { hasChanged, hasLeft, isStillDone, lookAtCages, openHere, whereItGoes } from './finding.js';
import { versus, wrongItem } from './goods.js';
import { bound, unbound, whatNext } from './lane.js';
import { paperWork } from './paper.js';
import { refusal } from './refusal.js';
import { watchScale } from './scale.js';
import { sheetWork } from './sheets.js';
import { isDead } from './spare.js';
import { coming } from './twice.js';
import { heardOf, scanId } from '../../client/unheard.js';

/**
 * @typedef {object} Bench
 * @property {string} code
 * @property {string} size the labels in the printer, such as 100x150
 * @property {any[]} boxes
 * @property {any} parcel what GET /parcels/{no} says; null before a tote is open
 * @property {any} lane a tote of single items: {tote, units}; an item's scan opens its order
 * @property {any} label where the number and its paper stand
 * @property {any} archive the newest label in the archive, and
 * @property {any} picture its picture
 * @property {any} block the last weighing outside the band, until something is scanned
 * @property {boolean} again a blocked or proven parcel that is to be weighed once more
 * @property {any} done the parcel that was finished last
 * @property {any[]} cages the carriers' cages, and
 * @property {Record<string, string>} carriers their names by code
 * @property {string} offer a code that another bench has; WG:TAKEOVER fetches it
 * @property {any} scale what the scale shows
 * @property {string} printer how the printer is
 * @property {string | null} spare the bench at whose printer the labels come out, and
 * @property {string[]} standIns the benches at which they could
 * @property {boolean} online
 * @property {string} why why the scale decided nothing, in the server's words
 * @property {string} sheet '', 'supervisor', 'reprint' or 'spare'
 * @property {string} last the code that was counted last, for WG:UNDO
 * @property {boolean} taking the next scan is a unit that leaves the box
 * @property {number | null} bad the line whose unit was refused
 * @property {boolean} refused something in hand does not belong here
 */

const WEIGH_AGAIN = /^packing\.weight\.(no_reading|unstable|stale|negative|zero|not_zeroed|nan|other_parcel)$/;

const page = pageData();
/** @type {Bench} */
const bench = { code: page.bench, size: page.size, boxes: page.boxes, parcel: page.parcel, lane: page.lane, label: null, archive: null, picture: null, block: null, again: false,
  done: null, cages: [], carriers: {}, refused: false, offer: '', scale: null, printer: '', spare: null, standIns: [], online: true, why: '', sheet: '', last: '', taking: false, bad: null };
const paper = paperWork(bench, { send, redraw, refused, reload, goOn, nothingOpen });
const over = sheetWork(bench, { send, redraw, refused, say, focus: () => field.focus(), step, heard, keys: () => draw.keys(bench, step(), acts), preprint: paper.preprint, follow: paper.follow });
const { sheet, reprint, override, spare, lookAtPrinter } = over;
const acts = { push: (/** @type {string} */ code) => { field.push(code); field.focus(); }, sheet, reprint, override, spare };

const field = listen({ onCode: heard, mayFocus: () => bench.sheet !== 'supervisor' });
const scale = watchScale(bench.code, (shown, online) => {
  bench.scale = shown;
  bench.online = online;
  draw.devices(bench);
  if (step() === 'weigh' && !bench.sheet) draw.work(bench, 'weigh', acts);
}, weigh);

/** @returns {string} */
function step() {
  const parcel = bench.parcel;
  if (!parcel) return bench.lane ? 'item' : 'tote';
  if (parcel.state === 'void' || parcel.stopped.length) return 'stop';
  if (bench.again) return 'weigh';
  if (parcel.state === 'open') return parcel.units_left > 0 ? 'check' : 'box';
  return { sealed: 'weigh', weighed: 'passed', blocked: 'blocked', archived: 'confirm', confirmed: 'label' }[/** @type {'sealed'} */ (parcel.state)] || 'stick';
}

function redraw() {
  const now = step();
  scale.want(now === 'weigh' && bench.parcel.expected_g !== null);
  draw.screen(bench, now, acts);
  field.prompt(draw.prompt(bench, now));
}

/** @param {import('../../client/verdict.js').Verdict} verdict @param {boolean} [withSteps] */
function say(verdict, withSteps = false) {
  draw.stepsBar(withSteps);
  showVerdict(verdict);
}

/** What is refused may have changed behind this page: cancelled, fetched by another bench, done in another tab. @param {any} answer */
async function refused(answer) {
  say(refusal(answer));
  const shown = bench.parcel;
  if (!shown || !answer.status || bench.sheet) return;
  const now = await get(`/api/v1/parcels/${shown.parcel_no}`);
  if (!now.ok || bench.parcel !== shown || !hasChanged(shown, now.data)) return;
  const slot = now.data.parked_slot;
  if (now.data.bench !== bench.code || slot) forget();
  else bench.parcel = now.data;
  if (step() === 'stop') clearVerdict(); // The stop itself says what to do with what is in hand.
  redraw();
  if (slot) say({ tone: 'warn', word: t('packing.ui.parked'), say: t('packing.ui.parked_say', { slot }) });
}

/** @param {string} path @param {any} [body] */
function send(path, body) {
  return post(`/api/v1/parcels/${parcelNo()}/${path}`, body, { timeoutMs: 20000 });
}

function parcelNo() {
  return bench.parcel ? bench.parcel.parcel_no : bench.done.parcel_no;
}

/** @param {string} code */
async function heard(code) {
  const came = coming(code);
  if (came === 'bounce') return undefined;
  clearVerdict();
  draw.stepsBar(true);
  const how = bench.taking ? 'unscan' : 'scan';
  Object.assign(bench, { bad: null, refused: false, taking: false });
  if (bench.sheet) return over.sheetHeard(code);
  const command = COMMANDS[/** @type {'WG:PARK'} */ (code.toUpperCase())];
  if (command) return command(came === 'again', how === 'unscan');
  if (/^WG:BOX:/i.test(code)) return chooseBox(code.slice(7));
  const now = step();
  if (now !== 'stick' && bench.done && code === bench.done.waybill && (await isStillDone(bench.done))) return doneAlready();
  if (now === 'tote' || now === 'item' || (now === 'stop' && bench.parcel.state === 'void')) return open(code, 'open');
  if (now === 'stick' || now === 'label') return stick(code);
  if (now === 'check' || now === 'box' || now === 'blocked') return check(code, how);
  if (now === 'weigh' && bench.parcel.state !== 'archived') return check(code, how);
  return say({ tone: 'warn', word: t('packing.ui.not_now'), say: draw.prompt(bench, now) });
}

/** @param {string} code @param {'open' | 'take-over'} verb */
async function open(code, verb) {
  const answer = await openHere(bench, code, verb);
  bench.offer = answer.code === 'packing.other_bench' ? code : '';
  if (!answer.ok) {
    await refused(answer);
    if (answer.code === 'station.not_ready') lookAtPrinter();
    return redraw();
  }
  if (isDead(bench.printer)) lookAtPrinter(); // It has paper again, or the bench would not open.
  forget();
  bench.done = null;
  if (hasLeft(answer.data.parcel)) return lookedAt(answer.data.parcel);
  bench.parcel = answer.data.parcel;
  bench.lane = answer.data.parcel ? bench.lane : { tote: answer.data.tote, units: answer.data.units };
  bench.last = bound(bench.parcel, code);
  signal('ok');
  redraw();
  return goOn();
}

/** A box with its label on has nothing left to do here: say where it goes, and wait for the next one. @param {any} parcel */
async function lookedAt(parcel) {
  bench.done = await whereItGoes(parcel);
  redraw();
  return doneAlready();
}

function doneAlready() {
  return say({ tone: 'warn', word: verdictWord('already_done'), say: `${bench.done.parcel_no} · ${bench.done.gone ? t('packing.ui.has_left') : t('packing.ui.into_cage', { cage: bench.done.cage || '–' })}` });
}

/** What belonged to the parcel before. */
function forget() {
  Object.assign(bench, { parcel: null, label: null, archive: null, picture: null, block: null, again: false, last: '', bad: null, why: '', offer: '' });
}

/** A parcel that comes back to a bench goes on where it was. */
async function goOn() {
  const state = bench.parcel && step() !== 'stop' ? bench.parcel.state : '';
  if (state === 'weighed') return paper.preprint();
  if (state === 'archived') return paper.showPaper();
  return state === 'confirmed' || state === 'labelled' ? paper.follow() : undefined;
}

/** @param {string} code @param {'scan' | 'unscan'} how */
async function check(code, how) {
  const answer = await send(how, { scan_id: scanId(parcelNo(), how, code), code });
  heardOf(answer);
  if (!answer.ok) return refused(answer);
  const result = answer.data.results[0];
  const counted = ['ok', 'task_done', 'list_done'].indexOf(result.verdict) >= 0;
  const lane = unbound(bench, how, answer.data.parcel);
  bench.parcel = answer.data.parcel;
  if (lane) {
    forget();
    bench.lane = lane;
  }
  if (counted) Object.assign(bench, { last: how === 'scan' ? code : '', block: null, again: false });
  else Object.assign(bench, { bad: result.line_no || null, refused: result.verdict === 'wrong_item' || result.verdict === 'over_quantity' });
  redraw();
  if (result.tone === 'ok' || result.verdict === 'list_done') return signal(result.tone);
  const word = result.verdict === 'wrong_item' ? t('packing.ui.not_for_this') : verdictWord(result.verdict);
  return say({ tone: result.tone, word, say: result.goods ? wrongItem(result.goods) : result.say, end: versus(result.goods) });
}

/** @param {string} code */
async function chooseBox(code) {
  if (!bench.parcel) return nothingOpen();
  const answer = await send('box', { code });
  if (!answer.ok) return refused(answer);
  bench.parcel = answer.data;
  // It may have been the box that was too heavy: nothing is checked again, only weighed.
  if (bench.parcel.state === 'blocked') Object.assign(bench, { block: null, again: true });
  signal('ok');
  return redraw();
}

function nothingOpen() {
  return say({ tone: 'warn', word: t('packing.ui.not_now'), say: t(bench.lane ? 'packing.ui.ask_item' : 'packing.ui.ask_tote') });
}

/** A load lies still: let the gate decide. @returns {Promise<boolean>} whether it did */
async function weigh() {
  if (step() !== 'weigh' || bench.sheet) return false;
  const answer = await send('weigh');
  bench.why = answer.ok ? '' : answer.detail;
  if (!answer.ok) {
    if (WEIGH_AGAIN.test(answer.code)) return false;
    await refused(answer);
    return true;
  }
  bench.parcel = answer.data.parcel;
  bench.again = false;
  if (answer.data.verdict !== 'block') {
    bench.block = null;
    signal('ok');
    redraw();
    await paper.preprint();
    return true;
  }
  blocked(answer.data);
  return true;
}

/** @param {any} result */
function blocked(result) {
  bench.block = result;
  bench.last = '';
  const off = Math.round(result.grams - result.expected_g);
  redraw();
  say({ tone: 'no', word: t(off < 0 ? 'packing.ui.too_light' : 'packing.ui.too_heavy_by', { n: number(Math.abs(off)) }), say: t('packing.ui.check_again'),
    end: el('span', { class: 'verdict__say b7 fix' }, t('packing.ui.block_n', { n: result.blocks })) }, true);
}

/** @param {string} code */
async function stick(code) {
  const parcel = bench.parcel;
  const answer = await send('attach', { code });
  if (!answer.ok) return refused(answer);
  const done = { parcel_no: parcel.parcel_no, cage: answer.data.cage || parcel.cage, waybill: answer.data.waybill, carrier: parcel.carrier };
  const lane = bench.lane;
  forget();
  Object.assign(bench, { done, lane: null });
  await whatNext(bench, lane, reload);
  redraw();
  say({ tone: 'done', word: verdictWord('parcel_done'), say: `${done.parcel_no} · ${t('packing.ui.into_cage', { cage: done.cage || '–' })} · ${number(parcel.measured_g)} g` });
  await askCages();
}

async function askCages() {
  if ((await lookAtCages(bench)) && !bench.sheet) draw.work(bench, step(), acts);
}

/** @param {string} parcelNo */
async function reload(parcelNo) {
  const answer = await get(`/api/v1/parcels/${parcelNo}`);
  if (answer.ok) bench.parcel = answer.data;
}

/** @param {'park' | 'short'} path @param {string} word @param {string} told */
async function setAside(path, word, told) {
  if (!bench.parcel) return nothingOpen();
  if (step() === 'stop' && bench.parcel.state === 'void') {
    forget();
    return redraw();
  }
  const answer = await send(path);
  if (!answer.ok) return refused(answer);
  forget();
  await whatNext(bench, bench.lane, reload);
  redraw();
  return say({ tone: 'warn', word: t(word), say: t(told, { slot: answer.data.slot }) });
}

/** The hub hears of a short, so it is said twice. @param {boolean} again */
function short(again) {
  if (again || !bench.parcel || step() !== 'check') return setAside('short', 'ui.short', 'packing.ui.short_say');
  return say({ tone: 'warn', word: t('packing.ui.short_twice'), say: t('packing.ui.short_sure', { n: bench.parcel.units_left }) });
}

/** Undo means: the last unit out again, then any other that is scanned; once there is a weight: weigh again. @param {boolean} _again @param {boolean} taking */
function undo(_again, taking) {
  if (!bench.parcel) return nothingOpen();
  if (taking) return redraw();
  const now = step();
  if (now === 'blocked' || now === 'confirm' || now === 'passed') {
    bench.again = true;
    return redraw();
  }
  if (bench.again) {
    bench.again = false;
    return redraw();
  }
  if (bench.last && ['check', 'box', 'weigh'].indexOf(now) >= 0) return check(bench.last, 'unscan');
  bench.taking = draw.mayTakeOut(bench, now);
  if (bench.taking) return say({ tone: 'warn', word: t('packing.ui.take_out'), say: t('packing.ui.take_out_say') });
  return say({ tone: 'warn', word: t('packing.ui.not_now'), say: t('packing.ui.undo_say') });
}

async function another() {
  if (!bench.parcel) return nothingOpen();
  const answer = await post(`/api/v1/orders/${bench.parcel.order_no}/parcels`);
  if (!answer.ok) return refused(answer);
  bench.parcel = answer.data;
  bench.last = '';
  signal('ok');
  return redraw();
}

const COMMANDS = { 'WG:CONFIRM': paper.confirm, 'WG:UNDO': undo, 'WG:NEXT': another, 'WG:PARK': () => setAside('park', 'packing.ui.parked', 'packing.ui.parked_say'),
  'WG:SHORT': short, 'WG:REPRINT': () => sheet('reprint'), 'WG:SUPERVISOR': () => sheet('supervisor'), 'WG:SPARE': () => sheet('spare'),
  'WG:TAKEOVER': () => (bench.offer ? open(bench.offer, 'take-over') : nothingOpen()) };

redraw();
goOn();
over.askPrinter();
askCages();
