// @ts-check
// News from the floor. The socket only says that there is some; the feed is fetched. Without a socket it is fetched every 2 s.

import { io } from 'socket.io-client';
import { get } from './api.js';

const POLL_MS = 2000;

/** @type {any} */
let shared = null;

/**
 * The page's one socket; events: news, task, scale, print, logout, and connect, disconnect.
 * @param {string} [bench] whose scale the page wants to hear; given by the first who asks for the socket
 * @returns {any}
 */
export function floor(bench) {
  if (!shared) {
    shared = io('/floor', { transports: ['websocket'], reconnectionDelay: 500, reconnectionDelayMax: 5000, auth: bench ? { bench } : {} });
    shared.on('logout', () => { window.location.reload(); });
  }
  return shared;
}

/**
 * Follow a feed: `GET url?after=N` answering `{next, …}`.
 * @param {object} options
 * @param {string} options.url
 * @param {number} options.after the number the page already shows
 * @param {(feed: any) => void} options.onFeed
 * @param {(state: 'live' | 'polling' | 'lost') => void} [options.onState]
 * @returns {{ refresh: () => void, stop: () => void }}
 */
export function follow({ url, after, onFeed, onState }) {
  const socket = floor();
  const tell = onState || (() => undefined);
  let seen = after;
  let asking = false;
  let again = false;
  let stopped = false;

  async function ask() {
    const answer = await get(`${url}${url.indexOf('?') < 0 ? '?' : '&'}after=${seen}`);
    if (stopped) return;
    if (answer.status === 401 || answer.status === 403) {
      window.location.reload(); // The shift is over, or the role is gone: old figures must not look live.
      return;
    }
    tell(answer.status === 0 ? 'lost' : socket.connected ? 'live' : 'polling');
    if (!answer.ok || !answer.data) return;
    seen = Math.max(seen, Number(answer.data.next) || 0);
    onFeed(answer.data);
  }
  async function refresh() {
    if (asking) {
      again = true; // Many nudges make one more question, not many.
      return;
    }
    asking = true;
    do {
      again = false;
      try {
        await ask();
      } catch (trouble) {
        console.error('the feed could not be shown', trouble);
      }
    } while (again && !stopped);
    asking = false;
  }
  /** @param {{ upto: number }} news */
  const nudged = (news) => { if (!news || news.upto > seen) refresh(); };
  const timer = setInterval(() => { if (!socket.connected) refresh(); }, POLL_MS);
  socket.on('news', nudged);
  socket.on('connect', refresh); // What came while the socket was away.
  return {
    refresh,
    stop: () => {
      stopped = true;
      clearInterval(timer);
      socket.off('news', nudged);
      socket.off('connect', refresh);
    },
  };
}
