// @ts-check
// What the bench asks about codes and places: whose a code is, and which cages there are.

import { get, post } from '../../client/api.js';

/** @typedef {import('./bench.js').Bench} Bench */

/**
 * Open what a code means; a label, void or not, leads to its parcel, too.
 * @param {Bench} bench @param {string} code @param {'open' | 'take-over'} verb
 * @returns {Promise<any>}
 */
export async function openHere(bench, code, verb) {
  const path = `/api/v1/benches/${encodeURIComponent(bench.code)}/${verb}`;
  const answer = await post(path, { code }, { timeoutMs: 15000 });
  if (answer.code !== 'packing.unknown_code') return answer;
  const owner = await get(`/api/v1/waybills/${encodeURIComponent(code)}`);
  return owner.ok ? post(path, { code: owner.data.parcel_no }, { timeoutMs: 15000 }) : answer;
}

const LEFT = ['attached', 'caged', 'handed_over'];

/** Whether a bench has nothing more to do with a parcel: its label is on. @param {any} parcel */
export function hasLeft(parcel) {
  return Boolean(parcel) && LEFT.indexOf(parcel.state) >= 0;
}

/** Whether nothing has happened to a finished parcel since: its label may have been given up. @param {any} done */
export async function isStillDone(done) {
  const answer = await get(`/api/v1/parcels/${done.parcel_no}`);
  return answer.ok && hasLeft(answer.data);
}

/** Whether a parcel stands elsewhere than a page shows. @param {any} shown @param {any} now */
export function hasChanged(shown, now) {
  return now.state !== shown.state || now.bench !== shown.bench || now.parked_slot !== shown.parked_slot || now.stopped.join() !== shown.stopped.join();
}

/** The cage and the number of a parcel with its label on. @param {any} parcel */
export async function whereItGoes(parcel) {
  const answer = await get(`/api/v1/parcels/${parcel.parcel_no}/waybill`);
  const label = answer.ok ? answer.data : {};
  return { parcel_no: parcel.parcel_no, cage: parcel.cage || label.cage, waybill: label.waybill, carrier: parcel.carrier, gone: parcel.state === 'handed_over' };
}

/** Who the carriers are and how full their cages. @param {Bench} bench @returns {Promise<boolean>} whether they are known now */
export async function lookAtCages(bench) {
  const answer = await get('/api/v1/cages');
  if (!answer.ok) return false;
  bench.cages = answer.data.cages;
  bench.cages.forEach((cage) => { bench.carriers[cage.carrier] = cage.name; });
  return true;
}
