// @entry
// @ts-check
// What a supervisor does to one order, each with a few words why: hold, let go, cancel; and to one parcel of
// it: give its number up, or keep it here after the others have left.

import { post } from '../../client/api.js';
import { el, pageData, put, qs } from '../../client/dom.js';
import { button } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './board.css';

const page = pageData();
const words = el('input', { class: 'field__box', id: 'why', maxlength: 80, 'aria-label': t('board.ui.why'), placeholder: t('board.ui.why'), autocomplete: 'off' });

/**
 * @param {string} path
 * @param {any} body
 */
async function act(path, body) {
  clearVerdict();
  const answer = await post(`/api/v1/${path}`, body);
  if (answer.ok) window.location.reload();
  else showVerdict({ tone: answer.tone, word: t('board.ui.refused'), say: answer.detail });
}

/**
 * Done only with a reason, which stands in the record.
 * @param {(reason: string) => void} todo
 */
function because(todo) {
  const reason = words.value.trim();
  if (reason) {
    todo(reason);
    return;
  }
  showVerdict({ tone: 'warn', word: t('board.ui.refused'), say: t('board.ui.say_why') });
  words.focus();
}

const badge = proof('badge', { maxlength: 40 });
const pin = proof('pin', { type: 'password', inputmode: 'numeric', maxlength: 8 });
const proving = /** @type {HTMLElement} */ (el('div', { class: 'row row--wrap mt-2', hidden: true }));

/**
 * @param {string} what
 * @param {any} more
 */
function proof(what, more) {
  const name = t(`ui.${what}`);
  return /** @type {HTMLInputElement} */ (el('input', { class: 'field__box field__box--s mr-2', id: what, 'aria-label': name, placeholder: name, autocomplete: 'off', ...more }));
}

/**
 * A number is given up only by who proves at that moment who they are.
 * @param {string} parcel
 * @param {string} reason
 */
function giveUp(parcel, reason) {
  const send = () => act(`parcels/${parcel}/void`, { reason, badge: badge.value.trim(), pin: pin.value });
  badge.onkeydown = (event) => { if (event.key === 'Enter') pin.focus(); };
  pin.onkeydown = (event) => { if (event.key === 'Enter') send(); };
  put(proving, badge, pin, button(t('board.ui.void_now', { parcel_no: parcel }), { cls: 'btn--s', onClick: send }));
  pin.value = '';
  proving.hidden = false;
  badge.focus();
}

/**
 * @param {string} verb
 * @param {string} reason
 */
function order(verb, reason) {
  act(`hub/orders/${verb}`, { source_platform: page.platform, external_order_no: page.number, reason });
}

/** @param {{ reason: string, words: string }} one */
function letGo(one) {
  return button(t('board.ui.let_go', { reason: one.words }), { cls: 'btn--s', onClick: () => order('resume', one.reason) });
}

/** @param {{ parcel_no: string, may_void: boolean, may_stop: boolean }} one */
function parcelActs(one) {
  return [
    one.may_void ? button(t('board.ui.void', { parcel_no: one.parcel_no }), { cls: 'btn--s', onClick: () => because((reason) => giveUp(one.parcel_no, reason)) }) : null,
    one.may_stop ? button(t('board.ui.stop', { parcel_no: one.parcel_no }), { cls: 'btn--s', onClick: () => because((reason) => act(`hub/parcels/${one.parcel_no}/intercept`, { reason })) }) : null,
  ];
}

/** Its paper must be made anew; a number that the old carrier refused is given up. */
function reroute() {
  const others = page.carriers.filter((/** @type {any} */ one) => one.carrier !== page.carrier);
  if (!others.length) return null;
  const which = /** @type {HTMLSelectElement} */ (el('select', { class: 'field__box', id: 'carrier', 'aria-label': t('board.ui.reroute') }, others.map((/** @type {any} */ one) => el('option', { value: one.carrier }, one.name))));
  return el('div', { class: 'row mt-2' }, which, button(t('board.ui.reroute'), { cls: 'btn--s ml-2 fix', onClick: () => act('hub/orders/carrier', { source_platform: page.platform, external_order_no: page.number, carrier: which.value }) }));
}

const acts = [
  page.open ? button(t('board.ui.hold'), { cls: 'btn--s', onClick: () => because((reason) => order('hold', reason)) }) : null,
  page.open ? button(t('board.ui.cancel'), { cls: 'btn--s', onClick: () => because((reason) => order('cancel', reason)) }) : null,
  ...page.stops.map(letGo),
  ...page.parcels.map(parcelActs).reduce((/** @type {any[]} */ all, /** @type {any[]} */ some) => all.concat(some), []),
].filter(Boolean);
put(qs('#acts'), acts.length ? [words, el('div', { class: 'row row--wrap mt-2' }, ...acts), proving, reroute()] : el('p', { class: 'quiet' }, t('board.ui.nothing_to_do')));
