// @ts-check
// Brings the device's actions to the server: in order, each once, whatever the network does meanwhile.

import { post } from '../../client/api.js';
import { newId, openQueue } from '../../client/queue.js';

const BATCH = 50;
const WAITS_MS = [500, 1000, 2000, 5000];

/**
 * @typedef {object} Action
 * @property {string} scan_id
 * @property {number} device_seq
 * @property {string} guess the device's own verdict, '' when it left it to the server
 * @property {string} told what the person was shown
 * @property {Record<string, any>} body the rest of what the server is told
 */

/** @typedef {{ action: Action, result: any }} Answered result is null when the server refused the action itself */

/**
 * @typedef {object} SenderOptions
 * @property {number} lastSeq the last number the server has from this device
 * @property {(answered: Answered[]) => Promise<void>} onAnswers
 * @property {() => void} onState
 * @property {() => void} onLogin the log-in has ended
 */

/**
 * Whether the log-in is over, or was renewed in another page: neither says anything about what was scanned.
 * @param {import('../../client/api.js').Answer} answer
 */
function loggedOut(answer) {
  return answer.status === 401 || answer.code === 'auth.csrf';
}

/**
 * @param {SenderOptions} options
 */
export async function openSender(options) {
  const queue = await openQueue('scans');
  /** @type {Action[]} */
  let waiting = [];
  /** @type {Record<string, Promise<number>>} where the queue keeps each, by scan_id */
  const places = {};
  (await queue.peek(100000)).forEach(({ n, item }) => {
    waiting.push(item);
    places[item.scan_id] = Promise.resolve(n);
  });
  let seq = waiting.length ? waiting[waiting.length - 1].device_seq : options.lastSeq;
  let state = /** @type {'online' | 'offline' | 'trouble'} */ ('online');
  let failures = 0;
  let most = BATCH;
  let busy = false;
  /** @type {Record<string, () => void>} those who wait for an answer, by scan_id */
  const asked = {};
  /** @type {any} */
  let timer = 0;
  /** @type {Promise<any>} */
  let stored = Promise.resolve(0);

  /** @param {'online' | 'offline' | 'trouble'} now */
  function tell(now) {
    state = now;
    options.onState();
  }

  /** @returns {Promise<void>} */
  async function pump() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    while (waiting.length) {
      await stored;
      if (!(await sendSome())) break;
    }
    busy = false;
  }

  /** @returns {Promise<boolean>} whether to go on at once */
  async function sendSome() {
    const batch = waiting.slice(0, most);
    const scans = batch.map((action) => ({ scan_id: action.scan_id, device_seq: action.device_seq, ...action.body }));
    const answer = await post('/api/v1/scans', { scans });
    if (answer.ok) return settle(batch.map((action, k) => ({ action, result: answer.data.results[k] })));
    if (answer.code === 'scan.gap') return renumber(answer.data);
    if (loggedOut(answer)) return stop();
    if (answer.status >= 400 && answer.status < 500 && !answer.retryable) return singleOut(batch, answer);
    return later(answer.status === 0 ? 'offline' : 'trouble');
  }

  /** @param {Answered[]} answered */
  async function settle(answered) {
    failures = 0;
    waiting = waiting.slice(answered.length);
    if (!waiting.length) most = BATCH;
    await Promise.all(answered.map(({ action }) => forget(action)));
    tell('online');
    await options.onAnswers(answered);
    answered.forEach(({ action }) => {
      if (asked[action.scan_id]) asked[action.scan_id]();
      delete asked[action.scan_id];
    });
    return true;
  }

  /** @param {Action} action done with: this very one, since another page of this device queues here as well */
  async function forget(action) {
    const n = await places[action.scan_id];
    await queue.drop(n).catch(() => undefined); // Sent once more after a reload, it gets its first answer.
    delete places[action.scan_id];
  }

  /**
   * The server misses numbers that this device no longer has, and says which comes next. Singly from here on: what it
   * knows already by its id takes up no number.
   * @param {{ wanted: number }} gap
   */
  async function renumber(gap) {
    if (failures > WAITS_MS.length) return later('trouble');
    failures += 1;
    most = 1;
    waiting.forEach((action, k) => { action.device_seq = gap.wanted + k; });
    seq = gap.wanted + waiting.length - 1;
    return true;
  }

  /**
   * One bad action must not block the others: send them singly, and hand the bad one back.
   * @param {Action[]} batch
   * @param {import('../../client/api.js').Answer} answer
   */
  async function singleOut(batch, answer) {
    if (batch.length > 1) {
      const first = await post('/api/v1/scans', { scans: [{ scan_id: batch[0].scan_id, device_seq: batch[0].device_seq, ...batch[0].body }] });
      if (first.ok) return settle([{ action: batch[0], result: first.data.results[0] }]);
      if (first.status === 0 || first.status >= 500 || loggedOut(first)) return later('trouble');
      return reject(batch[0], first);
    }
    return reject(batch[0], answer);
  }

  /**
   * @param {Action} action
   * @param {import('../../client/api.js').Answer} answer
   */
  async function reject(action, answer) {
    waiting.slice(1).forEach((each) => { each.device_seq -= 1; }); // Its number was not used.
    seq -= 1;
    return settle([{ action, result: { verdict: '', say: answer.detail, tone: answer.tone } }]);
  }

  /** @param {'offline' | 'trouble'} why */
  function later(why) {
    tell(why);
    timer = setTimeout(pump, WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]);
    failures += 1;
    return false;
  }

  function stop() {
    options.onLogin();
    return false;
  }

  window.addEventListener('online', () => {
    failures = 0;
    pump();
  });
  window.addEventListener('offline', () => tell('offline'));

  /**
   * @param {Record<string, any>} body
   * @param {string} guess the device's own verdict
   * @param {string} told what the person was shown
   * @returns {Action}
   */
  function add(body, guess, told) {
    seq += 1;
    const action = { scan_id: newId(), device_seq: seq, guess, told, body };
    waiting = waiting.concat([action]);
    // Where the disk is full it is kept by the page alone: under 0, which the queue never gives.
    places[action.scan_id] = stored.then(() => queue.add(action)).then((kept) => kept.n, () => 0);
    stored = places[action.scan_id];
    options.onState();
    pump();
    return action;
  }

  return {
    /** Send what a reload or a flat battery left behind. */
    pump,
    /** @returns {Action[]} */
    waiting: () => waiting,
    /** @returns {'online' | 'offline' | 'trouble'} */
    state: () => state,
    add,
    /**
     * Send what only the server can judge, and wait for its word, but not for long.
     * @param {Record<string, any>} body
     * @param {string} told
     * @param {number} ms
     * @returns {Promise<boolean>} whether it has spoken
     */
    ask(body, told, ms) {
      const action = add(body, '', told);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), ms);
        asked[action.scan_id] = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
    },
  };
}
