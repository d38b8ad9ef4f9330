// @ts-check
// Taking a list, putting it down, giving it away, going home.

import { call, post } from '../../client/api.js';
import { t } from '../../client/text.js';
import * as news from './news.js';

/** @typedef {import('./pda.js').Hand} Hand */

/**
 * Take the best list, with the cart whose code was scanned.
 * @param {Hand} hand
 * @param {string} cart
 */
export async function take(hand, cart) {
  news.quiet();
  const answer = await post('/api/v1/picks/next', cart ? { cart } : {});
  if (!answer.ok) return refused(answer, t('picking.ui.no_list'));
  hand.list = answer.data;
  hand.walking = false;
  hand.conflicts = [];
  return news.nod('ok');
}

/**
 * Put the list down, or give it away; the server must know all that was done.
 * @param {Hand} hand
 * @param {string} how pause or hand-over
 * @param {Record<string, string>} body
 * @param {number} notSent
 */
export async function leave(hand, how, body, notSent) {
  if (!hand.list) return undefined;
  if (notSent) return news.band('warn', t('picking.ui.not_yet'), t('picking.ui.send_first', { n: notSent }));
  const answer = await post(`/api/v1/picks/${encodeURIComponent(hand.list.number)}/${how}`, body);
  if (!answer.ok) return refused(answer, t('picking.ui.not_yet'));
  hand.list = null;
  return news.nod('ok');
}

/**
 * @param {import('../../client/api.js').Answer} answer
 * @param {string} word
 */
function refused(answer, word) {
  if (answer.status === 401 || answer.code === 'auth.csrf') return logIn();
  return news.band(answer.tone === 'off' ? 'srv' : answer.tone, word, answer.detail);
}

export async function logOut() {
  const answer = await call('DELETE', '/api/v1/session');
  if (answer.ok || answer.status === 401) window.location.assign('/login');
}

/** The log-in has ended, or was renewed: what is not sent stays on the device, and goes out from the page that comes next. */
export function logIn() {
  window.location.assign('/pda'); // It asks for a badge where nobody is logged in.
}
