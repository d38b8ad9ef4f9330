// @ts-check
// Another bench's printer for this one's labels, for as long as its own is down.

import { el } from '../../client/dom.js';
import { button } from '../../client/parts.js';
import { t } from '../../client/text.js';

/** What was chosen, while the page draws the printer anew every few seconds. */
let chosen = '';

/**
 * @param {{ spare: string | null, stand_ins: string[] }} printer
 * @param {(code: string) => void} onUse the bench that stands in; empty for its own printer again
 */
export function spareOf(printer, onUse) {
  if (printer.spare) return el('div', { class: 'mt-3' }, button(t('station.ui.spare_end'), { icon: 'i-undo', cls: 'btn--wide', id: 'spare-end', onClick: () => onUse('') }));
  if (!printer.stand_ins.length) return null;
  if (printer.stand_ins.indexOf(chosen) < 0) chosen = printer.stand_ins[0];
  const options = printer.stand_ins.map((code) => el('option', { value: code, selected: code === chosen }, code));
  return el('div', { class: 'fields mt-3' }, el('p', { class: 'quiet' }, t('station.ui.spare_say')),
    el('label', { class: 'field' }, el('span', { class: 'field__name' }, t('station.ui.spare_at')),
      el('select', { class: 'field__box', name: 'spare', on: { change: (/** @type {any} */ event) => { chosen = event.target.value; } } }, options)),
    button(t('station.ui.spare_use'), { icon: 'i-print', cls: 'btn--wide', id: 'spare-use', onClick: () => onUse(chosen) }));
}
