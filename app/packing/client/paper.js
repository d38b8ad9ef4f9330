// @ts-check
// From the weight to the paper: the pre-print, the second confirm, and the wait for number and label.

import { get } from '../../client/api.js';
import { el } from '../../client/dom.js';
import { signal } from '../../client/sound.js';
import { t } from '../../client/text.js';
import { noNumber } from './number.js';

/** @typedef {import('./bench.js').Bench} Bench */

/**
 * What the rest of the bench does for its paper and its sheets.
 * @typedef {object} Floor
 * @property {(path: string, body?: any) => Promise<any>} send a step of the parcel at hand
 * @property {() => void} redraw
 * @property {(answer: any) => Promise<void>} refused
 * @property {(parcelNo: string) => Promise<void>} reload
 * @property {() => Promise<any>} goOn
 * @property {() => any} nothingOpen
 */

const LABEL_MS = 300;
const NUMBER_MS = 3000;
const TRIES = 60;

/** @param {Bench} bench @param {Floor} floor */
export function paperWork(bench, floor) {
  /** @type {any} the parcel whose paper is waited for */
  let followed = null;
  let left = 0;

  async function preprint() {
    const answer = await floor.send('preprint');
    if (!answer.ok) return floor.refused(answer);
    bench.parcel.state = answer.data.state;
    await showPaper();
    return floor.redraw();
  }

  /** The newest label of the archive, and its picture; drawn once, kept through all redraws. */
  async function showPaper() {
    const parcel = bench.parcel;
    const answer = await get(`/api/v1/parcels/${parcel.parcel_no}/labels`);
    const labels = answer.ok ? answer.data.labels : [];
    if (!labels.length || bench.parcel !== parcel) return;
    bench.archive = labels[labels.length - 1];
    bench.picture = el('img', { src: bench.archive.url.replace(/pdf$/, 'png'), alt: t('packing.ui.the_preprint') });
    floor.redraw();
  }

  async function confirm() {
    if (!bench.parcel) return floor.nothingOpen();
    if (bench.parcel.state === 'weighed') await preprint();
    const answer = await floor.send('confirm');
    if (!answer.ok) return unlabelled(answer);
    bench.label = answer.data;
    bench.parcel.state = answer.data.state;
    signal('ok');
    floor.redraw();
    follow(); // Not waited for: the next scan must be heard while the printer works.
    return undefined;
  }

  /** The confirm was refused; it may stand all the same, without a number. @param {any} answer */
  async function unlabelled(answer) {
    await floor.refused(answer);
    const parcel = bench.parcel;
    const where = await get(`/api/v1/parcels/${parcel.parcel_no}/waybill`);
    if (!where.ok || bench.parcel !== parcel || where.data.state !== 'confirmed') return;
    bench.label = where.data;
    parcel.state = 'confirmed';
    floor.redraw();
    follow();
  }

  /** Wait for the paper: the print loop says when it came out; for a number as long as the box lies here. */
  async function follow() {
    const parcel = bench.parcel;
    left = TRIES;
    if (followed === parcel) return;
    for (followed = parcel; left > 0 && bench.parcel === parcel; left -= 1) {
      const answer = await get(`/api/v1/parcels/${parcel.parcel_no}/waybill`);
      if (bench.parcel !== parcel) break;
      if (answer.ok && (await heardOfPaper(parcel, answer.data))) break;
      if (noNumber(bench)) left = TRIES;
      await new Promise((resolve) => setTimeout(resolve, noNumber(bench) ? NUMBER_MS : LABEL_MS));
    }
    if (followed === parcel) followed = null;
  }

  /** @param {any} parcel @param {any} label @returns {Promise<boolean>} whether there is nothing left to wait for */
  async function heardOfPaper(parcel, label) {
    const before = bench.label || {};
    const news = before.print_state !== label.print_state || before.no_number !== label.no_number || parcel.state !== label.state;
    bench.label = label;
    parcel.state = label.state;
    if (label.state === 'weighed') { // Given up meanwhile, by another carrier or address.
      await floor.reload(parcel.parcel_no);
      bench.label = null;
      floor.redraw();
      await floor.goOn();
      return true;
    }
    if (news && !bench.sheet) floor.redraw();
    return label.state !== 'confirmed';
  }

  return { preprint, showPaper, confirm, follow };
}
