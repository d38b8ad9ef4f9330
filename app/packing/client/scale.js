// @ts-check
// The scale, as it shows now: pushed over the socket. Whether the pan was empty since the last parcel is
// asked for, when something lies still or is taken off. The gate itself reads the scale at the server; this
// is only for the eye and for knowing when to ask for the verdict. Without a socket everything is asked for.

import { get } from '../../client/api.js';
import { floor } from '../../client/live.js';

const CALM_MS = 5000;
const SLOW_MS = 1500;
const SOON_MS = 500;
const QUICK_MS = 200;

/**
 * @param {string} bench
 * @param {(shown: any, online: boolean) => void} onShown {state, grams, stable, zero_seen}
 * @param {() => Promise<boolean>} onStill called when a load lies still, while wanted; says whether the gate decided
 */
export function watchScale(bench, onShown, onStill) {
  const socket = floor(bench);
  let wanted = false;
  let decided = false;
  let asking = false;
  let later = false;
  let timer = 0;
  /** @type {any} */
  let shown = { state: 'silent', grams: null, stable: false, zero_seen: false };

  function pause() {
    if (socket.connected) return wanted && !decided && shown.stable ? SOON_MS : CALM_MS;
    return wanted ? QUICK_MS : shown.state === 'ok' ? SLOW_MS : SOON_MS;
  }
  async function look() {
    if (asking) {
      later = true; // What is on its way may be older than what made us ask.
      return;
    }
    asking = true;
    const answer = await get(`/api/v1/benches/${encodeURIComponent(bench)}/scale`, { timeoutMs: 3000 });
    shown = answer.ok ? answer.data : { state: 'disconnected', grams: null, stable: false, zero_seen: false };
    onShown(shown, answer.status !== 0);
    if (shown.grams === null || shown.grams <= 0) decided = false;
    if (wanted && !decided && shown.stable && shown.zero_seen && shown.grams > 0) decided = await onStill();
    asking = false;
    again(later ? 0 : pause());
    later = false;
  }
  /** @param {number} afterMs */
  function again(afterMs) {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, afterMs);
  }
  /** @param {{ grams: number | null, stable: boolean, state: string }} told */
  function pushed(told) {
    shown = { ...shown, grams: told.grams, stable: told.stable, state: told.state };
    onShown(shown, true);
    if (shown.stable) again(0); // it came to rest: is it a load after an empty pan, or the empty pan?
  }
  socket.on('scale', pushed);
  socket.on('disconnect', () => again(0));
  look();

  return {
    /** @param {boolean} yes */
    want(yes) {
      if (yes === wanted) return;
      wanted = yes;
      decided = false;
      if (yes) again(0);
    },
  };
}
