// @entry
// @ts-check
// The returns desk by scanner: a box, its units, a grade for each, then the shelf. One question at a time.

import { call, get, post } from '../../client/api.js';
import { put, qs } from '../../client/dom.js';
import { listen } from '../../client/scan.js';
import { t } from '../../client/text.js';
import { heardOf, scanId } from '../../client/unheard.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import { commands, left, middle, nameOf, prompt, right, stepsBar } from './desk.js';
import { sendable } from './photo.js';
import './returns.css';

/** @typedef {{ at: 'box' | 'work' | 'second', ret: any, unit: string | null, unknown: string, badge: string, waiting: any[] }} Desk */

/** @type {Desk} */
const desk = { at: 'box', ret: null, unit: null, unknown: '', badge: '', waiting: [] };
/** A second press so soon was meant for what stood there before, not for the next unit. */
const SLIP_MS = 400;
let drawn = { unit: desk.unit, at: 0 };
const ear = listen({ onCode, mayFocus: () => true });

/** What the next scan means: the desk asks one thing at a time. @param {string} code */
async function onCode(code) {
  clearVerdict();
  if (code === 'WG:UNDO') return back();
  if (desk.at === 'second') return second(code);
  if (!desk.ret) return receive(code);
  const unit = current();
  const grade = code.toUpperCase().replace(/^WG:GRADE:/, '');
  if (unit && unit.state === 'received' && 'ABCS'.indexOf(grade) >= 0 && grade.length === 1) return choose(grade);
  if (unit && unit.state === 'graded') return shelve(unit, code);
  return scanUnit(code);
}

/** @param {string} code */
async function receive(code) {
  const blind = desk.unknown === code;
  const answer = await post('/api/v1/returns', { code, blind });
  desk.unknown = answer.code === 'returns.unmatched' ? code : '';
  if (desk.unknown) return showVerdict({ tone: 'warn', word: t('returns.ui.nobody'), say: answer.detail });
  if (!answer.ok) return refused(answer);
  take(answer.data.return);
  const how = answer.data.blind ? 'blind' : 'matched';
  return showVerdict({ tone: 'ok', word: t(`returns.ui.${answer.data.again ? 'again' : how}`), say: answer.data.return_no });
}

async function receiveBlind() {
  const answer = await once('/api/v1/returns', {});
  if (!answer.ok) return refused(answer);
  take(answer.data.return);
  return showVerdict({ tone: 'ok', word: t('returns.ui.blind'), say: answer.data.return_no });
}

/** @param {string} code */
async function scanUnit(code) {
  const answer = await once(`${url()}/units`, { code });
  if (!answer.ok) return refused(answer);
  desk.unit = answer.data.id;
  take(answer.data.return, answer.data.id);
  const unit = current();
  if (unit && unit.surprise) return showVerdict({ tone: 'warn', word: t('returns.ui.surprise'), say: nameOf(unit.goods) });
  return showVerdict({ tone: 'ok', word: t('returns.ui.scanned'), say: unit ? nameOf(unit.goods) : '' });
}

/**
 * What got no answer and is said again counts once.
 * @param {string} path
 * @param {object} body
 */
async function once(path, body) {
  const answer = await post(path, body, { key: scanId(path, JSON.stringify(body)) });
  heardOf(answer);
  return answer;
}

/** @param {string} grade */
async function choose(grade) {
  if (grade === 'S') {
    desk.at = 'second';
    desk.badge = '';
    return draw();
  }
  return send({ grade });
}

/** Scrap: the badge, then the PIN, of somebody else. @param {string} code */
async function second(code) {
  if (!desk.badge) {
    desk.badge = code;
    return draw();
  }
  const badge = desk.badge;
  desk.badge = '';
  return send({ grade: 'S', badge, pin: code });
}

/** @param {any} body */
async function send(body) {
  const unit = current();
  if (!unit) return undefined;
  const answer = await post(`${url()}/units/${unit.id}/grade`, body);
  if (!answer.ok) {
    draw();
    return refused(answer);
  }
  desk.at = 'work';
  take(answer.data.return);
  return showVerdict({ tone: 'ok', word: t('returns.ui.graded', { grade: body.grade }), say: told(answer.data.return) });
}

/** @param {any} ret */
function told(ret) {
  return ret.state === 'graded' || ret.state === 'closed' ? t('returns.ui.notice_sent') : '';
}

/**
 * @param {any} unit
 * @param {string} code
 */
async function shelve(unit, code) {
  const answer = await post(`${url()}/units/${unit.id}/put-away`, { code });
  if (answer.code === 'stock.unknown_bin') return scanUnit(code); // The next unit out of the box, before this one's shelf.
  if (!answer.ok) return refused(answer);
  const closed = answer.data.return.state === 'closed';
  const say = t(unit.grade === 'A' ? 'returns.ui.is_stock' : 'returns.ui.is_kept', { bin: answer.data.bin });
  if (closed) leave();
  else take(answer.data.return);
  return showVerdict({ tone: closed ? 'done' : 'ok', word: t(closed ? 'returns.ui.closed' : 'returns.ui.shelved'), say });
}

async function finish() {
  const answer = await post(`${url()}/finish`);
  if (!answer.ok) return refused(answer);
  if (answer.data.state === 'closed') leave();
  else take(answer.data);
  return showVerdict({ tone: 'done', word: t('returns.ui.finished'), say: t('returns.ui.notice_sent') });
}

/** @param {File} file */
async function photo(file) {
  const sent = await sendable(file);
  if (!sent) return showVerdict({ tone: 'no', word: t('returns.ui.refused'), say: t('returns.photo_unreadable') });
  const form = new FormData();
  form.append('photo', sent);
  const unit = current();
  const answer = await call('POST', `${url()}/photos${unit ? `?unit=${unit.id}` : ''}`, form, { timeoutMs: 30000 });
  if (!answer.ok) return refused(answer);
  const fresh = await get(url());
  if (fresh.ok) take(fresh.data, desk.unit);
  return showVerdict({ tone: 'ok', word: t('returns.ui.photo_kept') });
}

/** @param {any} answer */
function refused(answer) {
  showVerdict({ tone: answer.tone, word: t('returns.ui.refused'), say: answer.detail });
}

/** One step back: out of the second badge, else away from this return (it stays on the desk). */
function back() {
  if (desk.at === 'second') {
    desk.at = 'work';
    draw();
  } else leave();
}

function leave() {
  desk.ret = null;
  desk.unit = null;
  desk.at = 'box';
  draw();
  list();
}

/**
 * @param {any} ret
 * @param {string | null} [unit] the unit in hand; else the next that wants something
 */
function take(ret, unit = null) {
  desk.ret = ret;
  desk.at = 'work';
  const open = (/** @type {string} */ state) => ret.units.find((/** @type {any} */ one) => one.state === state);
  const next = open('received') || open('graded');
  desk.unit = unit || (next ? next.id : null);
  draw();
}

function current() {
  return desk.ret ? desk.ret.units.find((/** @type {any} */ one) => one.id === desk.unit) : null;
}

function url() {
  return `/api/v1/returns/${desk.ret.return_no}`;
}

const acts = {
  onGrade: (/** @type {string} */ grade) => (Date.now() - drawn.at < SLIP_MS ? undefined : choose(grade)),
  onUnit: (/** @type {string} */ id) => { desk.unit = id; clearVerdict(); draw(); },
  onReturn: (/** @type {string} */ number) => ear.push(number),
  onPhoto: () => qs('#file').click(),
  onBlind: receiveBlind,
  onFinish: finish,
  onBack: back,
};

function draw() {
  if (desk.unit !== drawn.unit) drawn = { unit: desk.unit, at: Date.now() };
  put(qs('#steps-place'), stepsBar(desk, current()));
  put(qs('#left'), left(desk, acts));
  put(qs('#middle'), middle(desk, current(), acts));
  put(qs('#right'), right(desk, current(), acts));
  put(qs('#commands'), commands(desk, acts));
  ear.prompt(prompt(desk, current()));
  const input = /** @type {HTMLInputElement} */ (qs('#scan'));
  input.type = desk.at === 'second' && desk.badge ? 'password' : 'text';
  ear.focus();
}

async function list() {
  const answer = await get('/api/v1/returns?limit=50');
  if (!answer.ok || desk.ret) return;
  desk.waiting = answer.data.returns;
  draw();
}

qs('#file').addEventListener('change', (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (input.files && input.files[0]) photo(input.files[0]);
  input.value = '';
});
draw();
list();
