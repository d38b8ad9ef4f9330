// @entry
// @ts-check
// Log in: a badge, then its PIN, by scanner, keypad or keyboard; the same field hears all three.

import { post } from '../../client/api.js';
import { pageData, put, qs, qsa, show, el } from '../../client/dom.js';
import { listen } from '../../client/scan.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './login.css';

const PIN = /^\d{4,8}$/;
const LEAST_DOTS = 4;

const input = /** @type {HTMLInputElement} */ (qs('#scan'));
/** The badge whose PIN is asked for; '' while a badge is. */
let badge = '';

const field = listen({ onCode: heard });
input.addEventListener('input', drawDots);
qs('#pad').addEventListener('click', pressed);
qs('#not-me').addEventListener('click', () => {
  input.value = '';
  clearVerdict();
  askBadge();
});

/** @param {string} code */
async function heard(code) {
  clearVerdict();
  if (badge && PIN.test(code)) await logIn(badge, code);
  else await greet(code);
}

/** @param {string} code a badge */
async function greet(code) {
  const answer = await post('/api/v1/session/badge', { badge: code });
  if (!answer.ok) return refuse(answer.tone, answer.detail);
  if (!answer.data.name) {
    askBadge();
    return refuse('no', t('people.ui.unknown_badge', { badge: code }));
  }
  if (answer.data.resumes) return logIn(code);
  return askPin(code, answer.data.name);
}

/**
 * @param {string} who a badge
 * @param {string} [pin] none after a pause
 */
async function logIn(who, pin) {
  const answer = await post('/api/v1/session', pin ? { badge: who, pin } : { badge: who });
  drawDots();
  if (!answer.ok) return refuse(answer.tone, answer.detail);
  return window.location.replace(pageData().next || answer.data.home);
}

/**
 * @param {string} tone
 * @param {string} say
 */
function refuse(tone, say) {
  showVerdict({ tone: tone === 'off' ? 'srv' : tone, word: t('people.ui.not_in'), say });
}

/**
 * @param {string} code
 * @param {string} name
 */
function askPin(code, name) {
  badge = code;
  put(qs('#face'), initials(name));
  put(qs('#name'), name);
  put(qs('#badge'), code);
  turnTo('pin', t('people.ui.scan_pin'));
}

function askBadge() {
  badge = '';
  turnTo('badge', t('people.ui.scan_badge'));
}

/**
 * What somebody quick has typed already stays in the field.
 * @param {'badge' | 'pin'} step
 * @param {string} prompt
 */
function turnTo(step, prompt) {
  qsa('[data-step]').forEach((part) => show(part, part.getAttribute('data-step') === step));
  input.type = step === 'pin' ? 'password' : 'text';
  field.prompt(prompt);
  field.focus();
  drawDots();
}

/** @param {Event} event */
function pressed(event) {
  const key = /** @type {Element} */ (event.target).closest('[data-key]');
  if (!key) return;
  const what = key.getAttribute('data-key') || '';
  if (what === 'enter') submit();
  else if (what === 'delete') input.value = input.value.slice(0, -1);
  else if (input.value.length < 8) input.value += what;
  drawDots();
}

function submit() {
  const pin = input.value;
  input.value = '';
  if (PIN.test(pin)) field.push(pin);
  else refuse('no', t('people.bad_pin_form'));
}

function drawDots() {
  const n = badge ? input.value.length : 0;
  const dots = qs('#dots');
  dots.setAttribute('aria-label', t('people.ui.entered', { n }));
  put(dots, Array.from({ length: Math.max(LEAST_DOTS, n) }, (_, k) => el('i', { class: k < n ? 'on' : null })));
}

/**
 * 王芳 is 王; Wang Fang is WF.
 * @param {string} name
 * @returns {string}
 */
function initials(name) {
  const words = name.split(' ').filter(Boolean);
  return /^[a-z]/i.test(name) ? words.slice(0, 2).map((word) => word[0].toUpperCase()).join('') : name.slice(0, 1);
}
