// @ts-check
// Spoken prompts where the browser has a voice; off until the person turns them on.

import { recall, remember } from './dom.js';
import { lang } from './text.js';

/** @returns {boolean} */
export function speaks() {
  return recall('speech') === 'on' && 'speechSynthesis' in window;
}

/**
 * @param {boolean} on
 */
export function setSpeech(on) {
  remember('speech', on ? 'on' : 'off');
}

/**
 * Say a prompt, cutting off the last one: only the newest matters.
 * @param {string} text
 */
export function speak(text) {
  if (!speaks()) return;
  const prompt = new SpeechSynthesisUtterance(text);
  prompt.lang = lang() === 'zh' ? 'zh-CN' : 'en-GB';
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(prompt);
}
