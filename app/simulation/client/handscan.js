// @entry
// @ts-check
// A visitor of the demo has no scanner: a click on what one would scan scans it. The picture of goods, the sign of
// a bin, the tote, the label on the box, the word of a command. On a demo floor only; a real one knows nothing of it.

import { get } from '../../client/api.js';
import { el, pageData } from '../../client/dom.js';
import './handscan.css';

const BIN = /[A-Z]{1,3}-\d+-\d+-\d+/;
const TOLD = 'wavegate.handscan';
const TOLD_MS = 7000;

/** @type {{ say: string, goods: { sku: string, barcode: string, names: string[] }[] }} */
const known = pageData('hand-scan');
const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#scan'));

/** @param {string} code */
function scan(code) {
  if (!field) return;
  field.value = code;
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}

/** The barcode of the goods that stand here, by their SKU or the last four digits beside them. @param {Element} node */
function barcodeOf(node) {
  const tile = node.closest('[data-sku]');
  const about = node.closest('.item, .card--want');
  const text = (about && about.textContent) || '';
  const tails = text.match(/\d{4}/g) || [];
  const found = known.goods.find((one) => (tile ? one.sku === tile.getAttribute('data-sku') : tails.indexOf(one.barcode.slice(-4)) >= 0))
    || known.goods.find((one) => one.names.some((name) => text.indexOf(name) >= 0));
  return found ? found.barcode : '';
}

/** The tote that hangs in the slot that the handheld asks for, or a new one. @param {string} asked */
async function tote(asked) {
  const slot = Number((asked.match(/\d+/) || ['0'])[0]);
  const page = await fetch('/pda', { credentials: 'same-origin' }).then((answer) => answer.text());
  const data = new DOMParser().parseFromString(page, 'text/html').querySelector('#page-data');
  const list = JSON.parse((data && data.textContent) || '{}').list;
  const here = list && list.slots.find((/** @type {any} */ each) => each.slot === slot);
  const open = here && here.totes.find((/** @type {any} */ each) => !each.full);
  return open ? open.code : `T${String(Date.now()).slice(-8)}`;
}

/** What a bench asks for: the tote that waits, or the label that came out. */
async function atBench() {
  const bench = await get(`/api/v1/benches/${window.location.pathname.split('/')[2]}`);
  if (!bench.ok) return '';
  if (!bench.data.parcel_no) {
    const demo = await get('/api/v1/demo');
    return demo.ok ? demo.data.tote || '' : '';
  }
  const label = await get(`/api/v1/parcels/${bench.data.parcel_no}/waybill`);
  return label.ok ? label.data.waybill || '' : '';
}

/** @param {Element} node what was clicked @returns {Promise<string>} its code; empty when it has none */
async function codeOf(node) {
  const asked = field ? field.getAttribute('aria-label') || '' : '';
  const command = node.closest('[data-scan]');
  if (command) return command.getAttribute('data-scan') || '';
  if (/^\/bench\/./.test(window.location.pathname)) return node.closest('.card, .stick') && !node.closest('[data-sku]') ? atBench() : barcodeOf(node);
  const bin = asked.match(BIN);
  if (bin) return bin[0];
  if (node.closest('.item, .card--want')) return barcodeOf(node);
  return /\d/.test(asked) ? tote(asked) : '';
}

document.addEventListener('click', async (event) => {
  const node = event.target instanceof Element ? event.target : null;
  if (!node || node.closest('a, button, input, label, form, .dock, .cmds')) return;
  if (!node.closest('.plate, .item, .take, .card--want, .tile, .cart, .stick, .col--center')) return;
  const told = document.querySelector('.handscan');
  if (told) told.remove();
  const code = await codeOf(node);
  if (code) scan(code);
});

if (!sessionStorage.getItem(TOLD)) {
  sessionStorage.setItem(TOLD, 'yes');
  const note = el('p', { class: 'handscan', role: 'status' }, known.say);
  document.body.appendChild(note);
  setTimeout(() => note.remove(), TOLD_MS);
}
