// @entry
// @ts-check
// Ways in, taken away and given back: locked badges, people who have left, devices that are lost.

import { post } from '../../client/api.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './people.css';

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (!button) return;
  const { unlock, active, badge, revoke } = button.dataset;
  if (unlock !== undefined) void ask(button, '/api/v1/people/unlock', { badge: unlock }, unlock);
  else if (badge !== undefined) void ask(button, '/api/v1/people/active', { badge, active: active === 'yes' }, badge);
  else if (revoke !== undefined) void ask(button, '/api/v1/devices/revoke', { name: revoke }, revoke);
});

/**
 * A click can be a slip: the second one does it, as the same code twice does at a scanner.
 * @param {HTMLButtonElement} button
 * @param {string} path
 * @param {object} body
 * @param {string} word
 */
async function ask(button, path, body, word) {
  clearVerdict();
  if (button.dataset.asked === undefined && button.dataset.unlock === undefined) {
    button.dataset.asked = '';
    return void showVerdict({ tone: 'warn', word, say: t('people.ui.again') });
  }
  button.disabled = true;
  const answer = await post(path, body);
  if (answer.ok) return window.location.reload();
  button.disabled = false;
  return void showVerdict({ tone: answer.tone, word, say: answer.detail });
}
