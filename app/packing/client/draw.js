// @ts-check
// The bench's frame: the devices on top, the steps, the commands below, and which middle shows.

import { refreshClock, timeOfDay } from '../../client/clock.js';
import { el, icon, put, qs, show } from '../../client/dom.js';
import { command, device, steps } from '../../client/parts.js';
import { number, t } from '../../client/text.js';
import { mayAskAgain, noNumber, numberless } from './number.js';
import * as middle from './steps.js';
import { isDead, spareSheet } from './spare.js';
import { supervisor } from './supervisor.js';

/** @typedef {import('./bench.js').Bench} Bench */

const NAMES = ['tote', 'check', 'box', 'weigh', 'confirm', 'label'];
const AT = { tote: 0, item: 0, check: 1, box: 2, weigh: 3, passed: 3, blocked: 3, confirm: 4, label: 5, stick: 5, stop: 1 };
const SCALE_WORKS = ['ok', 'unstable'];

/** @param {Bench} bench @param {string} step */
export function prompt(bench, step) {
  if (bench.sheet === 'supervisor') return t('packing.ui.ask_badge');
  if (bench.sheet === 'reprint') return t('packing.ui.why_reprint');
  if (bench.sheet === 'spare') return t('packing.ui.ask_spare');
  if (step === 'label' && noNumber(bench)) return t('packing.ui.no_number');
  if (step === 'tote' && bench.done) return t('packing.ui.ask_next_tote');
  return t(`packing.ui.ask_${step}`);
}

/** @param {Bench} bench */
export function devices(bench) {
  const { scale, printer, online } = bench;
  const works = scale ? SCALE_WORKS.indexOf(scale.state) >= 0 : null;
  const shown = scale && scale.state === 'ok' && scale.grams !== null;
  const prints = printer ? !isDead(printer) : null;
  const place = bench.spare ? t('packing.ui.spare_used', { bench: bench.spare }) : t(`packing.ui.printer_${prints ? printer : 'trouble'}`);
  /** @param {boolean | null} fine */
  const told = (fine) => t(fine ? 'ui.works' : 'ui.broken');
  const cutOff = bench.parcel && bench.parcel.cut_off_at;
  put(qs('#devices'), device('i-scale', shown ? `${number(scale.grams)} g` : t(`packing.ui.scale_${scale ? scale.state : 'silent'}`), works, told(works)),
    printer ? device('i-print', place, prints, told(prints)) : null,
    device(online ? 'i-net' : 'v-off', t(online ? 'ui.online' : 'ui.offline'), null),
    cutOff ? el('span', { class: 'dev num' }, icon('i-clock'), el('span', { class: 'topbar__who mr-2' }, t('ui.cut_off_at', { time: timeOfDay(cutOff) })), el('span', { data: { countdown: cutOff } })) : null);
  refreshClock();
}

/** @param {Bench} bench @param {string} step @param {any} acts */
export function screen(bench, step, acts) {
  put(qs('#steps-place'), steps(NAMES.map((name) => stepName(bench, step, name)), AT[/** @type {'tote'} */ (step)], step === 'blocked'));
  keys(bench, step, acts);
  work(bench, step, acts);
  devices(bench);
}

/** The commands alone, for a printer that is found dead. @param {Bench} bench @param {string} step @param {any} acts */
export function keys(bench, step, acts) {
  put(qs('#commands'), commands(bench, step, acts));
}

/** The middle alone, for a reading that moves. @param {Bench} bench @param {string} step @param {any} acts */
export function work(bench, step, acts) {
  const place = qs('#work');
  place.className = step === 'confirm' && !bench.sheet ? 'bench__body bench__body--paper' : 'bench__body';
  put(place, bench.sheet === 'supervisor' ? supervisor(acts) : bench.sheet === 'reprint' ? middle.reprint(acts) : bench.sheet === 'spare' ? spareSheet(bench, acts) : BODIES[/** @type {'tote'} */ (step)](bench, acts));
}

/** The steps make room for a verdict; only a block needs both. @param {boolean} shown */
export function stepsBar(shown) {
  show(qs('#steps-place'), shown);
}

/** @type {Record<string, (bench: Bench, acts: any) => any[]>} */
const BODIES = { tote: middle.tote, item: middle.item, check: middle.check, box: middle.box, weigh: (bench) => middle.weigh(bench, 'wait'), passed: (bench) => middle.weigh(bench, 'ok'),
  blocked: (bench) => middle.weigh(bench, 'no'), confirm: middle.confirm, label: (bench, acts) => (noNumber(bench) ? numberless(bench, acts) : middle.label(bench)), stick: middle.stick, stop: middle.stop };

/** What is behind us says its outcome. @param {Bench} bench @param {string} step @param {string} name */
function stepName(bench, step, name) {
  const parcel = bench.parcel;
  if (name === 'box' && parcel && parcel.box) return t('packing.ui.box_n', { box: parcel.box });
  if (name === 'weigh' && parcel && AT[/** @type {'tote'} */ (step)] > 3 && parcel.measured_g) return `${number(parcel.measured_g)} g`;
  return t(`packing.ui.step_${name}`);
}

/** @param {Bench} bench @param {string} step @param {any} acts */
function commands(bench, step, acts) {
  /** @param {string} name @param {string} code @param {string} sign @param {boolean} on @param {boolean} [now] */
  const one = (name, code, sign, on, now = false) => {
    const key = command(t(`packing.ui.cmd_${name}`), { code, icon: sign, state: now ? 'now' : on ? '' : 'off', onClick: () => acts.push(code) });
    if (!on && !now) qs('small', key).textContent = t('packing.ui.not_yet');
    return key;
  };
  const failed = bench.label && bench.label.print_state === 'failed';
  const spare = bench.spare || isDead(bench.printer) || failed ? one('spare', 'WG:SPARE', 'i-print', true) : null;
  if (!bench.parcel) {
    return [spare, bench.offer ? one('take_over', 'WG:TAKEOVER', 'i-person', true, true) : null, bench.done ? one('reprint', 'WG:REPRINT', 'i-print', true) : null];
  }
  const taking = step === 'check' || step === 'box' || step === 'weigh';
  const late = (step === 'label' && !noNumber(bench)) || step === 'stick';
  const proof = step === 'blocked' || step === 'confirm' || step === 'passed';
  return [spare,
    step === 'confirm' || step === 'passed' ? one('confirm', 'WG:CONFIRM', 'i-seal', true, step === 'confirm') : null,
    step === 'label' && mayAskAgain(bench) ? one('ask_again', 'WG:CONFIRM', 'i-seal', true) : null,
    late || step === 'confirm' ? one('reprint', 'WG:REPRINT', 'i-print', late) : null,
    step === 'check' || step === 'box' || step === 'blocked' ? one('short', 'WG:SHORT', 'i-short', step === 'check') : null,
    taking ? one(step === 'weigh' && !bench.again ? 'back' : 'undo', 'WG:UNDO', 'i-undo', bench.again || mayTakeOut(bench, step)) : null,
    proof ? one('again', 'WG:UNDO', 'i-undo', true) : null,
    one('park', 'WG:PARK', 'i-park', true, step === 'label' && Boolean(noNumber(bench))),
    step === 'stop' || step === 'label' || late || step === 'confirm' ? null : one('supervisor', 'WG:SUPERVISOR', 'i-person', mayForce(bench)),
  ];
}

/** Something lies in the box and may leave it again. @param {Bench} bench @param {string} step */
export function mayTakeOut(bench, step) {
  const taking = step === 'check' || step === 'box' || step === 'weigh';
  return taking && bench.parcel.lines.some((/** @type {any} */ line) => line.packed > 0);
}

/** A supervisor may be asked from the second block on, or when nobody knows a weight. @param {Bench} bench */
export function mayForce(bench) {
  const parcel = bench.parcel;
  return parcel.expected_g === null ? parcel.state === 'sealed' || parcel.state === 'blocked' : parcel.state === 'blocked' && parcel.blocks > 1;
}
