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

/** Who the carriers are and how full their cages. @param {Bench} bench @returns {Promise<boolean>} whether they are known now */
export async function lookAtCages(bench) {
  const answer = await get('/api/v1/cages');
  if (!answer.ok) return false;
  bench.cages = answer.data.cages;
  bench.cages.forEach((cage) => { bench.carriers[cage.carrier] = cage.name; });
  return true;
}
