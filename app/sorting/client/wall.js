// @entry
// @ts-check
// A put wall: scan a tote, then its units one by one; the wall says into which slot. The server judges every scan.

import { get, post } from '../../client/api.js';
import { now as serverNow, countdown } from '../../client/clock.js';
import { el, icon, pageData, put, qs } from '../../client/dom.js';
import { chip, command, device, good, swatch, toneIcon } from '../../client/parts.js';
import { listen } from '../../client/scan.js';
import { signal } from '../../client/sound.js';
import { lang, t } from '../../client/text.js';
import { heardOf, scanId } from '../../client/unheard.js';
import { clearVerdict, showVerdict, verdictWord } from '../../client/verdict.js';
import './wall.css';

const LOOK_MS = 5000;
const MOST_ITEMS = 4;

/** @type {{ wall: any, put: any, online: boolean, scans: number }} `put`: the answer to the last unit, until something else is scanned */
const at = { wall: pageData().wall, put: null, online: true, scans: 0 };
const field = listen({ onCode: heard });

/** @param {any} item */
function naming(item) {
  return (lang() === 'en' && item.looks && item.looks.name_en) || item.name || item.sku;
}

/** @param {any} item */
function picture(item) {
  const seen = item.looks || {};
  return good({ image_url: item.image_url, colour: seen.colour_hex, symbol: seen.picture, name: naming(item) }, 'l');
}

/** Colour and size: what tells look-alikes apart. @param {any} item */
function mark(item) {
  const seen = item.looks || {};
  const words = [lang() === 'en' ? seen.colour_en || seen.colour : seen.colour, seen.size].filter(Boolean).join(' ');
  return words ? el('p', { class: 'putwall__mark' }, swatch(seen.colour_hex), words) : null;
}

/** @param {string} say @param {string} code @param {boolean} big @param {any} [note] */
function plate(say, code, big, note) {
  return el('div', { class: 'plate fill putwall__plate' }, el('p', { class: 'plate__say' }, say),
    el('p', { class: big ? 'bigcode num' : code.length > 8 ? 'plate__code plate__code--long num' : 'plate__code num' }, code), note ? el('p', { class: 'plate__note' }, note) : null);
}

/** The one thing wanted now. */
function wanted() {
  const { wall, put: last } = at;
  if (wall.emptying) return plate(t('sorting.ui.empty'), wall.emptying, true, t('sorting.ui.ask_into'));
  if (last) return plate(t('sorting.ui.put_into', { n: last.units }), last.slot, true, last.verdict === 'ok' ? null : t(last.verdict === 'list_done' ? 'sorting.ui.word_all' : 'sorting.ui.word_full'));
  if (wall.items.length) return plate(t('sorting.ui.scan_unit'), wall.tote, false, t('sorting.ui.ask_item'));
  if (wall.totes.length) return plate(t('sorting.ui.next_tote'), wall.totes[0].code, false, t('sorting.ui.units', { n: wall.totes[0].units }));
  return plate(t('sorting.ui.any_tote'), '–', false);
}

/** What was scanned, or what is left in the tote. */
function goods() {
  const { wall, put: last } = at;
  if (last && last.item) {
    const left = wall.items.find((/** @type {any} */ one) => one.sku === last.item.sku);
    return el('div', { class: 'card row' }, picture(last.item), el('div', { class: 'grow' }, el('p', { class: 'b7 cut-2' }, naming(last.item)), mark(last.item),
      el('p', { class: 'quiet num' }, last.item.barcode_tail ? [t('sorting.ui.tail'), ' ', el('b', { class: 'code ink' }, last.item.barcode_tail), ' · '] : null, t('sorting.ui.in_tote', { n: left ? left.units : 0 }))));
  }
  if (!wall.items.length) return null;
  return el('div', { class: 'card putwall__items' }, wall.items.slice(0, MOST_ITEMS).map((/** @type {any} */ one) => el('p', { class: 'row row--close' }, swatch((one.looks || {}).colour_hex),
    el('span', { class: 'grow cut' }, naming(one)), el('b', { class: 'num' }, `×${one.units}`))));
}

/** @param {any} slot @param {string | null} want */
function slotView(slot, want) {
  const is = slot.slot === want ? 'want' : slot.state;
  const count = el('span', null, `${slot.units}/${slot.wanted}`);
  const inside = slot.state === 'free' && is !== 'want' ? t('sorting.ui.slot_free') : slot.state === 'at_bench' ? t('sorting.ui.slot_bench')
    : slot.state === 'stopped' ? [el('span', null, t('sorting.ui.slot_stop')), toneIcon('stop')]
      : is === 'want' ? [count, icon('i-down')] : slot.state === 'full' ? [count, toneIcon('ok')] : count;
  return el('div', { class: `wall__slot wall__slot--${is}`, data: { slot: slot.slot, state: slot.state } }, slot.slot, el('small', { class: 'num' }, inside));
}

/** As many columns as the longest row has slots. @param {any[]} slots */
function columns(slots) {
  /** @type {Record<string, number>} */
  const rows = {};
  slots.forEach((one) => { const row = one.slot.replace(/\d+$/, ''); rows[row] = (rows[row] || 0) + 1; });
  const most = Math.max.apply(null, Object.keys(rows).map((row) => rows[row]));
  return Object.keys(rows).length > 1 ? most : Math.min(most, 6);
}

function standing() {
  const { wall } = at;
  const grid = el('div', { class: 'wall' }, wall.slots.map((/** @type {any} */ one) => slotView(one, wall.emptying || wall.want)));
  grid.style.gridTemplateColumns = `repeat(${columns(wall.slots)}, minmax(0, 1fr))`;
  const full = wall.slots.filter((/** @type {any} */ one) => one.state === 'full').length;
  const stopped = wall.slots.filter((/** @type {any} */ one) => one.state === 'stopped').map((/** @type {any} */ one) => one.slot);
  return [grid, el('div', { class: 'putwall__chips' }, full ? chip(t('sorting.ui.full', { n: full }), 'ok') : null,
    stopped.length ? chip(t('sorting.ui.stopped', { slots: stopped.join(', ') }), 'stop') : null,
    wall.surplus ? chip(t('sorting.ui.surplus', { n: wall.surplus }), 'warn') : null,
    wall.totes.length > 1 ? chip(t('sorting.ui.waiting', { n: wall.totes.length }), '', 'i-tote') : null)];
}

function devices() {
  const { wall } = at;
  put(qs('#devices'), wall.wave ? device('i-wave', `${wall.wave} · ${wall.sorted}/${wall.units}`, null) : null, device('i-net', t(at.online ? 'ui.online' : 'ui.offline'), at.online),
    wall.cut_off_at ? device('i-clock', countdown(Date.parse(wall.cut_off_at) - serverNow()), null) : null);
}

function redraw() {
  const { wall } = at;
  put(qs('#work'), el('section', null, wanted(), goods()), el('section', null, standing()));
  put(qs('#commands'), command(t('sorting.ui.cmd_undo'), { code: 'WG:UNDO', icon: 'i-undo', state: wall.want || wall.emptying ? '' : 'off', onClick: () => say('WG:UNDO') }),
    command(t('sorting.ui.cmd_short'), { code: 'WG:SHORT', icon: 'i-short', state: wall.asked_short ? 'now' : wall.items.length ? '' : 'off', onClick: () => say('WG:SHORT') }),
    command(t('sorting.ui.cmd_supervisor'), { code: 'WG:SUPERVISOR', icon: 'i-person', onClick: () => say('WG:SUPERVISOR') }));
  devices();
  field.prompt(wall.emptying ? t('sorting.ui.ask_into') : at.put ? t('sorting.ui.ask_put', { slot: at.put.slot }) : t(wall.items.length ? 'sorting.ui.ask_item' : 'sorting.ui.ask_tote'));
}

/** @param {string} code */
function say(code) {
  field.push(code);
  field.focus();
}

/** @param {string} code */
async function heard(code) {
  clearVerdict();
  at.scans += 1;
  const answer = await post(`/api/v1/walls/${encodeURIComponent(at.wall.wall)}/scan`, { scan_id: scanId(code), code }, { timeoutMs: 15000 });
  heardOf(answer);
  at.online = answer.status !== 0;
  if (!answer.ok) return refused(answer);
  const result = answer.data;
  at.wall = result.wall;
  if (result.item && result.slot && !result.refusal) at.put = result;
  else if (!result.wall.want || !at.put || at.put.slot !== result.wall.want) at.put = null;
  redraw();
  if (!result.refusal && (result.tone === 'ok' || result.item)) return signal(result.tone);
  return showVerdict({ tone: result.tone, word: wordFor(result), say: result.say });
}

/** @param {any} result */
function wordFor(result) {
  if (result.refusal === 'sorting.other_slot') return t('sorting.ui.word_slot');
  if (result.wall.asked_short) return t('sorting.ui.word_again');
  return result.wall.emptying && !result.refusal ? t('sorting.ui.word_empty') : verdictWord(result.verdict);
}

/** @param {any} answer */
function refused(answer) {
  redraw();
  showVerdict({ tone: answer.status ? 'no' : 'srv', word: answer.status ? t('sorting.ui.not_now') : verdictWord('server_error'), say: answer.detail });
}

/** What benches and others did to the wall meanwhile. */
async function look() {
  const before = at.scans;
  const answer = await get(`/api/v1/walls/${encodeURIComponent(at.wall.wall)}`);
  at.online = answer.status !== 0;
  if (answer.ok && at.scans === before) {
    at.wall = answer.data;
    redraw();
  } else devices();
  setTimeout(look, LOOK_MS);
}

redraw();
setTimeout(look, LOOK_MS);
