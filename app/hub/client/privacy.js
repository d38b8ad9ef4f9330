// @entry
// @ts-check
// How long personal data is kept, which carriers get it in full, and a buyer who wants it gone now.

import { post } from '../../client/api.js';
import { qs, qsa } from '../../client/dom.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './privacy.css';

/**
 * @param {string} path
 * @param {any} body
 * @param {() => void} done
 */
async function send(path, body, done) {
  clearVerdict();
  const answer = await post(`/api/v1/privacy/${path}`, body);
  if (answer.ok) done();
  else showVerdict({ tone: answer.tone, word: t('privacy.ui.refused'), say: answer.detail });
}

/** The page is drawn anew, for what is due now and who changed it. */
function again() {
  window.location.reload();
}

/**
 * @param {string} id
 * @param {(form: HTMLFormElement) => void} todo
 */
function on(id, todo) {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById(id));
  if (!form) return;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    todo(form);
  });
}

on('retention', (form) => {
  const days = Number(/** @type {HTMLInputElement} */ (form.elements.namedItem('days')).value);
  send('retention', { days }, again);
});

on('unmasked', () => {
  const ticked = qsa('#unmasked input:checked').map((one) => /** @type {HTMLInputElement} */ (one).value);
  send('unmasked-carriers', { carriers: ticked }, again);
});

const number = /** @type {HTMLInputElement} */ (qs('#erase [name=order_no]'));
let asked = '';

on('erase', (form) => {
  const order = number.value.trim();
  if (!order) return;
  if (asked !== order) {
    asked = order;
    showVerdict({ tone: 'warn', word: t('privacy.ui.again'), say: t('privacy.ui.erase_sure', { order_no: order }) });
    return;
  }
  asked = '';
  send(`orders/${encodeURIComponent(order)}/erase`, undefined, () => {
    form.reset();
    showVerdict({ tone: 'ok', word: t('privacy.ui.gone'), say: t('privacy.ui.erased', { order_no: order }) });
  });
});
