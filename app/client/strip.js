// @ts-check
// The handheld's top line: connection, what is not sent, progress, cut-off.

import { icon, put, qs, show } from './dom.js';
import { refreshClock } from './clock.js';
import { t } from './text.js';

/**
 * @param {boolean} online
 * @param {number} notSent scans still on this device
 */
export function showConnection(online, notSent) {
  const net = qs('#net');
  qs('#strip').classList.toggle('strip--off', !online);
  put(net, icon(online ? 'i-net' : 'v-off'), net.getAttribute(online ? 'data-on' : 'data-off'));
  put(qs('#not-sent'), t('ui.not_sent', { n: notSent }));
  show(qs('#not-sent'), notSent > 0);
}

/**
 * @param {number} n
 * @param {number} of
 */
export function showProgress(n, of) {
  put(qs('#progress'), of ? `${n}/${of}` : '');
  qs('#progress-bar').style.width = `${of ? (100 * n) / of : 0}%`;
}

/**
 * @param {string | null} iso when the wave closes
 * @param {string} [at] the same as a time of day
 */
export function showCutOff(iso, at = '') {
  const place = qs('#cut-off');
  show(place, Boolean(iso));
  put(qs('small', place), at ? t('ui.cut_off_at', { time: at }) : t('ui.cut_off'));
  qs('[data-countdown]', place).setAttribute('data-countdown', iso || '');
  refreshClock();
}
