// @ts-check
// What the returns desk shows: the return on the left, the unit in the middle, the question on the right.

import { timeOfDay } from '../../client/clock.js';
import { el, icon } from '../../client/dom.js';
import { button, chip, choice, command, good, plate, steps } from '../../client/parts.js';
import { lang, t } from '../../client/text.js';

const GRADES = ['A', 'B', 'C', 'S'];

/**
 * @param {any} goods
 * @returns {{ symbol?: string, colour?: string, image_url: string | null, name: string }}
 */
function picture(goods) {
  return { symbol: goods.looks.picture, colour: goods.looks.colour_hex, image_url: goods.image_url, name: nameOf(goods) };
}

/** @param {any} goods */
export function nameOf(goods) {
  return (lang() === 'en' && goods.looks.name_en) || goods.name;
}

/** @param {any} goods */
function marks(goods) {
  const colour = lang() === 'en' ? goods.looks.colour_en || goods.looks.colour : goods.looks.colour;
  return [colour, goods.looks.size].filter(Boolean).join(' · ') || goods.sku;
}

/**
 * @param {any} desk
 * @param {any} unit
 */
export function stepsBar(desk, unit) {
  const names = ['step_box', 'step_units', 'step_grade', 'step_shelf'].map((code) => t(`returns.ui.${code}`));
  const at = !desk.ret ? 0 : !unit ? 1 : unit.state === 'received' ? 2 : 3;
  return steps(names, at);
}

/**
 * @param {any} desk
 * @param {any} acts
 */
export function left(desk, acts) {
  if (!desk.ret) return waiting(desk.waiting, acts);
  const ret = desk.ret;
  const facts = [['order', ret.order_no], ['hub_no', ret.external_order_no], ['rma', ret.rma], ['waybill', ret.return_waybill]].filter((pair) => pair[1]);
  return [
    el('div', { class: 'card' },
      el('p', { class: 'quiet t-note' }, t('returns.ui.return')),
      el('p', { class: 'num t-h3 b8' }, ret.return_no),
      el('p', { class: 'mt-1' }, ret.blind ? chip(t('returns.ui.blind'), 'warn') : ret.announced ? chip(t('returns.ui.announced'), 'ok') : chip(t('returns.ui.matched'), 'ok')),
      el('dl', { class: 'kv mt-2 t-note' }, facts.map(([code, value]) => [el('dt', null, t(`returns.ui.${code}`)), el('dd', { class: 'num cut' }, value)]))),
    el('div', { class: 'card fill' },
      el('p', { class: 'card__title' }, t('ui.units', { n: ret.units.length })),
      el('ul', { class: 'units' }, ret.units.map((/** @type {any} */ one) => unitRow(one, desk.unit, acts)), missing(ret))),
  ];
}

/**
 * @param {any[]} rows
 * @param {any} acts
 */
function waiting(rows, acts) {
  return el('div', { class: 'card fill' }, el('p', { class: 'card__title' }, t('returns.ui.open_returns')),
    el('div', { class: 'waitlist fill' }, rows.length ? rows.map((one) => choice(one.return_no, {
      icon: 'i-return',
      small: [t(`returns.state.${one.state}`), one.order_no || one.rma || one.return_waybill || '', one.at ? timeOfDay(one.at) : ''].filter(Boolean).join(' · '),
      onClick: () => acts.onReturn(one.return_no),
    })) : el('p', { class: 'quiet' }, t('ui.nothing_here'))));
}

/**
 * @param {any} one
 * @param {string | null} now
 * @param {any} acts
 */
function unitRow(one, now, acts) {
  const state = one.state === 'put_away' ? chip(`${one.grade} · ${one.bin}`, 'ok') : one.state === 'scrapped' ? chip(t('returns.ui.scrapped'), 'off')
    : one.id === now ? chip(t('returns.ui.now'), 'want', 'i-right') : one.grade ? chip(one.grade, 'ok') : el('span', { class: 'note' }, t('returns.ui.to_grade'));
  return el('li', { class: 'row', on: one.state === 'received' || one.state === 'graded' ? { click: () => acts.onUnit(one.id) } : {} },
    good(picture(one.goods), 's'), el('span', { class: `grow cut ml-2${one.id === now ? ' b7' : ''}` }, nameOf(one.goods)), state);
}

/** @param {any} ret */
function missing(ret) {
  return ret.expected.filter((/** @type {any} */ one) => one.scanned < one.quantity).map((/** @type {any} */ one) => el('li', { class: 'row' },
    good(picture(one.goods), 's'), el('span', { class: 'grow cut quiet ml-2' }, nameOf(one.goods)), el('span', { class: 'note num' }, t('returns.ui.to_scan', { n: one.quantity - one.scanned }))));
}

/**
 * @param {any} desk
 * @param {any} unit
 * @param {any} acts
 */
export function middle(desk, unit, acts) {
  if (!desk.ret) return el('div', { class: 'card card--want hero center' }, plate(t('returns.ui.first'), t('returns.ui.scan_box_word'), t('returns.ui.scan_box_more')));
  if (!unit) {
    return [el('div', { class: 'card card--want hero center' }, plate(t('returns.ui.next'), t('returns.ui.scan_unit_word'), t('returns.ui.scan_unit_more'))), shots(desk.ret, acts)];
  }
  return [
    el('div', { class: 'card card--want hero' },
      el('div', { class: 'hero__pic' }, filled(unit.goods)),
      el('p', { class: 't-h2 b8 mt-2' }, marks(unit.goods)),
      el('p', { class: 'quiet cut' }, nameOf(unit.goods), ' · ', el('span', { class: 'code' }, `…${unit.goods.barcode_tail}`)),
      unit.surprise ? el('p', { class: 'mt-1' }, chip(t('returns.ui.surprise'), 'warn')) : null),
    shots(desk.ret, acts),
  ];
}

/** @param {any} goods */
function filled(goods) {
  const node = good(picture(goods), 'xl');
  node.classList.add('good-fill');
  return node;
}

/**
 * @param {any} ret
 * @param {any} acts
 */
function shots(ret, acts) {
  return el('div', { class: 'shots' },
    ret.photos.slice(-3).map((/** @type {string} */ id) => el('img', { src: `/api/v1/returns/${ret.return_no}/photos/${id}.jpg`, alt: t('returns.ui.photo') })),
    button(t(ret.photos.length ? 'returns.ui.another_photo' : 'returns.ui.photo'), { icon: 'i-camera', onClick: acts.onPhoto }));
}

/**
 * @param {any} desk
 * @param {any} unit
 * @param {any} acts
 */
export function right(desk, unit, acts) {
  if (!desk.ret) return [el('p', { class: 't-h3 b8' }, t('returns.ui.no_code')), button(t('returns.ui.receive_blind'), { icon: 'i-return', onClick: acts.onBlind })];
  if (desk.at === 'second') return secondPerson(desk);
  if (unit && unit.state === 'graded') return shelf(unit);
  if (!unit) return el('p', { class: 't-lead quiet' }, t('returns.ui.all_graded'));
  return [
    el('p', { class: 't-h3 b8' }, t('returns.ui.which_grade')),
    el('div', { class: 'grades fill' }, GRADES.map((grade) => el('button', {
      class: 'grade', type: 'button', disabled: grade === 'A' && !unit.can_be_a, data: { grade }, on: { click: () => acts.onGrade(grade) },
    }, el('b', null, grade), el('span', null, t(`returns.ui.grade_${grade.toLowerCase()}`), el('small', null, t(grade === 'A' && !unit.can_be_a ? 'returns.ui.never_a' : `returns.ui.grade_${grade.toLowerCase()}_more`)))))),
    el('p', { class: 'row note' }, icon('i-clock'), el('span', { class: 'ml-2' }, t('returns.ui.notice'))),
  ];
}

/** @param {any} unit */
function shelf(unit) {
  return [
    plate(t('returns.ui.put_into', { grade: unit.grade }), unit.shelf || t(unit.grade === 'A' ? 'returns.ui.any_shelf' : 'returns.ui.any_returns_bin')),
    el('p', { class: 't-lead' }, t(unit.grade === 'A' ? 'returns.ui.shelf_a' : 'returns.ui.shelf_b')),
  ];
}

/** @param {any} desk */
function secondPerson(desk) {
  return el('div', { class: 'card card--want second' }, el('p', { class: 't-h3 b8' }, t('returns.ui.second')),
    el('p', null, t(desk.badge ? 'returns.ui.second_pin' : 'returns.ui.second_badge')), desk.badge ? chip(desk.badge, 'ok') : null);
}

/**
 * @param {any} desk
 * @param {any} acts
 */
export function commands(desk, acts) {
  if (!desk.ret) return null;
  const open = desk.ret.state === 'received' || desk.ret.state === 'grading';
  return [
    command(t(desk.at === 'second' ? 'ui.undo' : 'returns.ui.leave'), { code: 'WG:UNDO', icon: 'i-undo', onClick: acts.onBack }),
    open ? button(t('returns.ui.finish'), { icon: 'i-tick', onClick: acts.onFinish }) : null,
  ];
}

/**
 * @param {any} desk
 * @param {any} unit
 */
export function prompt(desk, unit) {
  if (!desk.ret) return t('returns.ui.scan_box');
  if (desk.at === 'second') return t(desk.badge ? 'returns.ui.second_pin' : 'returns.ui.second_badge');
  if (!unit) return t('returns.ui.scan_unit');
  return t(unit.state === 'received' ? 'returns.ui.scan_grade' : 'returns.ui.scan_shelf');
}
