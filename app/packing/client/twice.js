// @ts-check
// A command that cannot be taken back is scanned twice; one trigger, or one press, that came twice is no second time.

const BOUNCE_MS = 700;
const GRAVE = ['WG:SHORT', 'WG:REPRINT'];

let before = '';
let at = 0;

/** How a code comes, after the one before it. @param {string} code @returns {'first' | 'bounce' | 'again'} */
export function coming(code) {
  const same = code.toUpperCase() === before;
  const soon = Date.now() - at < BOUNCE_MS;
  if (same && soon && GRAVE.indexOf(before) >= 0) return 'bounce';
  before = code.toUpperCase();
  at = Date.now();
  return same ? 'again' : 'first';
}
