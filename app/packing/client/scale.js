// @ts-check
// The scale, as it shows now. Asked a few times a second: the gate itself reads the scale at the
// server, this is only for the eye and for knowing when to ask for the verdict.

import { get } from '../../client/api.js';

const SLOW_MS = 1500;
const SOON_MS = 500;
const QUICK_MS = 200;

/**
 * @param {string} bench
 * @param {(shown: any, online: boolean) => void} onShown {state, grams, stable, zero_seen}
 * @param {() => Promise<boolean>} onStill called when a load lies still, while wanted; says whether the gate decided
 */
export function watchScale(bench, onShown, onStill) {
  let wanted = false;
  let decided = false;
  let timer = 0;

  async function look() {
    const answer = await get(`/api/v1/benches/${encodeURIComponent(bench)}/scale`, { timeoutMs: 3000 });
    const shown = answer.ok ? answer.data : { state: 'disconnected', grams: null, stable: false, zero_seen: false };
    onShown(shown, answer.status !== 0);
    if (shown.grams === null || shown.grams <= 0) decided = false;
    if (wanted && !decided && shown.stable && shown.zero_seen && shown.grams > 0) decided = await onStill();
    window.clearTimeout(timer);
    timer = window.setTimeout(look, wanted ? QUICK_MS : shown.state === 'ok' ? SLOW_MS : SOON_MS);
  }
  look();

  return {
    /** @param {boolean} yes */
    want(yes) {
      if (yes === wanted) return;
      wanted = yes;
      decided = false;
      if (!yes) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(look, 0);
    },
  };
}
