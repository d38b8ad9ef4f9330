// @entry
// @ts-check
// The dock: parcels into their carrier's cage, then onto the vehicle, until it leaves. Worked by scans.

import { get, post } from '../../client/api.js';
import { pageData, put, qs } from '../../client/dom.js';
import { listen } from '../../client/scan.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict, verdictWord } from '../../client/verdict.js';
import './dispatch.css';
import * as draw from './draw.js';

/**
 * @typedef {object} Dock
 * @property {'home' | 'cage' | 'new' | 'load' | 'close' | 'closed'} at
 * @property {any[]} cages {cage, carrier, name, parcels}
 * @property {any[]} sheets hand-over sheets, newest first
 * @property {string} cage that is sorted into
 * @property {string} last the parcel that was put there
 * @property {any} sheet the hand-over sheet with its parcels
 */

const page = pageData();
/** @type {Dock} */
const dock = { at: 'home', cages: page.cages, sheets: page.sheets, cage: '', last: '', sheet: null };
const acts = { push: (/** @type {string} */ code) => { field.push(code); field.focus(); }, begin, close };
const field = listen({ onCode: heard, mayFocus: () => dock.at !== 'close' });

function redraw() {
  put(qs('#work'), draw.middle(dock, acts));
  put(qs('#commands'), draw.commands(dock, acts));
  field.prompt(t(`shipping.ui.ask_${dock.at}`));
}

/** @param {Dock['at']} at */
function go(at) {
  dock.at = at;
  redraw();
  if (at !== 'close') field.focus();
}

/** @param {any} answer */
function refused(answer) {
  const wrong = answer.code === 'cage.wrong' || answer.code === 'manifest.other_carrier';
  showVerdict({ tone: answer.tone && answer.tone !== 'none' ? answer.tone : 'no', say: answer.detail,
    word: !answer.status ? verdictWord('server_error') : answer.tone === 'stop' ? verdictWord('intercepted') : t(wrong ? 'shipping.ui.wrong' : 'shipping.ui.not_now') });
}

/** @param {string} code */
async function heard(code) {
  clearVerdict();
  const upper = code.toUpperCase();
  if (upper === 'WG:UNDO') return home();
  if (upper === 'WG:CONFIRM') return leave();
  if (upper === 'WG:NEXT') return go('new');
  if (dock.cages.some((each) => each.cage === code)) return sortInto(code);
  if (dock.sheets.some((each) => each.manifest === code)) return load(code);
  if (dock.at === 'cage') return toCage(code);
  if (dock.at === 'load') return aboard(code);
  return showVerdict({ tone: 'no', word: verdictWord('unknown_code'), say: t('shipping.ui.unknown_here', { scanned: code }) });
}

async function home() {
  await Promise.all([askCages(), askSheets()]);
  go('home');
}

async function askCages() {
  const answer = await get('/api/v1/cages');
  if (answer.ok) dock.cages = answer.data.cages;
}

async function askSheets() {
  const answer = await get('/api/v1/manifests?newest=true&limit=20');
  if (answer.ok) dock.sheets = answer.data.manifests;
}

/** @param {string} code */
function sortInto(code) {
  dock.cage = code;
  dock.last = '';
  go('cage');
}

/** @param {string} code */
async function toCage(code) {
  const answer = await post(`/api/v1/cages/${encodeURIComponent(dock.cage)}/scan`, { code });
  if (!answer.ok) return refused(answer);
  dock.last = answer.data.parcel_no;
  await askCages();
  redraw();
  return showVerdict({ tone: answer.data.tone, word: verdictWord('ok'), say: answer.data.say });
}

/** @param {string} carrier @param {string} vehicle @param {string} driver */
async function begin(carrier, vehicle, driver) {
  clearVerdict();
  const answer = await post('/api/v1/manifests', { carrier, ...(vehicle ? { vehicle } : {}), ...(driver ? { driver } : {}) });
  if (!answer.ok) return refused(answer);
  dock.sheet = answer.data;
  await askSheets();
  return go('load');
}

/** @param {string} number */
async function load(number) {
  const answer = await get(`/api/v1/manifests/${encodeURIComponent(number)}`);
  if (!answer.ok) return refused(answer);
  dock.sheet = answer.data;
  return go(answer.data.state === 'open' ? 'load' : 'closed');
}

/** @param {string} code */
async function aboard(code) {
  const number = dock.sheet.manifest;
  const answer = await post(`/api/v1/manifests/${encodeURIComponent(number)}/scan`, { code });
  if (!answer.ok) return refused(answer);
  await load(number);
  const verdict = answer.data.tone === 'stop' ? 'intercepted' : answer.data.verdict;
  return showVerdict({ tone: answer.data.tone, word: verdictWord(verdict), say: answer.data.say });
}

function leave() {
  if (dock.at === 'load' && dock.sheet.parcels.length) return go('close');
  return showVerdict({ tone: 'warn', word: t('shipping.ui.not_now'), say: t(dock.at === 'load' ? 'shipping.ui.nothing_yet' : 'shipping.ui.cages_say') });
}

/** @param {string} signedBy @param {string} signature a PNG as a data URL, or nothing */
async function close(signedBy, signature) {
  clearVerdict();
  const number = dock.sheet.manifest;
  const answer = await post(`/api/v1/manifests/${encodeURIComponent(number)}/close`, { ...(signedBy ? { signed_by: signedBy } : {}), ...(signature ? { signature } : {}) }, { timeoutMs: 60000 });
  if (!answer.ok) {
    await load(number);
    return refused(answer);
  }
  dock.sheet = answer.data;
  await askSheets();
  go('closed');
  return showVerdict({ tone: 'done', word: t('shipping.ui.closed'), say: draw.gone(dock) });
}

redraw();
