// @ts-check
// The scale, as it shows now. Asked a few times a second: the gate itself reads the scale at the
// server, this is only for the eye and for knowing when to ask for the verdict.

import { get } from '../../client/api.js';

const SLOW_MS = 2000;
const QUICK_MS = 250;

/**
 * @param {string} bench
 * @param {(shown: any) => void} onShown {state, grams, stable, zero_seen}
 * @param {() => Promise<any>} onStill called once per load that came to rest, while wanted
 */
export function watchScale(bench, onShown, onStill) {
  let wanted = false;
  let asked = '';
  let timer = 0;

  async function look() {
    const answer = await get(`/api/v1/benches/${encodeURIComponent(bench)}/scale`, { timeoutMs: 3000 });
    const shown = answer.ok ? answer.data : { state: 'disconnected', grams: null, stable: false, zero_seen: false };
    onShown(shown);
    if (shown.grams === null || shown.grams <= 0) asked = '';
    const load = `${shown.grams}`;
    if (wanted && shown.stable && shown.grams > 0 && load !== asked) {
      asked = load;
      await onStill();
    }
    timer = window.setTimeout(look, wanted ? QUICK_MS : SLOW_MS);
  }
  look();

  return {
    /** @param {boolean} yes */
    want(yes) {
      if (yes === wanted) return;
      wanted = yes;
      asked = '';
      if (yes) {
        window.clearTimeout(timer);
        look();
      }
    },
  };
}
