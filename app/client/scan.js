// @ts-check
// The scan field: one real text input that keeps the focus, and a second ear on the document.
// Codes that arrive while one is being worked on wait in order; none is dropped.

import { icon, put, qs, recall } from './dom.js';
import { clean, ends, GS, isGs, isTurned, turn, typed } from './keys.js';
import { t } from './text.js';

/** Keys heard outside the field belong together when they come faster than this, in ms. */
const BURST_MS = 500;

/**
 * @typedef {object} ScanOptions
 * @property {(code: string) => (void | Promise<any>)} onCode called once per code, in order, never twice at a time
 * @property {HTMLInputElement} [input] default: #scan
 * @property {number} [pauseMs] a pause that ends a code; 0 means only Enter or Tab do. Default: the device's own choice
 *   (`localStorage['wavegate.pause_ms']`, 50 for most scanners without a suffix), else 0
 * @property {() => boolean} [mayFocus] false while the page wants the focus elsewhere
 */

/**
 * @typedef {object} ScanField
 * @property {() => void} focus
 * @property {(prompt: string) => void} prompt change what the field asks for
 * @property {(code: string) => void} push put a code in as if scanned (a command key on the screen)
 * @property {() => number} waiting codes not yet worked on
 * @property {() => void} stop
 */

/**
 * Listen for codes.
 * @param {ScanOptions} options
 * @returns {ScanField}
 */
export function listen(options) {
  const input = options.input || /** @type {HTMLInputElement} */ (qs('#scan'));
  const pauseMs = options.pauseMs === undefined ? Number(recall('pause_ms')) || 0 : options.pauseMs;
  const mayFocus = options.mayFocus || (() => true);
  const codes = inOrder(options.onCode);
  const stops = [fieldEar(input, pauseMs, codes.push), documentEar(input, codes.push), focusKeeper(input, mayFocus), keyboardToggle(input)];
  return {
    focus: () => input.focus(),
    prompt: (text) => setPrompt(input, text),
    push: codes.push,
    waiting: codes.waiting,
    stop: () => stops.forEach((stop) => stop()),
  };
}

/**
 * Work on codes one after the other.
 * @param {(code: string) => (void | Promise<any>)} work
 */
function inOrder(work) {
  /** @type {string[]} */
  const line = [];
  let busy = false;
  async function drain() {
    if (busy) return;
    busy = true;
    while (line.length) {
      try {
        await work(/** @type {string} */ (line.shift()));
      } catch (trouble) {
        console.error('a scan could not be worked on', trouble); // The next code must still be heard.
      }
    }
    busy = false;
  }
  return {
    /** @param {string} text */
    push: (text) => {
      const code = clean(text);
      if (!code) return;
      line.push(code);
      drain();
    },
    waiting: () => line.length + (busy ? 1 : 0),
  };
}

/**
 * Codes typed into the field itself. While an input method composes, the field's own text is not what was scanned: then the
 * physical keys count.
 * @param {HTMLInputElement} input
 * @param {number} pauseMs
 * @param {(text: string) => void} push
 */
function fieldEar(input, pauseMs, push) {
  let keys = '';
  let composed = false;
  let turned = false;
  /** @type {any} */
  let timer = 0;
  function take() {
    clearTimeout(timer);
    const text = composed && keys ? keys : input.value;
    const code = turned ? turn(text) : text;
    keys = '';
    composed = false;
    turned = false;
    input.value = '';
    push(code);
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (ends(event)) {
      if (!input.value && !keys) return; // An empty Tab moves on, an empty Enter does nothing.
      event.preventDefault();
      if (composed) setTimeout(() => { input.value = ''; }, 0); // The input method writes once more when it lets go.
      take();
      return;
    }
    if (isGs(event)) {
      event.preventDefault();
      input.value += GS;
      keys += GS;
      return;
    }
    turned = turned || isTurned(event);
    if (event.key === 'Backspace') keys = keys.slice(0, -1);
    else keys += typed(event);
  }
  const compose = () => { composed = true; };
  function written() {
    if (!input.value) {
      keys = '';
      turned = false;
    }
    if (!pauseMs || input.inputMode === 'text') return; // A person who types pauses.
    clearTimeout(timer);
    timer = setTimeout(take, pauseMs);
  }
  return on([[input, 'keydown', key], [input, 'compositionstart', compose], [input, 'input', written]]);
}

/**
 * Codes that arrive while the focus is on a button or nowhere.
 * @param {HTMLInputElement} input
 * @param {(text: string) => void} push
 */
function documentEar(input, push) {
  let keys = '';
  let turned = false;
  let last = 0;
  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.target === input || isEditable(event.target)) return;
    if (event.timeStamp - last > BURST_MS) keys = '';
    turned = (turned && keys !== '') || isTurned(event);
    last = event.timeStamp;
    if (ends(event) && keys) {
      event.preventDefault(); // Else the Enter of a scan would press the focused button.
      const code = turned ? turn(keys) : keys;
      keys = '';
      push(code);
      return;
    }
    const character = typed(event);
    if (character === ' ' && !keys) return; // A space alone presses a button.
    if (character) event.preventDefault();
    keys += character;
  }
  return on([[document, 'keydown', key]]);
}

/**
 * Give the focus back to the field after taps, dialogs, reloads and other windows; show when it is away.
 * @param {HTMLInputElement} input
 * @param {() => boolean} mayFocus
 */
function focusKeeper(input, mayFocus) {
  const bar = input.closest('.scanbar');
  let prompt = input.placeholder;
  function back() {
    const now = document.activeElement;
    if (now === input || !mayFocus() || isEditable(now)) return;
    input.focus();
  }
  const soon = () => { setTimeout(back, 0); };
  function blurred() {
    prompt = input.placeholder;
    if (bar) bar.classList.add('scanbar--idle');
    input.placeholder = input.getAttribute('data-idle') || prompt;
    setTimeout(() => { if (document.activeElement === document.body) back(); }, 0);
  }
  function focused() {
    if (bar) bar.classList.remove('scanbar--idle');
    input.placeholder = input.getAttribute('aria-label') || prompt;
  }
  back();
  if (document.activeElement !== input) blurred();
  return on([[input, 'blur', blurred], [input, 'focus', focused], [document, 'click', soon], [window, 'focus', soon], [document, 'visibilitychange', soon]]);
}

/**
 * The button beside the field brings the keyboard for typing, and sends it away again.
 * @param {HTMLInputElement} input
 */
function keyboardToggle(input) {
  const bar = input.closest('.scanbar');
  const button = bar && bar.querySelector('.scanbar__keys');
  if (!button) return () => undefined;
  /** @param {Event} event */
  function toggle(event) {
    event.preventDefault();
    const typing = input.getAttribute('inputmode') === 'none';
    input.setAttribute('inputmode', typing ? 'text' : 'none');
    button?.setAttribute('aria-pressed', String(typing));
    button?.setAttribute('aria-label', t(typing ? 'ui.hide_keyboard' : 'ui.show_keyboard'));
    put(/** @type {Element} */ (button), icon(typing ? 'i-down' : 'i-keys'));
    input.blur(); // A keyboard only notices a new inputmode when the focus comes again.
    input.focus();
  }
  return on([[button, 'click', toggle]]);
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function setPrompt(input, text) {
  input.setAttribute('aria-label', text);
  if (document.activeElement === input) input.placeholder = text;
}

/**
 * @param {any} node
 * @returns {boolean}
 */
function isEditable(node) {
  if (!(node instanceof HTMLElement)) return false;
  if (node.isContentEditable || node.tagName === 'TEXTAREA' || node.tagName === 'SELECT') return true;
  return node.tagName === 'INPUT' && ['checkbox', 'radio', 'button', 'submit'].indexOf(/** @type {HTMLInputElement} */ (node).type) < 0;
}

/**
 * @param {[EventTarget, string, any][]} ears
 * @returns {() => void} takes them off again
 */
function on(ears) {
  ears.forEach(([target, name, heard]) => target.addEventListener(name, heard));
  return () => ears.forEach(([target, name, heard]) => target.removeEventListener(name, heard));
}
