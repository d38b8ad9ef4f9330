// @ts-check
// What still has to reach the server, kept in order through reloads and flat batteries.

import { openDB } from 'idb';

const STORE = 'waiting';

/** @typedef {{ n: number, item: any }} Waiting n is where it is kept, and rises from 1 */

/**
 * @typedef {object} Queue
 * @property {boolean} durable false when the browser keeps nothing and the queue lives as long as the page
 * @property {(item: any) => Promise<Waiting>} add
 * @property {(limit?: number) => Promise<Waiting[]>} peek the oldest, in order
 * @property {(n: number) => Promise<void>} drop forget item n
 */

/**
 * An id that no other device makes: the time, then 80 random bits. crypto.randomUUID is missing on plain HTTP.
 * @returns {string}
 */
export function newId() {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => `0${byte.toString(16)}`.slice(-2));
  return `${Date.now().toString(36)}-${random.join('')}`;
}

/**
 * Open a queue; where the browser has no store (private window, full disk) it is kept in memory.
 * @param {string} name
 * @returns {Promise<Queue>}
 */
export async function openQueue(name) {
  try {
    const db = await openDB(`wavegate-${name}`, 1, {
      upgrade(fresh) {
        fresh.createObjectStore(STORE, { keyPath: 'n', autoIncrement: true });
      },
    });
    return durable(db);
  } catch (refused) {
    return inMemory();
  }
}

/**
 * @param {any} db
 * @returns {Queue}
 */
function durable(db) {
  return {
    durable: true,
    add: async (item) => ({ n: Number(await db.add(STORE, { item })), item }),
    peek: (limit = 200) => db.getAll(STORE, null, limit),
    drop: (n) => db.delete(STORE, n),
  };
}

/** @returns {Queue} */
function inMemory() {
  /** @type {Waiting[]} */
  let line = [];
  let next = 1;
  return {
    durable: false,
    add: async (item) => {
      const waiting = { n: next, item };
      next += 1;
      line.push(waiting);
      return waiting;
    },
    peek: async (limit = 200) => line.slice(0, limit),
    drop: async (n) => { line = line.filter((waiting) => waiting.n !== n); },
  };
}
