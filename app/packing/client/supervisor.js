// @ts-check
// A forced pass: the supervisor scans a badge, types the PIN and why. Enter goes to the next line, as a scanner sends it.

import { el, qs } from '../../client/dom.js';
import { button } from '../../client/parts.js';
import { t } from '../../client/text.js';

const LINES = ['sheet-badge', 'sheet-pin', 'sheet-reason'];

/** @param {string} id */
function line(id) {
  return /** @type {HTMLInputElement} */ (qs(`#${id}`));
}

/** @param {any} acts override(badge, pin, reason) and sheet('') */
export function supervisor(acts) {
  /** @param {string} id @param {string} type @param {string} name */
  const field = (id, type, name) => el('label', { class: 'field' }, el('span', { class: 'field__name' }, t(name)), el('input', { id, type, autocomplete: 'off', class: 'field__box' }));
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === 'Escape') acts.sheet('');
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (/^WG:/i.test(event.target.value)) {
      acts.sheet('');
      return;
    }
    const open = LINES.find((id) => !line(id).value.trim());
    if (open) line(open).focus();
    else send();
  };
  const send = () => acts.override(line(LINES[0]).value.trim(), line(LINES[1]).value.trim(), line(LINES[2]).value.trim());
  const form = el('form', { class: 'card fill w-form', on: { keydown: onKey, submit: (/** @type {Event} */ event) => { event.preventDefault(); send(); } } },
    el('p', { class: 't-h1 b8' }, t('packing.ui.forced')), el('p', { class: 'quiet mt-1' }, t('packing.ui.forced_how')),
    el('div', { class: 'fields mt-5' }, field(LINES[0], 'text', 'ui.badge'), field(LINES[1], 'password', 'ui.pin'), field(LINES[2], 'text', 'packing.ui.reason'),
      el('div', { class: 'row' }, el('button', { class: 'btn btn--stop', type: 'submit' }, el('span', null, t('packing.ui.force'))), button(t('ui.cancel'), { onClick: () => acts.sheet('') }))));
  setTimeout(() => line(LINES[0]).focus(), 0);
  return [el('section', null, form), el('aside', null, el('div', { class: 'card card--flat t-body' }, el('p', { class: 'quiet' }, t('packing.ui.forced_say'))))];
}
