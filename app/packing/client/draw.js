// @ts-check
// What each step of the bench looks like. Pure drawing: state in, elements out.

import { band } from '../../client/band.js';
import { el, icon, put, qs } from '../../client/dom.js';
import { button, chip, choice, command, device, good, pips, steps, swatch, toneIcon } from '../../client/parts.js';
import { signal } from '../../client/sound.js';
import { lang, number, t } from '../../client/text.js';

/** @typedef {import('./bench.js').Bench} Bench */

const NAMES = ['tote', 'check', 'box', 'weigh', 'confirm', 'label'];
const AT = { tote: 0, item: 0, check: 1, box: 2, weigh: 3, blocked: 3, confirm: 4, label: 5, stick: 5 };

/** @param {string} tone */
export function tick(tone) {
  signal(tone);
}

/** @param {Bench} bench @param {string} step */
export function prompt(bench, step) {
  if (bench.sheet === 'supervisor') return t('packing.ui.ask_badge');
  return t(`packing.ui.ask_${step}`);
}

/** @param {Bench} bench */
export function devices(bench) {
  const shown = bench.scale;
  const works = shown ? ['ok', 'unstable', 'under_zero', 'overload'].indexOf(shown.state) >= 0 : null;
  const text = !shown || shown.grams === null ? t(`packing.ui.scale_${shown ? shown.state : 'silent'}`) : `${number(shown.grams)} g`;
  put(qs('#devices'), device('i-scale', text, works, works ? t('ui.works') : t('ui.broken')));
}

/** @param {Bench} bench @param {string} step @param {any} acts */
export function screen(bench, step, acts) {
  const names = NAMES.map((name) => (name === 'box' && bench.parcel && bench.parcel.box ? `${t('ui.box')} ${bench.parcel.box}` : t(`packing.ui.step_${name}`)));
  put(qs('#steps-place'), steps(names, AT[/** @type {'tote'} */ (step)], step === 'blocked'));
  put(qs('#commands'), commands(bench, step, acts));
  put(qs('#work'), bench.sheet ? SHEETS[/** @type {'reprint'} */ (bench.sheet)](bench, acts) : BODIES[/** @type {'tote'} */ (step)](bench, acts));
}

const BODIES = { tote: empty, item: lane, check, box: boxes, weigh, blocked: weigh, confirm, label: coming, stick };
const SHEETS = { supervisor, reprint };

/** @param {Bench} bench @param {string} step @param {any} acts */
function commands(bench, step, acts) {
  /** @param {string} name @param {string} code @param {string} sign @param {boolean} on @param {boolean} [now] */
  const one = (name, code, sign, on, now) => command(t(`packing.ui.cmd_${name}`), { code, icon: sign,
    state: now ? 'now' : on ? '' : 'off', onClick: () => acts.push(code) });
  const open = Boolean(bench.parcel);
  const early = ['check', 'box', 'weigh', 'blocked'].indexOf(step) >= 0;
  return [
    step === 'confirm' ? one('confirm', 'WG:CONFIRM', 'i-check', true, true) : null,
    step === 'stick' || step === 'label' ? one('reprint', 'WG:REPRINT', 'i-print', true) : one('short', 'WG:SHORT', 'i-short', early),
    one('undo', 'WG:UNDO', 'i-undo', early),
    one('park', 'WG:PARK', 'i-park', open),
    one('supervisor', 'WG:SUPERVISOR', 'i-person', step === 'blocked' && bench.parcel.blocks > 1),
  ];
}

/** @param {...any} children */
function main(...children) {
  return el('section', null, ...children);
}

/** @param {Bench} bench */
function empty(bench) {
  const done = bench.done;
  if (!done) {
    return [main(el('div', { class: 'card fill col col--mid' }, icon('i-scan', 'i--xxl is-want'), el('p', { class: 't-title b8 mt-4' }, t('packing.ui.ask_tote')),
      el('p', { class: 'quiet t-h3 mt-2' }, t('packing.ui.empty_say')))), el('aside', null, help())];
  }
  return [main(el('div', { class: 'card fill col col--mid' }, el('p', { class: 't-h2 b7' }, t('packing.ui.cage')), el('p', { class: 'bigcode num is-ok' }, done.cage || '–'),
    el('p', { class: 't-h3 quiet num mt-4' }, `${done.parcel_no} · ${done.waybill || ''}`))), el('aside', null, help())];
}

function help() {
  return el('div', { class: 'card card--flat' }, el('p', { class: 'b7' }, t('packing.ui.by_scanner')), el('p', { class: 'quiet' }, t('packing.ui.by_scanner_say')));
}

/** @param {Bench} bench */
function lane(bench) {
  return [main(el('div', { class: 'card fill col col--mid' }, icon('i-scan', 'i--xxl is-want'), el('p', { class: 't-title b8 mt-4' }, t('packing.ui.ask_item')),
    el('p', { class: 'quiet t-h3 mt-2' }, t('packing.ui.lane_say', { tote: bench.lane.tote })))), el('aside', null, bench.lane.units === null ? help() : left(bench.lane.units))];
}

/** @param {number} units */
function left(units) {
  return el('div', { class: 'plate' }, el('p', { class: 'plate__say' }, t('packing.ui.still')), el('p', { class: 'plate__code t-sign-l num' }, units,
    el('span', { class: 't-h1 b6' }, ` ${t('packing.ui.units')}`)));
}

/** @param {any} line */
export function goods(line) {
  const looks = line.looks || {};
  return { image_url: line.image_url, colour: looks.colour_hex, symbol: looks.picture, name: line.name };
}

/** @param {any} line */
function mark(line) {
  const looks = line.looks || {};
  const colour = lang() === 'en' ? looks.colour_en || looks.colour : looks.colour;
  const words = [colour, looks.size].filter(Boolean).join(' ');
  return words ? el('p', { class: 'tile__mark' }, swatch(looks.colour_hex), el('span', null, words)) : null;
}

/** @param {any} line */
export function naming(line) {
  return (lang() === 'en' && line.looks && line.looks.name_en) || line.name || line.sku;
}

/** @param {any} line */
function tile(line) {
  const want = line.packed + line.left;
  const state = line.left === 0 ? 'done' : line.packed > 0 ? 'part' : 'todo';
  const sign = state === 'done' ? toneIcon('ok') : want > 1 && want <= 12 ? pips(line.packed, want) : icon('i-scan', 'i-plain');
  return el('div', { class: `tile tile--${state}`, data: { sku: line.sku } }, el('div', { class: 'tile__pic' }, good(goods(line))),
    el('div', { class: 'tile__text' }, el('p', { class: 'tile__n' }, el('b', { class: 'num' }, line.packed, el('span', null, `/${want}`)), sign), mark(line),
      el('p', { class: 'tile__name' }, naming(line), line.gift ? ` (${t('packing.ui.gift')})` : ''), el('p', { class: 'tile__last code' }, `…${line.barcode_tail}`)));
}

/** @param {any} parcel */
function tiles(parcel) {
  const wanted = parcel.lines.filter((/** @type {any} */ line) => line.packed + line.left > 0);
  const form = wanted.length <= 4 ? ' tiles--2' : wanted.length <= 6 ? ' tiles--3' : '';
  const order = wanted.slice().sort((/** @type {any} */ a, /** @type {any} */ b) => (wanted.length > 8 ? Number(a.left === 0) - Number(b.left === 0) : 0));
  return el('div', { class: `tiles${form}` }, order.map(tile));
}

/** @param {any} parcel */
function about(parcel) {
  /** @param {string} name @param {any} value */
  const row = (name, value) => (value ? [el('dt', null, name), el('dd', { class: 'num' }, value)] : null);
  return el('div', { class: 'card' }, el('dl', { class: 'kv' }, row(t('ui.order'), parcel.external_order_no), row(t('ui.parcel'), `${parcel.parcel_no} · ${parcel.piece}`),
    row(t('ui.tote'), parcel.tote), row(t('packing.ui.carrier'), parcel.carrier), row(t('packing.ui.for'), parcel.recipient)),
  parcel.blind_spots.length ? el('p', { class: 'mt-3' }, chip(t('packing.ui.blind', { goods: parcel.blind_spots.join(', ') }), 'warn')) : null,
  parcel.unprovable.length ? el('p', { class: 'mt-3' }, chip(t('packing.ui.unprovable', { goods: parcel.unprovable.join(', ') }), 'warn')) : null);
}

/** @param {Bench} bench */
function check(bench) {
  return [main(tiles(bench.parcel)), el('aside', null, left(bench.parcel.units_left), about(bench.parcel))];
}

/** @param {Bench} bench @param {any} acts */
function boxes(bench, acts) {
  const list = bench.boxes.map((box) => choice(`${t('ui.box')} ${box.box}`, { icon: 'i-box', small: `${box.length_mm}×${box.width_mm}×${box.height_mm} mm`,
    onClick: () => acts.push(`WG:BOX:${box.box}`) }));
  return [main(el('div', { class: 'card fill' }, el('p', { class: 't-h1 b8' }, t('packing.ui.ask_box')), el('div', { class: 'stack mt-4' }, list))),
    el('aside', null, about(bench.parcel))];
}

/** @param {any} parcel */
function sum(parcel) {
  /** @param {any} name @param {any} grams */
  const row = (name, grams) => el('tr', null, el('td', null, name), el('td', { class: 'num' }, grams === null ? '?' : `${number(Math.round(grams))} g`));
  const lines = parcel.lines.filter((/** @type {any} */ line) => line.packed > 0).slice(0, 8);
  const more = parcel.lines.filter((/** @type {any} */ line) => line.packed > 0).slice(8);
  return el('div', { class: 'card' }, el('p', { class: 'card__title mb-2' }, t('packing.ui.adds_up')), el('table', { class: 'sum' }, el('tbody', null,
    lines.map((/** @type {any} */ line) => row(`${naming(line)} ${line.packed} × ${line.unit_weight_g === null ? '?' : Math.round(line.unit_weight_g)}`, line.weight_g)),
    more.length ? row(t('packing.ui.more_lines', { n: more.length }), more.reduce((/** @type {number} */ all, /** @type {any} */ line) => all + (line.weight_g || 0), 0)) : null,
    row(`${t('ui.box')} ${parcel.box || ''}`, parcel.tare_g), parcel.filler_g ? row(t('packing.ui.filler'), parcel.filler_g) : null,
    row(t('packing.ui.expected'), parcel.expected_g))));
}

/** @param {Bench} bench */
function weigh(bench) {
  const parcel = bench.parcel;
  const block = bench.block;
  const passed = parcel.state !== 'sealed' && parcel.state !== 'blocked';
  const grams = block ? block.grams : passed || parcel.state === 'blocked' ? parcel.measured_g : bench.scale ? bench.scale.grams : null;
  const verdict = parcel.state === 'blocked' ? 'no' : passed ? 'ok' : 'wait';
  const tint = verdict === 'no' ? ' is-no' : verdict === 'ok' ? ' is-ok' : '';
  const gate = { low: parcel.low_g || 0, expected: Math.round(parcel.expected_g || 0), high: parcel.high_g || 0, grams, verdict: /** @type {'ok'} */ (verdict),
    expectedText: t('ui.expected_grams', { n: number(Math.round(parcel.expected_g || 0)) }) };
  return [el('section', { class: `card weigh fill${verdict === 'wait' ? ' weigh--wait' : ''}` },
    el('p', { class: `weigh__g num${tint}` }, grams === null ? '–' : number(grams), el('span', null, 'g')),
    parcel.expected_g === null ? null : el('div', { class: 'w-100 mt-2' }, band(gate)), verdict === 'no' ? likely(bench) : word(bench, passed)),
  el('aside', null, sum(parcel), verdict === 'no' ? forced() : null)];
}

/** @param {Bench} bench @param {boolean} passed */
function word(bench, passed) {
  if (passed) return [el('p', { class: 'weigh__word is-ok mt-4' }, toneIcon('ok'), t('packing.ui.weight_right')), el('p', { class: 'weigh__say mt-1' }, t('packing.ui.making_preview'))];
  const shown = bench.scale || { state: 'silent' };
  const what = shown.state === 'unstable' ? 'hold_still' : shown.state === 'ok' && !shown.grams ? 'put_on' : shown.state === 'ok' && !shown.zero_seen ? 'take_off' : shown.state === 'ok' ? 'hold_still' : 'scale_trouble';
  return [el('p', { class: 'weigh__word is-off mt-4' }, icon('v-wait'), t(`packing.ui.${what}`)), el('p', { class: 'weigh__say mt-1' }, shown.why || t(`packing.ui.${what}_say`))];
}

/** @param {Bench} bench */
function likely(bench) {
  const cause = bench.block && bench.block.causes[0];
  if (!cause) return el('p', { class: 'weigh__say mt-4' }, t('packing.ui.check_again'));
  const line = bench.parcel.lines.find((/** @type {any} */ each) => each.sku === cause.sku);
  return el('div', { class: 'card card--flat row mt-4' }, line ? good(goods(line), 'l') : null, el('div', { class: 'grow' }, el('p', { class: 'is-no b7' }, t('packing.ui.likely')),
    el('p', { class: 't-h2 b8' }, t(cause.units < 0 ? 'packing.ui.missing' : 'packing.ui.too_many', { n: Math.abs(cause.units), goods: line ? naming(line) : cause.name })),
    el('p', { class: 'quiet num' }, `${Math.abs(cause.units)} × ${Math.round(Math.abs(cause.grams / cause.units))} g`)));
}

function forced() {
  return el('div', { class: 'card card--flat' }, el('p', { class: 'b7' }, t('packing.ui.forced')), el('p', { class: 'quiet' }, t('packing.ui.forced_say')));
}

/** @param {Bench} bench */
function paper(bench) {
  const parcel = bench.parcel;
  const label = bench.label || {};
  return el('div', { class: 'card card--flat' }, el('p', { class: 'card__title' }, t(label.waybill ? 'packing.ui.the_label' : 'packing.ui.the_preprint')),
    el('p', { class: 't-h2 b8 num mt-2' }, label.waybill || '– – – – – –'), el('p', { class: 'quiet num' }, `${parcel.carrier || ''} · ${parcel.recipient}`),
    el('p', { class: 'num mt-2' }, `${number(parcel.measured_g || 0)} g · ${parcel.parcel_no}`),
    parcel.archive ? el('p', { class: 'quiet code mt-2' }, `SHA-256 ${parcel.archive.sha256.slice(0, 16)}…`) : null);
}

/** @param {Bench} bench */
function confirm(bench) {
  return [main(el('div', { class: 'card fill col col--mid' }, el('p', { class: 't-h3 is-ok b7' }, toneIcon('ok'), ` ${t('packing.ui.archived')}`),
    el('p', { class: 't-title b8 mt-4' }, t('packing.ui.ask_confirm')), el('p', { class: 'code t-h2 mt-3' }, 'WG:CONFIRM'))), el('aside', null, paper(bench), sum(bench.parcel))];
}

/** @param {Bench} bench */
function coming(bench) {
  const state = bench.label && bench.label.print_state;
  const bad = state === 'failed' || state === 'unknown';
  const say = bad ? t(`packing.ui.print_${state}`) : t('packing.ui.coming');
  return [main(el('div', { class: 'card fill col col--mid' }, icon('i-print', `i--xxl ${bad ? 'is-no' : 'is-want'}`), el('p', { class: `t-title b8 mt-4${bad ? ' is-no' : ''}` }, say),
    bad ? el('p', { class: 't-h3 quiet mt-2' }, t(`packing.ui.print_${state}_say`)) : null)), el('aside', null, paper(bench))];
}

/** @param {Bench} bench */
function stick(bench) {
  return [main(el('div', { class: 'card fill col col--mid' }, icon('i-scan', 'i--xxl is-want'), el('p', { class: 't-title b8 mt-4' }, t('packing.ui.ask_stick')),
    el('p', { class: 't-h3 quiet mt-2' }, t('packing.ui.stick_say')))), el('aside', null, paper(bench))];
}

/** @param {Bench} _ @param {any} acts */
function supervisor(_, acts) {
  /** @param {string} id @param {string} type @param {string} name */
  const line = (id, type, name) => el('label', { class: 'field' }, el('span', null, t(name)), el('input', { id, type, autocomplete: 'off', class: 'field__input' }));
  const value = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (qs(id)).value.trim();
  const form = el('form', { class: 'card stack', on: { submit: (/** @type {Event} */ event) => {
    event.preventDefault();
    acts.override(value('#sheet-badge'), value('#sheet-pin'), value('#sheet-reason'));
  } } }, el('p', { class: 't-h1 b8' }, t('packing.ui.forced')), el('p', { class: 'quiet' }, t('packing.ui.forced_say')), line('sheet-badge', 'text', 'ui.badge'),
  line('sheet-pin', 'password', 'ui.pin'), line('sheet-reason', 'text', 'packing.ui.reason'),
  el('div', { class: 'row' }, el('button', { class: 'btn btn--main', type: 'submit' }, t('packing.ui.force')), button(t('ui.cancel'), { onClick: () => acts.sheet('') })));
  window.setTimeout(() => { const first = /** @type {HTMLInputElement | null} */ (qs('#sheet-badge')); if (first) first.focus(); }, 0);
  return [main(form), el('aside', null)];
}

/** @param {Bench} _ @param {any} acts */
function reprint(_, acts) {
  const reasons = ['unreadable', 'torn', 'never_came'].map((name) => choice(t(`packing.ui.reason_${name}`), { onClick: () => acts.reprint(t(`packing.ui.reason_${name}`)) }));
  return [main(el('div', { class: 'card fill' }, el('p', { class: 't-h1 b8' }, t('packing.ui.why_reprint')), el('div', { class: 'stack mt-4' }, reasons,
    button(t('ui.cancel'), { onClick: () => acts.sheet('') })))), el('aside', null)];
}
