// @entry
// @ts-check
// Put-back on a handheld: an order, then unit and bin, unit and bin, until all are back. The server judges every scan.

import { get, post } from '../../client/api.js';
import { el, icon, pageData, put, qs } from '../../client/dom.js';
import { chip, choice, good, plate, swatch } from '../../client/parts.js';
import { listen } from '../../client/scan.js';
import { lang, t } from '../../client/text.js';
import { heardOf, scanId } from '../../client/unheard.js';
import { clearVerdict, showVerdict, verdictWord } from '../../client/verdict.js';
import './putback.css';

/** @type {{ orders: any[], work: any, inHand: Record<string, number>, atBin: string | null, done: boolean }} */
const now = { orders: pageData().orders, work: null, inHand: {}, atBin: null, done: false };
const field = listen({ onCode: heard });

/** @returns {'order' | 'unit' | 'bin' | 'done'} what the next scan should be */
function wanted() {
  if (!now.work) return now.done ? 'done' : 'order';
  return Object.keys(now.inHand).length ? 'bin' : 'unit';
}

function redraw() {
  const step = wanted();
  put(qs('#main'), step === 'bin' ? toBin() : step === 'unit' ? nextUnit() : choose());
  put(qs('#putback-left'), now.work ? t('inventory.ui.left', { n: left() }) : '');
  field.prompt(t(`inventory.ui.ask_${step}`));
}

function left() {
  return now.work.units.reduce((/** @type {number} */ n, /** @type {any} */ unit) => n + unit.quantity, 0);
}

/** @param {string} place the ledger's name of a tote, parcel or desk */
function called(place) {
  const [kind, code] = place.split(':');
  return t(`inventory.ui.place_${kind}`, { code });
}

function choose() {
  const rows = now.orders.map((order) => choice(order.order_no, { icon: 'i-return', small: t('inventory.ui.units', { n: order.units, places: order.places.map(called).join(', ') }), onClick: () => begin(order.order_no) }));
  if (rows.length) return [el('h1', { class: 't-h3 b8' }, t(now.done ? 'inventory.ui.others' : 'inventory.ui.what_waits')), rows];
  return [el('div', { class: 'fill col col--center' }, icon('v-ok', 'i--xxl is-ok'), el('p', { class: 't-h2 b8 mt-3' }, t(now.done ? 'inventory.ui.all_back' : 'inventory.ui.nothing')),
    el('p', { class: 'quiet mt-1' }, t('inventory.ui.nothing_say')))];
}

/** @param {any} unit */
function picture(unit) {
  const looks = unit.looks || {};
  const english = lang() === 'en';
  const mark = [english ? looks.colour_en || looks.colour : looks.colour, looks.size].filter(Boolean).join(' ');
  const name = (english && looks.name_en) || unit.name;
  return el('div', { class: 'card unit' }, good({ image_url: unit.image_url, colour: looks.colour_hex, symbol: looks.picture, name }, 'l'), el('div', { class: 'grow' }, el('p', { class: 'take__name cut-2' }, name),
    mark ? el('p', { class: 'take__mark' }, swatch(looks.colour_hex), mark) : null, unit.barcode_tail ? el('p', { class: 'code b7' }, `…${unit.barcode_tail}`) : null), el('div', { class: 'take__n' }, el('b', { class: 'num' }, unit.quantity)));
}

function nextUnit() {
  const unit = now.work.units[0];
  const [kind, code] = unit.place.split(':');
  return [now.atBin ? plate(t('inventory.ui.at_bin'), now.atBin) : plate(`${t('inventory.ui.take_from')} · ${t(`inventory.ui.place_${kind}`, { code: '' })}`, code), picture(unit),
    now.work.units.slice(1, 4).map((/** @type {any} */ each) => el('p', { class: 'next' }, icon('i-right'), el('b', { class: 'num' }, each.quantity), el('span', { class: 'cut' }, each.name)))];
}

function toBin() {
  const sku = Object.keys(now.inHand)[0];
  const unit = now.work.units.find((/** @type {any} */ each) => each.sku === sku) || now.work.units[0];
  const [best, ...others] = unit.bins;
  const hand = Object.keys(now.inHand).reduce((n, key) => n + now.inHand[key], 0);
  return [plate(t('inventory.ui.into_bin'), best || t('inventory.ui.any_bin'), others.length ? t('inventory.ui.or_bin', { bins: others.slice(0, 3).join(', ') }) : ''), picture(unit),
    el('p', null, chip(t('inventory.ui.in_hand', { n: hand }), 'want'))];
}

/** @param {any} answer */
function refused(answer) {
  showVerdict({ tone: answer.tone && answer.tone !== 'none' ? answer.tone : 'no', word: answer.status ? t('inventory.ui.not_now') : verdictWord('server_error'), say: answer.detail });
}

/** @param {string} code */
async function heard(code) {
  clearVerdict();
  if (/^WG:UNDO$/i.test(code)) return home();
  if (now.work) return scan(code);
  const order = now.orders.find((each) => each.order_no === code || each.places.some((/** @type {string} */ place) => place.slice(place.indexOf(':') + 1) === code));
  if (order) return begin(order.order_no);
  return showVerdict({ tone: 'no', word: verdictWord('unknown_code'), say: t('inventory.ui.not_waiting', { scanned: code }) });
}

async function home() {
  now.work = null;
  now.done = false;
  await askOrders();
  redraw();
}

async function askOrders() {
  const answer = await get('/api/v1/putbacks');
  if (answer.ok) now.orders = answer.data.put_backs;
}

/** @param {string} orderNo */
async function begin(orderNo) {
  const answer = await get(`/api/v1/putbacks/${encodeURIComponent(orderNo)}`);
  if (!answer.ok) return refused(answer);
  Object.assign(now, { work: answer.data, inHand: {}, atBin: null, done: false });
  field.focus();
  return redraw();
}

/** @param {string} code */
async function scan(code) {
  const number = encodeURIComponent(now.work.order_no);
  const answer = await post(`/api/v1/putbacks/${number}/scan`, { scan_id: scanId(number, code), code });
  heardOf(answer);
  if (!answer.ok) return refused(answer);
  const result = answer.data;
  Object.assign(now, { inHand: result.in_hand, atBin: result.at_bin });
  if (result.left) {
    const fresh = await get(`/api/v1/putbacks/${number}`);
    if (fresh.ok) now.work = fresh.data;
  } else {
    now.work = null;
    now.done = true;
    await askOrders();
  }
  redraw();
  return showVerdict({ tone: result.tone, word: result.verdict === 'list_done' ? t('inventory.ui.all_back') : verdictWord(result.verdict), say: result.say });
}

redraw();
