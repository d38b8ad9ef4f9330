// @entry
// @ts-check
// Enrol this device: hand over the token behind the #, and take it out of the address at once.

import { post } from '../../client/api.js';
import { put, qs } from '../../client/dom.js';
import { t } from '../../client/text.js';
import { verdictBand } from '../../client/verdict.js';

const token = window.location.hash.slice(1);
window.history.replaceState(null, '', window.location.pathname);

/**
 * @param {string} tone
 * @param {string} word
 * @param {string} say
 */
function tell(tone, word, say) {
  put(qs('#enrol-word'), word);
  put(qs('#enrol-say'), say);
  put(qs('#verdict'), verdictBand({ tone, word })); // no tone: a page that nobody touched yet may not sound
}

async function enrol() {
  if (!token) return tell('no', t('people.ui.enrol_failed'), t('people.ui.no_token'));
  const answer = await post('/api/v1/device', { token });
  if (answer.ok) return tell('done', t('people.ui.enrolled'), t('people.ui.enrolled_say'));
  return tell(answer.tone, t('people.ui.enrol_failed'), answer.detail);
}

enrol();
