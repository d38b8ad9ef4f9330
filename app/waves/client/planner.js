// @ts-check
// Ask for a plan and hear how far it is, line by line. Chrome 64 cannot abort a fetch; an XMLHttpRequest can be.

import { csrfToken } from '../../client/api.js';
import { t } from '../../client/text.js';

/**
 * @param {any} wish
 * @param {object} heard
 * @param {(progress: any) => void} heard.onProgress
 * @param {(preview: any) => void} heard.onPlan
 * @param {(detail: string, tone: string) => void} heard.onRefusal
 * @returns {() => void} ends it, on the server too
 */
export function plan(wish, { onProgress, onPlan, onRefusal }) {
  const call = new XMLHttpRequest();
  let read = 0;
  let isThere = false;
  call.open('POST', '/api/v1/waves/preview/live');
  call.setRequestHeader('Content-Type', 'application/json');
  call.setRequestHeader('X-CSRF-Token', csrfToken());
  const hear = () => {
    if (call.status !== 200) return;
    for (let end = call.responseText.indexOf('\n', read); end >= 0; end = call.responseText.indexOf('\n', read)) {
      const line = JSON.parse(call.responseText.slice(read, end) || '{}');
      read = end + 1;
      if (line.progress) onProgress(line.progress);
      if (line.preview) {
        isThere = true;
        onPlan(line.preview);
      }
    }
  };
  call.onprogress = hear;
  call.onload = () => {
    hear();
    if (!isThere) refuse(call, onRefusal);
  };
  call.onerror = () => onRefusal(t('ui.no_network'), 'off');
  call.send(JSON.stringify(wish));
  return () => call.abort();
}

/**
 * @param {XMLHttpRequest} call
 * @param {(detail: string, tone: string) => void} onRefusal
 */
function refuse(call, onRefusal) {
  let problem = null;
  try {
    problem = JSON.parse(call.responseText);
  } catch (garbled) {
    problem = null;
  }
  onRefusal((problem && problem.detail) || t('ui.server_trouble'), (problem && problem.tone) || 'srv');
}
