// @entry
// @ts-check
// The start page of a demo: take a role by badge or button, make something go wrong, watch the figures.

import { get, post, setCsrf } from '../../client/api.js';
import { now, setServerTime, timeOfDay } from '../../client/clock.js';
import { pageData, qs, qsa } from '../../client/dom.js';
import { ends, typed } from '../../client/keys.js';
import { number, t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';
import './start.css';

const LOOK_MS = 2000;
const page = pageData();
let scanned = '';

setServerTime(page.now);
draw(page.state);
setInterval(look, LOOK_MS);
setInterval(drawClock, 1000);
qsa('[data-role]').forEach((button) => button.addEventListener('click', () => goIn(button.getAttribute('data-role') || '')));
qsa('[data-trouble]').forEach((button) => button.addEventListener('click', () => makeTrouble(button.getAttribute('data-trouble') || '')));
document.addEventListener('keydown', hear);

/**
 * A badge scanned anywhere on the page is a way in.
 * @param {KeyboardEvent} event
 */
function hear(event) {
  if (!ends(event)) {
    scanned += typed(event);
    return;
  }
  const code = scanned.trim();
  scanned = '';
  const card = qsa('[data-badge]').filter((button) => button.getAttribute('data-badge') === code)[0];
  if (!card) return;
  event.preventDefault();
  goIn(card.getAttribute('data-role') || '');
}

/**
 * The browser becomes the device that waits for this role, and its person logs in.
 * @param {string} role
 */
async function goIn(role) {
  clearVerdict();
  const entry = await post('/api/v1/demo/enter', { role });
  if (!entry.ok) return refuse(entry);
  const kept = await post('/api/v1/device', { token: entry.data.device });
  if (!kept.ok) return refuse(kept);
  const session = await post('/api/v1/session', { badge: entry.data.badge, pin: entry.data.pin });
  if (!session.ok) return refuse(session);
  setCsrf(session.data.csrf_token);
  return window.location.assign(entry.data.page);
}

/** @param {string} kind */
async function makeTrouble(kind) {
  clearVerdict();
  const answer = await post('/api/v1/demo/trouble', { kind }, { timeoutMs: 20000 });
  if (!answer.ok) return refuse(answer);
  draw(answer.data);
  if (kind === 'cancel') say('stop', t('simulation.ui.cancel'), t('simulation.ui.cancelled', { order: answer.data.cancelled }));
  if (kind === 'restart') say('srv', t('simulation.ui.restarting'), t('demo.away'));
  return undefined;
}

/**
 * @param {'stop' | 'srv' | 'no' | 'warn'} tone
 * @param {string} word
 * @param {string} sentence
 */
function say(tone, word, sentence) {
  showVerdict({ tone, word, say: sentence });
}

/** @param {import('../../client/api.js').Answer} answer */
function refuse(answer) {
  showVerdict({ tone: /** @type {any} */ (answer.tone || 'no'), word: t('simulation.ui.not_now'), say: answer.detail });
}

async function look() {
  const answer = await get('/api/v1/demo');
  if (answer.ok) draw(answer.data);
}

function drawClock() {
  qs('#clock span').textContent = t('simulation.ui.clock', { time: timeOfDay(now()), n: page.speed });
}

/** @param {any} state */
function draw(state) {
  qs('#intro').textContent = `${t('simulation.ui.intro', { orders: number(state.orders), people: state.people, scales: state.scales })} ${t('simulation.ui.shipped', { n: number(state.shipped) })}`;
  word('network', state.network_s ? t('simulation.ui.network_cut', { n: state.network_s }) : t('simulation.ui.network'));
  word('paper', t(state.paper_out ? 'simulation.ui.paper_back' : 'simulation.ui.paper'));
  word('drift', t(state.drifts ? 'simulation.ui.drift_back' : 'simulation.ui.drift'));
  qs('#does-packer').textContent = state.tote ? t('simulation.ui.tote', { tote: state.tote }) : t('simulation.ui.does.packer');
  qs('#does-returns').textContent = state.back ? t('simulation.ui.back', { rma: state.back }) : t('simulation.ui.does.returns');
  drawClock();
}

/**
 * @param {string} kind
 * @param {string} text
 */
function word(kind, text) {
  qs(`[data-trouble="${kind}"] span`).textContent = text;
}
