// @ts-check
// A place to sign with a finger, a pen or a mouse; what was drawn leaves as a PNG.

import { el } from '../../client/dom.js';
import { button } from '../../client/parts.js';
import { t } from '../../client/text.js';

const WIDE = 640;
const HIGH = 240;
const PEN = 4;

/** @returns {{ node: HTMLElement, png: () => string }} the place, and what is drawn: empty for nothing */
export function signaturePad() {
  const canvas = /** @type {HTMLCanvasElement} */ (el('canvas', { class: 'pad__paper', id: 'pad', width: WIDE, height: HIGH, 'aria-label': t('shipping.ui.sign_here') }));
  const hint = el('span', { class: 'pad__hint quiet' }, t('shipping.ui.sign_here'));
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let down = false;
  let drawn = false;

  /** @param {PointerEvent} event @returns {[number, number]} */
  function spot(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDE) / box.width, ((event.clientY - box.top) * HIGH) / box.height];
  }

  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = spot(event);
    Object.assign(pen, { lineWidth: PEN, lineCap: 'round', lineJoin: 'round', strokeStyle: '#000' });
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x, y);
    pen.stroke();
    down = drawn = true;
    hint.hidden = true;
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!down) return;
    pen.lineTo(...spot(event));
    pen.stroke();
  });
  ['pointerup', 'pointercancel'].forEach((name) => canvas.addEventListener(name, () => { down = false; }));

  function clear() {
    pen.clearRect(0, 0, WIDE, HIGH);
    drawn = false;
    hint.hidden = false;
  }
  const node = el('div', { class: 'pad' }, canvas, hint, button(t('shipping.ui.sign_again'), { icon: 'i-undo', cls: 'pad__again', onClick: clear }));
  return { node, png: () => (drawn ? canvas.toDataURL('image/png') : '') };
}
