// @ts-check
// A scan that got no answer may have counted all the same: scanned again it goes out under its first id, and counts once.

import { newId } from '../../client/queue.js';

/** @type {any} */
let open = null;

/** @param {string} parcel @param {string} how @param {string} code @returns {string} the id this scan goes out under */
export function scanId(parcel, how, code) {
  const again = open && open.code === code && open.how === how && open.parcel === parcel;
  if (!again) open = { parcel, how, code, id: newId() };
  return open.id;
}

/** @param {import('../../client/api.js').Answer} answer */
export function heardOf(answer) {
  if (answer.status) open = null;
}
