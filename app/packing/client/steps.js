// @ts-check
// What fills the middle of the bench at each step. Pure drawing: state in, elements out.

import { band } from '../../client/band.js';
import { timeOfDay } from '../../client/clock.js';
import { el, icon } from '../../client/dom.js';
import { button, chip, choice, good, plate, toneIcon } from '../../client/parts.js';
import { number, t } from '../../client/text.js';
import { advice } from './boxing.js';
import { about, fully, looks, named, pictures, sizeOf, stillToScan, sum, tiles } from './goods.js';

/** @typedef {import('./bench.js').Bench} Bench */

/** What a silent scale said last is no weight. */
const SAYS_GRAMS = ['ok', 'unstable', 'under_zero'];

/** @param {...any} children */
function main(...children) {
  return el('section', null, ...children);
}

/** @param {any} title @param {any} say */
function hint(title, say) {
  return el('div', { class: 'card card--flat t-body' }, el('p', { class: 'b7' }, title), el('p', { class: 'quiet' }, say));
}

/** One big sentence. @param {string} sign @param {string} title @param {string} say @param {boolean} [bad] */
function big(sign, title, say, bad = false) {
  return main(el('div', { class: 'card fill col col--center' }, icon(sign, `i--xxl ${bad ? 'is-no' : 'is-want'}`), el('p', { class: `t-title b8 mt-4${bad ? ' is-no' : ''}` }, title),
    el('p', { class: 'quiet t-h3 mt-2 narrow-say' }, say)));
}

/** @param {Bench} bench */
export function tote(bench) {
  const done = bench.done;
  const help = hint(t('packing.ui.by_scanner'), t('packing.ui.by_scanner_say'));
  if (!done || done.gone) return [big('i-tote', t('packing.ui.ask_tote'), t('packing.ui.empty_say')), el('aside', null, help)];
  const cage = bench.cages.find((each) => each.cage === done.cage);
  return [el('section', { class: 'plate fill center' }, el('div', null, el('p', { class: 'plate__say t-h1' }, t('packing.ui.cage')), el('p', { class: 'bigcode num', id: 'cage' }, done.cage || '–'))),
    el('aside', null, el('div', { class: 'card' }, el('p', { class: 'quiet t-body' }, t('packing.ui.cage_n', { cage: done.cage || '–' })),
      el('p', { class: 't-h3 b7' }, cage ? cage.name : done.carrier), cage && cage.parcels ? el('p', { class: 'quiet num' }, t('packing.ui.in_cage', { n: cage.parcels })) : null),
    el('div', { class: 'card card--flat t-body' }, el('p', { class: 'quiet' }, t('packing.ui.waybill')), el('p', { class: 'code b7' }, done.waybill)))];
}

/** @param {Bench} bench */
export function item(bench) {
  const lane = bench.lane;
  return [big('i-scan', t('packing.ui.ask_item'), t('packing.ui.lane_say', { tote: lane.tote })),
    el('aside', null, bench.done ? plate(t('packing.ui.cage'), bench.done.cage || '–') : null, lane.units === null ? null : stillToScan(lane.units, null),
      hint(t('packing.ui.by_scanner'), t('packing.ui.by_scanner_say')))];
}

/** @param {Bench} bench @param {any} acts */
export function check(bench, acts) {
  const parcel = bench.parcel;
  const all = parcel.lines.reduce((/** @type {number} */ n, /** @type {any} */ line) => n + line.packed + line.left, 0);
  const begun = parcel.lines.some((/** @type {any} */ line) => line.packed > 0);
  return [main(tiles(parcel, bench.bad)), el('aside', null, bench.refused ? hint(t('packing.ui.in_hand'), t('packing.ui.in_hand_say')) : null, stillToScan(parcel.units_left, all), advice(bench),
    begun && parcel.state === 'open' ? button(t('packing.ui.next_box'), { icon: 'i-plus', onClick: () => acts.push('WG:NEXT') }) : null, bench.refused ? null : about(parcel, bench.carriers))];
}

/** @param {Bench} bench @param {any} acts */
export function box(bench, acts) {
  const best = bench.parcel.suggested_box;
  const order = bench.boxes.slice().sort((a, b) => Number(b.box === best) - Number(a.box === best));
  const list = order.map((each) => el('button', { class: each.box === best ? 'boxpick boxpick--best' : 'boxpick', type: 'button', on: { click: () => acts.push(`WG:BOX:${each.box}`) } },
    icon('i-box', 'i--l'), el('span', { class: 'grow' }, el('b', { class: 't-h3' }, t('packing.ui.box_n', { box: each.box })), el('small', { class: 'num block' }, `${sizeOf(each)} mm`),
      each.box === best ? el('small', { class: 'is-want b7 block' }, t('packing.ui.suggested')) : null)));
  return [main(el('div', { class: 'card fill col' }, el('p', { class: 't-h1 b8' }, t('packing.ui.ask_box')), el('p', { class: 'quiet t-h3 mt-1' }, t('packing.ui.box_say')),
    el('div', { class: 'boxpicks mt-4 scroll' }, list))), el('aside', null, advice(bench), about(bench.parcel, bench.carriers))];
}

/** @param {Bench} bench @param {'wait' | 'ok' | 'no'} verdict */
export function weigh(bench, verdict) {
  const parcel = bench.parcel;
  const live = verdict === 'wait';
  const shown = bench.scale || { state: 'silent', grams: null, stable: false };
  const grams = live ? (SAYS_GRAMS.indexOf(shown.state) >= 0 ? shown.grams : null) : parcel.measured_g;
  const tint = verdict === 'no' ? ' is-no' : verdict === 'ok' ? ' is-ok' : '';
  const shaking = live && shown.state === 'unstable';
  const middle = Math.round(parcel.expected_g || 0);
  const gate = { low: parcel.low_g, expected: middle, high: parcel.high_g, grams: live && !grams ? null : grams, verdict, expectedText: t('ui.expected_grams', { n: number(middle) }) };
  return [el('section', { class: `card weigh fill${live ? ' weigh--wait' : ''}` },
    el('p', { class: `weigh__g num${tint}`, id: 'grams' }, grams === null ? '–' : `${shaking ? '~ ' : ''}${number(grams)}`, el('span', null, 'g')),
    parcel.expected_g === null ? null : el('div', { class: 'full mt-2' }, band(gate)), verdict === 'no' ? likely(bench) : said(bench, verdict === 'ok')),
  el('aside', null, sum(parcel), live ? null : learned(parcel).map(([title, say]) => hint(title, say)), beside(bench, verdict))];
}

/** What the weighing comes to, in words. @param {Bench} bench @param {boolean} passed */
function said(bench, passed) {
  if (passed) {
    const { measured_g: grams, expected_g: middle } = bench.parcel;
    return [el('p', { class: 'weigh__word is-ok mt-4' }, icon('v-ok'), t('packing.ui.weight_right')), middle ? el('p', { class: 'weigh__say mt-1' }, offBy(grams, middle)) : null];
  }
  const what = waiting(bench);
  return [el('p', { class: 'weigh__word is-off mt-4' }, icon('v-wait'), t(`packing.ui.${what}`)), el('p', { class: 'weigh__say mt-1' }, bench.why || t(`packing.ui.${what}_say`))];
}

/** @param {number} grams @param {number} middle */
function offBy(grams, middle) {
  const off = Math.round(grams - middle);
  if (!off) return t('packing.ui.exactly');
  return t(off < 0 ? 'packing.ui.under_by' : 'packing.ui.over_by', { n: number(Math.abs(off)), percent: percentOff(grams, middle) });
}

/** @param {number} grams @param {number} middle */
function percentOff(grams, middle) {
  const percent = ((grams - middle) * 100) / middle;
  return `${Math.abs(percent) < 0.05 ? '' : percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

/** What a weighing waits for. @param {Bench} bench */
function waiting(bench) {
  const shown = bench.scale;
  if (bench.parcel.expected_g === null) return 'unproven';
  if (!shown || ['disconnected', 'silent', 'none', 'overload'].indexOf(shown.state) >= 0) return shown && shown.state === 'overload' ? 'too_heavy' : 'scale_trouble';
  if (shown.state === 'under_zero') return 'below_zero';
  if (!shown.zero_seen) return 'take_off';
  return shown.stable && shown.grams !== null && shown.grams <= 0 ? 'put_on' : 'hold_still';
}

/** @param {Bench} bench @param {string} verdict */
function beside(bench, verdict) {
  const parcel = bench.parcel;
  if (verdict === 'no') return hint(t('packing.ui.forced'), t('packing.ui.forced_say'));
  if (parcel.expected_g === null) return hint(t('packing.ui.forced'), t('packing.ui.unprovable', { goods: named(parcel.unprovable, parcel) }));
  if (parcel.light) return hint(t('packing.ui.cannot_prove'), t('packing.ui.light_say'));
  if (parcel.blind_spots.length) return hint(t('packing.ui.cannot_prove'), t('packing.ui.cannot_prove_say', { goods: named(parcel.blind_spots, parcel) }));
  return verdict === 'wait' && bench.scale && bench.scale.state === 'unstable' ? hint(t('packing.ui.still_moving'), t('packing.ui.still_moving_say')) : null;
}

/** @param {Bench} bench */
function likely(bench) {
  const cause = bench.block && bench.block.causes[0];
  if (!cause) return el('p', { class: 'weigh__say mt-4' }, t('packing.ui.check_again'));
  if (cause.box) return otherBox(bench, cause);
  const line = bench.parcel.lines.find((/** @type {any} */ each) => each.sku === cause.sku);
  const each = Math.round(Math.abs(cause.grams / cause.units));
  return el('div', { class: 'cause soft-no row mt-4', id: 'cause' }, line ? good(looks(line), 'l') : null, el('div', { class: 'grow' }, el('p', { class: 'is-no b7' }, t('packing.ui.likely')),
    el('p', { class: 't-h2 b8' }, t(cause.units < 0 ? 'packing.ui.missing' : 'packing.ui.too_many', { n: Math.abs(cause.units), goods: line ? fully(line) : cause.name })),
    el('p', { class: 'quiet num' }, `${Math.abs(cause.units)} × ${number(each)} g${line && line.barcode_tail ? ` · …${line.barcode_tail}` : ''}`)));
}

/** The goods may be right and the box wrong. @param {Bench} bench @param {any} cause */
function otherBox(bench, cause) {
  const grams = Math.round(bench.parcel.expected_g + cause.grams);
  return el('div', { class: 'cause soft-no row mt-4', id: 'cause' }, icon('i-box', 'i--xl'), el('div', { class: 'grow' }, el('p', { class: 'is-no b7' }, t('packing.ui.likely')),
    el('p', { class: 't-h2 b8' }, t('packing.ui.other_box', { box: cause.box })), el('p', { class: 'quiet num' }, t('packing.ui.other_box_say', { box: cause.box, n: number(grams) }))));
}

/** What earlier weighings say of this one, each a title and a sentence; it decides nothing. @param {any} parcel */
function learned(parcel) {
  const { unusual, proposals } = parcel;
  const told = proposals.slice(0, 1).map((/** @type {any} */ one) => [t('packing.ui.learned'),
    t('packing.ui.learned_say', { goods: named([one.sku], parcel), known: number(one.known_g), grams: number(one.proposed_g), n: one.weighings })]);
  return unusual ? [[chip(t('packing.ui.unusual'), 'warn'), t('packing.ui.unusual_say', { n: unusual.parcels, grams: number(unusual.usual_g) })], ...told] : told;
}

/** The label as it will be, or is. @param {Bench} bench */
function paper(bench) {
  return el('aside', null, el('div', { class: 'paper-edge' }, bench.picture));
}

/** @param {Bench} bench */
export function confirm(bench) {
  const parcel = bench.parcel;
  const archive = bench.archive;
  /** @param {string} name @param {...any} value */
  const row = (name, ...value) => [el('dt', null, name), el('dd', { class: 'num wrap' }, ...value)];
  return [paper(bench), main(el('div', { class: 'plate pad-5', 'data-scan': 'WG:CONFIRM' }, el('p', { class: 'plate__say t-h3' }, t('packing.ui.look_right')), el('p', { class: 'plate__code t-sign-l mt-1' }, t('packing.ui.confirm_big')),
    el('p', { class: 'plate__say b5 mt-2' }, t('packing.ui.only_then'))),
  el('div', { class: 'card fill' }, el('dl', { class: 'kv kv--wide' }, row(t('packing.ui.for'), parcel.recipient), row(t('packing.ui.carrier'), bench.carriers[parcel.carrier] || parcel.carrier || '–'),
    row(t('packing.ui.weight'), `${number(parcel.measured_g)} g `, parcel.forced ? chip(t('packing.ui.forced'), 'warn') : parcel.expected_g ? chip(percentOff(parcel.measured_g, parcel.expected_g), 'ok') : null),
    learned(parcel).slice(0, 1).map(([title, say]) => row(title, el('span', { class: 'quiet t-body' }, say))),
    archive ? row(t('packing.ui.archive'), `${timeOfDay(archive.made_at, true)} `, el('span', { class: 'code quiet t-small' }, `sha256 ${archive.sha256.slice(0, 4)}…${archive.sha256.slice(-4)} `), chip(t('packing.ui.stored'), 'ok', 'i-seal')) : null,
    row(t('packing.ui.paper'), `${bench.size.replace('x', ' × ')} mm`)), pictures(parcel)))];
}

/** @param {Bench} bench */
export function label(bench) {
  const state = bench.label && bench.label.print_state;
  const bad = state === 'failed' || state === 'unknown';
  return [big('i-print', t(bad ? `packing.ui.print_${state}` : 'packing.ui.coming'), t(bad ? `packing.ui.print_${state}_say` : 'packing.ui.coming_say'), bad), paperOut(bench)];
}

/** @param {Bench} bench */
export function stick(bench) {
  const tail = bench.label && bench.label.waybill ? `…${bench.label.waybill.slice(-4)}` : '';
  return [el('section', { class: 'card fill stick row' }, boxPicture(), el('div', { class: 'grow stick__say' }, el('p', { class: 'stick__word' }, t('packing.ui.stick_on')),
    el('p', { class: 'weigh__say mt-4' }, t('packing.ui.stick_say')), el('p', { class: 'row t-h3 mt-5' }, icon('i-label', 'i--m'), el('b', { class: 'num code' }, tail)))), paperOut(bench)];
}

/** @param {Bench} bench */
function paperOut(bench) {
  const out = bench.parcel.state === 'labelled';
  const version = bench.label && bench.label.reprints ? t('packing.ui.copy', { n: bench.label.reprints }) : t('packing.ui.first_print');
  return el('aside', null, out ? el('div', { class: 'card' }, el('p', { class: 'row row--close' }, toneIcon('ok', 'i--m'), el('b', null, t('packing.ui.label_out'))), el('p', { class: 'quiet t-body mt-1' }, version)) : null,
    hint(t('packing.ui.nothing_out'), t('packing.ui.nothing_out_say')));
}

/** A box with its label, under the scanner's beam. */
function boxPicture() {
  /** @param {string} cls @param {string} d */
  const path = (cls, d) => el('path', { class: cls, d });
  return el('svg', { class: 'stick__pic', viewBox: '0 0 320 260', 'aria-hidden': 'true' }, path('s-box', 'M40 90l120-50 120 50v120l-120 50-120-50z'), path('s-edge', 'M40 90l120 50 120-50M160 140v120'),
    path('s-label', 'M60 122l78 32v72l-78-32z'), path('s-bars', 'M70 140l0 34M77 143v34M82 145v34M90 148v34M95 150v34M104 154v34M109 156v34M117 159v34M124 162v34'), path('s-beam', 'M8 170h150'));
}

/** The order has changed: no station may go on. @param {Bench} bench */
export function stop(bench) {
  const parcel = bench.parcel;
  const gone = parcel.state === 'void';
  const why = parcel.stopped.map((/** @type {string} */ one) => t(`order.why.${one}`)).join(' · ');
  return [el('section', { class: 'halt round', role: 'alert' }, el('div', { class: 'hazard' }), el('div', { class: 'halt__head' }, icon('v-stop', 'i--xxl'),
    el('div', null, el('p', { class: 'halt__word' }, t('verdict.intercepted')), el('p', { class: 't-h3 b7' }, t('packing.ui.stopped', { parcel: parcel.parcel_no })))),
  why ? el('p', { class: 'halt__why' }, why) : null, el('div', { class: 'card halt__do' }, el('p', { class: 't-h2 b8' }, t(gone ? 'packing.ui.empty_it' : 'packing.ui.park_it')),
    el('p', { class: 't-h3 quiet mt-2' }, t(gone ? 'packing.ui.empty_it_say' : 'packing.ui.park_it_say'))), el('div', { class: 'hazard mt-3' })), el('aside', null, about(parcel, bench.carriers))];
}

/** @param {any} acts */
export function reprint(acts) {
  const reasons = ['unreadable', 'torn', 'never_came'].map((name, n) => choice(t(`packing.ui.reason_${name}`), { icon: 'i-print', small: n ? '' : t('packing.ui.again_means_this'), onClick: () => acts.reprint(t(`packing.ui.reason_${name}`)) }));
  return [main(el('div', { class: 'card fill' }, el('p', { class: 't-h1 b8' }, t('packing.ui.why_reprint')), el('div', { class: 'stack mt-4' }, reasons, button(t('ui.cancel'), { onClick: () => acts.sheet('') })))),
    el('aside', null, hint(t('packing.ui.same_number'), t('packing.ui.same_number_say')))];
}
