// @ts-check
// One figure of the board each. Everything that is counted opens what it counts.

import { age, timeOfDay } from '../../client/clock.js';
import { el, icon } from '../../client/dom.js';
import { ageBar, chip, toneIcon, waveBar } from '../../client/parts.js';
import { number, t } from '../../client/text.js';
import { kindTone } from './trouble.js';

const PACE = { on_pace: 'ok', closing: 'ok', tight: 'warn', will_miss: 'no', missed: 'no', locked: 'off' };
/** States of a printer that prints. */
const PRINTS = ['ok', 'waiting'];

/**
 * @param {any} one
 * @returns {HTMLElement}
 */
export function stateCell(one) {
  const loud = one.count && one.shade !== 'ok' ? one.shade : '';
  const ended = one.state === 'shipped';
  const word = ended ? t('ui.today') : one.count ? t('board.ui.mean', { age: age(one.mean_age_s * 1000) }) : '–';
  return el('a', { class: `flow__cell${loud ? ` flow__cell--${loud}` : ''}`, href: `/orders?state=${one.state}` },
    el('span', { class: 'flow__name' }, el('span', { class: 'first-up' }, t(`order.state.${one.state}`))),
    el('span', { class: 'flow__n num' }, number(one.count)),
    el('span', { class: `flow__age num${loud ? ` is-${loud}` : ''}` }, loud ? toneIcon(loud) : null, word),
    ended ? null : ageBar(one.count ? one.percent : 0));
}

/**
 * @param {any} wave
 * @returns {HTMLElement}
 */
export function waveRow(wave) {
  const share = (/** @type {number} */ n) => Math.round((1000 * n) / wave.orders) / 10;
  const pace = /** @type {'ok'} */ (PACE[/** @type {'tight'} */ (wave.pace)]);
  const late = wave.pace === 'will_miss' || wave.pace === 'missed';
  return el('tr', null,
    el('td', { class: 'grow' }, el('a', { href: `/waves/${wave.number}` }, el('b', { class: 'num' }, wave.number)), el('br'), el('span', { class: 'sub cut block' }, groupWords(wave.grouping))),
    el('td', { class: 'wave__bar whole' }, waveBar({ picked: share(wave.picked), packed: share(wave.packed), shipped: share(wave.shipped), due: wave.due_percent }),
      el('span', { class: 'sub num block' }, `${wave.picked} · ${wave.packed} · ${wave.shipped} / ${wave.orders}`)),
    el('td', { class: 'wave__cut num' }, el('span', { class: late ? 'count is-no' : 'count', data: { countdown: wave.cut_off_at } }), el('br'), el('span', { class: 'sub' }, timeOfDay(wave.cut_off_at))),
    el('td', { class: 'wave__pace' }, el('span', { class: 'num' }, need(wave))),
    el('td', { class: 'end' }, wave.pace === 'locked' ? chip(t('board.pace.locked'), 'off', 'i-lock') : chip(t(`board.pace.${wave.pace}`), pace)));
}

/** @param {any} wave */
function need(wave) {
  if (wave.needed_per_h === null) return t('board.ui.pace_now', { now: wave.packed_per_h });
  return t('board.ui.pace', { need: wave.needed_per_h, now: wave.packed_per_h });
}

/**
 * What the orders of a wave share, in words.
 * @param {any} group
 * @returns {string}
 */
export function groupWords(group) {
  const words = [group.carrier || group.carrier_group || '', t(group.cross_border ? 'waves.ui.cross_border' : 'waves.ui.domestic')];
  if (group.hazmat_class) words.push(t('waves.ui.hazmat', { kind: group.hazmat_class }));
  return words.filter(Boolean).join(' · ');
}

/**
 * @param {any} one
 * @returns {HTMLElement}
 */
export function exceptionRow(one) {
  const tone = kindTone(one.kind);
  return el('tr', { class: 'opens', on: { click: () => { window.location.href = `/exceptions#x${one.id}`; } } },
    el('td', { class: 'col-icon' }, toneIcon(tone)),
    el('td', { class: 'cut' }, el('a', { href: `/exceptions#x${one.id}` }, el('b', null, t(`stations.exception.${one.kind}`))), el('br'), el('span', { class: 'sub num' }, one.subject)),
    el('td', { class: 'cut col-owner' }, one.owner || el('b', { class: 'is-no' }, t('ui.no_owner'))),
    el('td', { class: `end num col-age${one.shade === 'ok' ? '' : ` is-${one.shade}`}`, data: { age: one.raised_at } }));
}

/**
 * @param {any} one
 * @param {number} rank
 * @param {number} most lines an hour of the fastest
 * @returns {HTMLElement}
 */
export function personRow(one, rank, most) {
  const careless = one.wrong_percent >= 1.5;
  return el('tr', null,
    el('td', { class: 'col-rank' }, el('span', { class: 'mini' }, rank)),
    el('td', { class: 'cut' }, one.name, el('span', { class: 'sub' }, ` ${one.zones.join(' ')}`)),
    el('td', { class: 'col-bar' }, el('div', { class: 'hbar' }, el('i', { w: Math.round((100 * one.lines_per_h) / most) }))),
    el('td', { class: 'num end col-n' }, el('b', null, one.lines_per_h)),
    el('td', { class: `end num col-rate${careless ? ' is-warn' : ''}` }, careless ? icon('v-warn', 'i-warn i--s') : null, ` ${one.wrong_percent} %`));
}

/**
 * @param {any} one
 * @returns {HTMLElement}
 */
export function benchItem(one) {
  const idle = one.works && !one.person;
  const unproved = one.commissioned === false;
  const [scale, printer] = [scaleWords(one), printerWords(one)];
  const broken = PRINTS.indexOf(one.printer) < 0; // what is wrong stands first: the end may be cut
  const words = [broken ? printer : '', scale, unproved ? t('board.ui.not_commissioned') : '', broken ? '' : printer].filter(Boolean).join(' · ');
  return el('li', { class: one.works ? (idle ? 'dim' : null) : 'bad' }, toneIcon(one.works ? (unproved ? 'warn' : 'ok') : 'no'),
    el('b', { class: 'num' }, one.bench), el('span', { class: 'cut', title: [words, one.person].filter(Boolean).join(' · ') }, words || t('board.ui.no_devices')));
}

/** @param {any} one */
function scaleWords(one) {
  if (one.scale === 'none' || one.scale === 'not_commissioned') return '';
  if (one.grams !== null && one.scale !== 'silent' && one.scale !== 'disconnected') return t('ui.grams', { n: number(one.grams) });
  return t(`station.scale.${one.scale}`);
}

/** @param {any} one */
function printerWords(one) {
  if (one.printer === 'none') return '';
  if (PRINTS.indexOf(one.printer) >= 0) return t(`board.printer.${one.printer}`);
  const code = `station.printer.${one.printer}`;
  const said = t(code);
  return said === code ? t('station.printer.error') : said;
}
