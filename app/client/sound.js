// @ts-check
// A verdict's tone and vibration. A browser lets a page sound only after a touch or key: until then a bar offers one.

import { el, icon } from './dom.js';
import { t } from './text.js';

/** @typedef {'ok' | 'done' | 'no' | 'warn' | 'stop' | 'off' | 'srv' | 'wait' | 'none'} Tone */
/** @typedef {{ at: number, ms: number, hz: number, to?: number }} Note at and ms in milliseconds */

const LOW_PAIR = [{ at: 0, ms: 110, hz: 400 }, { at: 160, ms: 110, hz: 400 }];

/** @type {Record<string, Note[]>} */
const TONES = {
  ok: [{ at: 0, ms: 80, hz: 1200 }],
  done: [{ at: 0, ms: 110, hz: 784 }, { at: 120, ms: 110, hz: 988 }, { at: 240, ms: 220, hz: 1175 }],
  no: LOW_PAIR,
  warn: LOW_PAIR,
  stop: [0, 450, 900].reduce((all, start) => all.concat(LOW_PAIR.map((note) => ({ ...note, at: note.at + start }))), /** @type {Note[]} */ ([])),
  srv: [{ at: 0, ms: 450, hz: 700, to: 300 }],
};

/** @type {Record<string, number[]>} */
const VIBRATIONS = {
  ok: [40],
  done: [40, 60, 40, 60, 160],
  no: [200, 100, 200],
  warn: [120, 80, 120],
  stop: [500, 150, 500, 150, 500],
  srv: [80, 60, 80, 60, 80],
};

/** @type {AudioContext | null} */
let audio = null;
/** @type {HTMLElement | null} */
let bar = null;

/**
 * Sound and vibrate. Never throws and never waits: a mute device still works.
 * @param {string} tone
 */
export function signal(tone) {
  if (navigator.vibrate && VIBRATIONS[tone]) navigator.vibrate(VIBRATIONS[tone]);
  const context = ready();
  if (!context || !TONES[tone]) return;
  if (context.state !== 'running') offer();
  else TONES[tone].forEach((note) => play(context, note));
}

/** Wake the sound at the first touch or key; a wedge's key counts too. */
function wakeSound() {
  const wake = () => {
    const context = ready();
    if (context && context.state === 'suspended') context.resume().then(settle, () => undefined);
    else settle();
  };
  const settle = () => {
    if (!audio || audio.state !== 'running') return;
    ['pointerdown', 'keydown'].forEach((name) => document.removeEventListener(name, wake));
    if (bar) bar.remove();
    bar = null;
  };
  ['pointerdown', 'keydown'].forEach((name) => document.addEventListener(name, wake));
}

/** @returns {AudioContext | null} */
function ready() {
  if (!audio && typeof AudioContext === 'function') audio = new AudioContext();
  return audio;
}

function offer() {
  if (bar) return;
  bar = el('button', { class: 'soundbar', type: 'button' }, icon('i-hold'), t('ui.sound_on'));
  document.body.appendChild(/** @type {HTMLElement} */ (bar));
}

/**
 * @param {AudioContext} context
 * @param {Note} note
 */
function play(context, note) {
  const start = context.currentTime + note.at / 1000;
  const end = start + note.ms / 1000;
  const voice = context.createOscillator();
  const volume = context.createGain();
  voice.type = 'square';
  voice.frequency.setValueAtTime(note.hz, start);
  if (note.to) voice.frequency.linearRampToValueAtTime(note.to, end);
  // Soft edges: a tone cut hard clicks, and a click is a sound of its own.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.2, start + 0.005);
  volume.gain.setValueAtTime(0.2, end - 0.01);
  volume.gain.linearRampToValueAtTime(0, end);
  voice.connect(volume);
  volume.connect(context.destination);
  voice.start(start);
  voice.stop(end);
}

wakeSound(); // The first touch may come long before the first verdict.
