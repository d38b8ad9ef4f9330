// @entry
// @ts-check
// A printable spelling is kept beside the original; the server says which characters are still missing.

import { post } from '../../client/api.js';
import { pageData, qs } from '../../client/dom.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './spelling.css';

const page = pageData();
const form = /** @type {HTMLFormElement} */ (qs('#spelling'));

/** What was typed, where it is not the original. @param {'name' | 'address'} what */
function typed(what) {
  const said = /** @type {HTMLInputElement} */ (form.elements.namedItem(what)).value.trim();
  return said && said !== page[what] ? said : null;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  clearVerdict();
  const body = { source_platform: page.source_platform, external_order_no: page.external_order_no, print_name: typed('name'), print_address: typed('address') };
  if (body.print_name === null && body.print_address === null) return void showVerdict({ tone: 'warn', word: t('hub.ui.not_saved'), say: t('hub.ui.type_here') });
  const answer = await post('/api/v1/hub/orders/spelling', body);
  if (answer.ok) window.location.assign(`/orders/${page.order_no}`);
  else showVerdict({ tone: answer.tone, word: t('hub.ui.not_saved'), say: answer.detail });
});
