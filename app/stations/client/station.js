// @entry
// @ts-check
// A bench's devices: what they show now, a test of each, and the steps that prove the scale.

import { get, post } from '../../client/api.js';
import { el, icon, pageData, put, qs } from '../../client/dom.js';
import { button, chip, toneIcon } from '../../client/parts.js';
import { signal } from '../../client/sound.js';
import { number, t } from '../../client/text.js';
import { moment, news, stateWord } from './news.js';
import { beginProof } from './prove.js';
import { spareOf } from './spare.js';
import './station.css';

const LOOK_MS = 300;
const PRINTER_MS = 4000;

const data = pageData();
const api = `/api/v1/station/${encodeURIComponent(data.bench)}`;
/** @type {any} */
let now = null;
/** @type {HTMLElement | null} */
let told = null;

const proof = beginProof(qs('#prove'), { api, kinds: data.kinds, units: data.units, onNow: lookOnce });

async function lookOnce() {
  const answer = await get(api, { timeoutMs: 5000 });
  if (answer.ok) draw(answer.data);
  else put(qs('#scale'), news(answer.tone, t('station.ui.scale'), answer.detail));
}

async function look() {
  if (!proof.isListening()) await lookOnce();
  window.setTimeout(look, LOOK_MS);
}

async function lookAtPrinter() {
  const answer = await get(`/api/v1/benches/${encodeURIComponent(data.bench)}/printer`, { timeoutMs: 8000 });
  const choosing = document.activeElement instanceof HTMLSelectElement && document.activeElement.name === 'spare';
  if (now && !choosing) drawPrinter(answer.ok ? answer.data : { state: 'unknown', spare: null, stand_ins: [] });
  window.setTimeout(lookAtPrinter, now ? PRINTER_MS : LOOK_MS);
}

/** @param {any} station */
function draw(station) {
  now = station;
  drawScale(station);
  proof.show(station);
}

/** @param {any} s */
function drawScale(s) {
  const place = qs('#scale');
  const at = document.activeElement && document.activeElement.id;
  put(place,
    el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('station.ui.scale')), standing(s)),
    el('div', { class: 'fit__now' },
      el('p', { class: s.state === 'ok' ? 'fit__g num' : 'fit__g fit__g--wait num', id: 'grams' }, s.grams === null ? '–' : number(s.grams), el('small', null, 'g')),
      el('p', { class: 'fit__state', id: 'state' }, stateWord(s.state))),
    facts(s),
    s.raw_hex ? el('p', { class: 'hex code mt-3', id: 'raw', 'aria-label': t('station.ui.raw') }, (s.raw_hex.match(/../g) || []).join(' ').toUpperCase(), '\n', el('b', null, s.raw_text)) : null,
    s.rejected ? el('p', { class: 'note mt-1' }, t('station.ui.rejected', { reason: s.rejected })) : null,
    el('div', { class: 'fit__acts' }, command(s.can_zero, 'zero'), command(s.can_tare, 'tare')),
    told);
  if (at === 'zero' || at === 'tare') qs(`#${at}`).focus(); // drawn anew several times a second
}

/** @param {any} s */
function standing(s) {
  if (!s.scale_url) return chip(t('station.state.none'), 'off');
  if (s.commissioned) return chip(t('station.ui.done'), 'ok');
  return chip(t(s.needs_proof ? 'station.ui.needs_proof' : 'station.ui.never_proved'), s.needs_proof ? 'no' : 'warn');
}

/** @param {any} s */
function facts(s) {
  /** @param {string} name @param {any} value @param {string} [id] */
  const row = (name, value, id) => [el('dt', null, name), el('dd', { id }, value)];
  const unit = s.unit || (s.unit_shown ? `${s.unit_shown} (${t('station.ui.unit_of_frames')})` : '–');
  const options = Object.keys(s.options).map((key) => `${key}=${s.options[key]}`).join('; ');
  return el('dl', { class: 'kv mt-2' },
    row(t('station.ui.port'), s.scale_url || '–'),
    row(t('station.ui.protocol'), [s.protocol || '–', options ? ` · ${options}` : '', s.baudrate ? ` · ${s.baudrate}` : '']),
    row(t('station.ui.unit'), unit),
    row(t('station.ui.division'), s.division_g),
    row(t('station.ui.age'), s.age_ms === null ? '–' : t('station.ui.age_ms', { ms: number(s.age_ms) })),
    row(t('station.ui.proved'), s.commissioned
      ? t('station.ui.proved_by', { at: moment(s.commissioned.at), by: s.commissioned.by, grams: number(s.commissioned.known_g) })
      : t('station.ui.never_proved'), 'proved'));
}

/**
 * @param {boolean} there
 * @param {'zero' | 'tare'} verb
 */
function command(there, verb) {
  const words = verb === 'zero' ? t('station.ui.zero') : t('station.ui.tare');
  const act = button(words, { id: verb, disabled: !there, onClick: async () => {
    const answer = await post(`${api}/${verb}`);
    told = answer.ok ? null : news(answer.tone, words, answer.detail);
    signal(answer.ok ? 'ok' : answer.tone);
  } });
  if (!there) act.title = t('station.ui.no_command');
  return act;
}

/** @type {HTMLElement | null} */
let printed = null;

/** @type {any} how the printer was last time */
let printer = { state: 'unknown', spare: null, stand_ins: [] };

/** @param {any} shown */
function drawPrinter(shown) {
  printer = shown;
  const { state } = shown;
  const good = state === 'ready';
  const quiet = state === 'unknown' || state === 'none';
  const trouble = !good && !quiet;
  /** @param {string} name @param {any} value */
  const row = (name, value) => [el('dt', null, name), el('dd', null, value)];
  const act = button(t('station.ui.test_print'), { icon: 'i-print', cls: 'btn--wide', id: 'test-print', disabled: !now.printer_url, onClick: testPrint });
  const focused = document.activeElement && document.activeElement.id === 'test-print';
  put(qs('#printer'),
    el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('station.ui.printer'))),
    el('p', { class: 'fit__state', id: 'printer-state' }, toneIcon(good ? 'ok' : quiet ? 'off' : 'no'), t(`station.printer_state.${trouble ? 'trouble' : state}`)),
    trouble ? el('p', { class: 'first-up mt-1' }, t(`station.printer.${state}`)) : null,
    el('dl', { class: 'kv mt-3' }, row(t('station.ui.port'), now.printer_url || '–'), row(t('station.ui.language'), now.language),
      row(t('station.ui.label_size'), now.label_size), printer.spare ? row(t('station.ui.spare'), printer.spare) : null),
    el('div', { class: 'mt-3' }, act),
    spareOf(printer, useSpare),
    printed ? el('div', { class: 'mt-3' }, printed) : null);
  if (focused) act.focus();
}

/** @param {string} code of the bench that stands in; empty for its own printer again */
async function useSpare(code) {
  const answer = await post(`/api/v1/benches/${encodeURIComponent(data.bench)}/spare`, { bench: code || null });
  const { spare, moved } = answer.data || {};
  if (!answer.ok) printed = news(answer.tone, t('station.ui.spare'), answer.detail);
  else printed = spare ? news('ok', t('station.ui.spare_used', { bench: spare }), moved ? t('station.ui.spare_moved', { n: moved }) : '') : news('ok', t('station.ui.spare_own'), t('station.ui.spare_own_say'));
  signal(answer.ok ? 'ok' : answer.tone);
  drawPrinter(answer.ok ? { ...printer, state: 'unknown', spare } : printer);
}

async function testPrint() {
  qs('#test-print').setAttribute('disabled', '');
  const key = `test-print-${Date.now()}-${Math.random()}`;
  const answer = await post(`${api}/test-print`, undefined, { timeoutMs: 20000, key });
  if (answer.ok) {
    const tone = { confirmed: 'ok', sent: 'ok', failed: 'no', unknown: 'warn' }[/** @type {'sent'} */ (answer.data.outcome)];
    const reason = answer.data.reason || '';
    const known = t(`station.printer.${reason}`);
    const why = known === `station.printer.${reason}` ? reason : known;
    printed = news(tone, t(`station.ui.print_${answer.data.outcome}`), t(`station.ui.print_${answer.data.outcome}_say`, { why }));
    signal(tone);
  } else printed = news(answer.tone, t('station.ui.print_unknown'), answer.detail);
  drawPrinter({ ...printer, state: answer.ok && answer.data.outcome === 'failed' ? answer.data.reason : 'unknown' });
}

qs('#compare').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const known = /** @type {HTMLInputElement} */ (form.elements.namedItem('known_g'));
  const answer = await post(`${api}/test-weight`, { known_g: Number(known.value) });
  const tone = answer.ok ? (answer.data.right ? 'ok' : 'no') : answer.tone;
  signal(tone);
  if (!answer.ok) return put(qs('#compared'), news(answer.tone, t('station.ui.not_now'), answer.detail));
  const off = `${answer.data.off_g > 0 ? '+' : ''}${answer.data.off_g}`.replace('-', '−');
  return put(qs('#compared'), news(tone, t(answer.data.right ? 'station.ui.right' : 'station.ui.wrong'),
    t('station.ui.off', { shown: number(answer.data.shown_g), off })));
});

put(qs('#scale'), icon('v-wait', 'i--xl'));
look();
lookAtPrinter();
