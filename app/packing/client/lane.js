// @ts-check
// The single-item lane: a tote of single items stays on the bench, each item finds its order.

import { get } from '../../client/api.js';

/** @typedef {import('./bench.js').Bench} Bench */

/** What the bench goes on with: another parcel of the order, the rest of a tote of single items, or nothing. @param {Bench} bench @param {any} lane @param {(parcelNo: string) => Promise<void>} reload */
export async function whatNext(bench, lane, reload) {
  const answer = await get(`/api/v1/benches/${encodeURIComponent(bench.code)}`);
  if (!answer.ok) return;
  if (answer.data.parcel_no) await reload(answer.data.parcel_no);
  else if (answer.data.tote) bench.lane = { tote: answer.data.tote, units: lane && lane.units ? lane.units - 1 : null };
}

/** The item that found its order is the first in the box, and the first that UNDO takes out. @param {any} parcel @param {string} code */
export function bound(parcel, code) {
  return parcel && parcel.tote ? code : '';
}

/** UNDO took the only unit out: its order is free, and the tote waits for a scan again. @param {Bench} bench @param {'scan' | 'unscan'} how @param {any} parcel as it is now */
export function unbound(bench, how, parcel) {
  if (how === 'scan' || !bench.parcel.tote || parcel.tote) return null;
  return bench.lane || { tote: bench.parcel.tote, units: null };
}
