// @ts-check
// What lies over the bench's step for a moment: why to reprint, a supervisor's pass, another bench's printer.

import { get } from '../../client/api.js';
import { qs } from '../../client/dom.js';
import { t } from '../../client/text.js';
import { devices, mayForce } from './draw.js';
import { useSpare } from './spare.js';

/** @typedef {import('./bench.js').Bench} Bench */

/**
 * @typedef {object} Over
 * @property {(path: string, body?: any) => Promise<any>} send a step of the parcel at hand
 * @property {() => void} redraw
 * @property {(answer: any) => Promise<void>} refused
 * @property {(verdict: import('../../client/verdict.js').Verdict) => void} say
 * @property {() => void} focus
 * @property {() => string} step
 * @property {(code: string) => Promise<any>} heard
 * @property {() => void} keys draws the commands alone
 * @property {() => Promise<any>} preprint
 * @property {() => Promise<void>} follow
 */

const PRINTER_MS = 15000;

/** @param {Bench} bench @param {Over} floor */
export function sheetWork(bench, floor) {
  /** @param {'supervisor' | 'reprint' | 'spare' | ''} name */
  function sheet(name) {
    if (name === 'spare' && !bench.spare && !bench.standIns.length) return floor.say({ tone: 'warn', word: t('packing.ui.not_now'), say: t('packing.ui.no_spare') });
    const fits = !name || name === 'spare' || (name === 'reprint' ? !bench.parcel ? bench.done : ['label', 'stick'].indexOf(floor.step()) >= 0 : bench.parcel && mayForce(bench));
    if (!fits) return floor.say({ tone: 'warn', word: t('packing.ui.not_now'), say: t(name === 'reprint' ? 'packing.ui.no_reprint_yet' : 'packing.ui.forced_say') });
    bench.sheet = name;
    floor.redraw();
    return name === 'supervisor' ? undefined : floor.focus();
  }

  /** @param {string} code */
  async function sheetHeard(code) {
    if (/^WG:(UNDO|CANCEL)$/i.test(code)) return sheet('');
    if (bench.sheet === 'spare') return spare(code);
    if (bench.sheet === 'reprint') return /^WG:REPRINT$/i.test(code) ? reprint(t('packing.ui.reason_unreadable')) : (sheet(''), floor.heard(code));
    const badge = /** @type {HTMLInputElement} */ (qs('#sheet-badge'));
    badge.value = code;
    return qs('#sheet-pin').focus();
  }

  /** @param {string} reason */
  async function reprint(reason) {
    bench.sheet = '';
    const answer = await floor.send('reprint', { reason });
    floor.redraw();
    if (!answer.ok) return floor.refused(answer);
    floor.say({ tone: 'warn', word: t('packing.ui.cmd_reprint'), say: t('packing.ui.reprinting', { n: answer.data.reprints }) });
    if (!bench.parcel) return undefined;
    bench.label = answer.data;
    floor.redraw();
    floor.follow();
    return undefined;
  }

  /** @param {string} badge @param {string} pin @param {string} reason */
  async function override(badge, pin, reason) {
    const answer = await floor.send('override', { badge, pin, reason });
    if (!answer.ok) return floor.refused(answer);
    Object.assign(bench, { sheet: '', block: null, again: false, parcel: answer.data.parcel });
    floor.redraw();
    floor.focus();
    floor.say({ tone: 'warn', word: t('packing.ui.forced'), say: t('packing.ui.forced_done') });
    return floor.preprint();
  }

  async function askPrinter() {
    const now = floor.step();
    // While a label is on its way the printer is the print loop's alone.
    if (now !== 'confirm' && now !== 'label') await lookAtPrinter();
    setTimeout(askPrinter, PRINTER_MS);
  }

  async function lookAtPrinter() {
    const answer = await get(`/api/v1/benches/${encodeURIComponent(bench.code)}/printer`);
    if (answer.ok) Object.assign(bench, { printer: answer.data.state, spare: answer.data.spare, standIns: answer.data.stand_ins });
    devices(bench);
    floor.keys();
  }

  /** @param {string} code of the bench that stands in; empty for the own printer again */
  async function spare(code) {
    const answer = await useSpare(bench, code);
    bench.sheet = '';
    floor.redraw();
    if (!answer.ok) return floor.refused(answer);
    floor.say(answer.verdict);
    return lookAtPrinter();
  }

  return { sheet, sheetHeard, reprint, override, spare, askPrinter, lookAtPrinter };
}
