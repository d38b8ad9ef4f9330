// @ts-check
// A scan that got no answer may have counted all the same: scanned again it goes out under its first id, and counts once.

import { newId } from './queue.js';

/** @type {{ about: string, id: string } | null} */
let open = null;

/** @param {...string} about the code and what it was scanned for @returns {string} the id this scan goes out under */
export function scanId(...about) {
  const now = about.join('\n');
  if (!open || open.about !== now) open = { about: now, id: newId() };
  return open.id;
}

/** @param {import('./api.js').Answer} answer */
export function heardOf(answer) {
  if (answer.status) open = null;
}
