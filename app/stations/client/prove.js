// @ts-check
// Proving a scale: port, protocol, look, empty pan, known weight, kept. Every step is judged by the server.

import { get, post } from '../../client/api.js';
import { el, put } from '../../client/dom.js';
import { button, steps } from '../../client/parts.js';
import { signal } from '../../client/sound.js';
import { number, t } from '../../client/text.js';
import { news, stateWord } from './news.js';

const NAMES = ['port', 'protocol', 'live', 'empty', 'weight', 'done'];
const LEAST_DIVISIONS = 100;

/**
 * @param {HTMLElement} root
 * @param {{ api: string, kinds: any[], units: string[], onNow: () => Promise<void> }} page
 */
export function beginProof(root, { api, kinds, units, onNow }) {
  let at = -1;
  let listening = false;
  /** @type {any} */
  let station = null;
  /** @type {any} */
  let heard = null;
  /** @type {any[]} */
  let ports = [];
  /** @type {HTMLElement | null} */
  let said = null;
  /** @type {any} */
  let draft = {};

  /** @param {number} step */
  function go(step) {
    at = step;
    said = null;
    draw();
    const first = /** @type {HTMLElement | null} */ (root.querySelector('input, select, .btn--main'));
    if (first) first.focus();
  }

  async function begin() {
    draft = {
      scale_url: station.scale_url || '', protocol: station.protocol || '', division_g: station.division_g,
      unit: station.unit, options: { ...station.options }, baudrate: station.baudrate,
    };
    heard = null;
    const answer = await get('/api/v1/station/ports');
    ports = answer.ok ? answer.data.ports : [];
    go(0);
  }

  function draw() {
    const head = el('div', { class: 'card__head' }, el('h2', { class: 'card__title' }, t('station.ui.prove')));
    if (at < 0) {
      put(root, head, el('p', { class: 'quiet' }, t('station.ui.prove_say')),
        el('div', { class: 'mt-3' }, button(t(station && station.commissioned ? 'station.ui.again' : 'station.ui.prove'), { icon: 'i-scale', cls: 'btn--main', id: 'begin', onClick: begin })));
      return;
    }
    const names = [t('station.ui.step_port'), t('station.ui.step_protocol'), t('station.ui.step_live'), t('station.ui.step_empty'), t('station.ui.step_weight'), t('station.ui.step_done')];
    const body = { port: portStep, protocol: protocolStep, live: liveStep, empty: emptyStep, weight: weightStep, done: doneStep }[/** @type {'port'} */ (NAMES[at])];
    put(root, head, steps(names, at === 5 ? 6 : at), body(), said ? el('div', { class: 'mt-3' }, said) : null);
  }

  /** @param {string} name @param {any} input */
  const field = (name, input) => el('label', { class: 'field' }, el('span', { class: 'field__name' }, name), input);

  /** @param {...any} more */
  const acts = (...more) => el('div', { class: 'fit__acts' }, at > 0 && at < 5 && at !== 2 ? button(t('station.ui.back'), { onClick: () => go(at - 1) }) : null, more);

  function portStep() {
    const line = el('input', { class: 'field__box', name: 'scale_url', value: draft.scale_url, maxlength: 200, autocomplete: 'off', spellcheck: 'false', placeholder: 'socket://192.168.1.50:4001',
      on: { input: (/** @type {any} */ event) => { draft.scale_url = event.target.value.trim(); } } });
    return el('div', { class: 'fields' }, el('p', null, t('station.ui.port_say')),
      ports.length ? ports.map((port) => el('button', { class: 'pick', type: 'button', on: { click: () => { draft.scale_url = port.url; draw(); } } },
        el('span', { class: 'grow' }, port.name && port.name !== 'n/a' ? port.name : port.path, el('small', null, port.url)))) : el('p', { class: 'note' }, t('station.ui.no_ports')),
      field(t('station.ui.port'), line), acts(button(t('station.ui.next'), { cls: 'btn--main', onClick: () => { if (draft.scale_url) go(1); else line.focus(); } })));
  }

  async function listen() {
    listening = true;
    said = news('wait', t('station.ui.listen'), t('station.ui.listening'));
    draw();
    const answer = await post(`${api}/listen`, { scale_url: draft.scale_url, baudrate: draft.baudrate }, { timeoutMs: 40000 });
    listening = false;
    if (!answer.ok) said = news(answer.tone, t('station.ui.not_now'), answer.detail);
    else {
      heard = answer.data;
      if (heard.chosen) take(heard.candidates[0]);
      said = verdictOf(heard);
    }
    draw();
  }

  /** @param {any} candidate */
  function take(candidate) {
    if (candidate.protocol !== draft.protocol) draft.options = {};
    draft.protocol = candidate.protocol;
    draft.options = { ...draft.options, ...candidate.options };
    draft.baudrate = candidate.baudrate || draft.baudrate;
  }

  /** @param {any} found */
  function verdictOf(found) {
    if (found.chosen) return news('ok', t('station.ui.heard_one', { protocol: found.chosen }), t('station.ui.heard_one_say'));
    if (found.candidates.length) return news('warn', t('station.ui.heard_several'), t('station.ui.heard_several_say'));
    if (found.raw_hex) return news('no', t('station.ui.heard_unread'), t('station.ui.heard_unread_say'));
    return news('no', t('station.ui.heard_nothing'), t('station.ui.heard_nothing_say'));
  }

  /** @param {string} name @param {string[]} values @param {any} chosen @param {(value: string) => void} onPick @param {string} [none] */
  function select(name, values, chosen, onPick, none = '') {
    const options = values.map((value) => el('option', { value, selected: value === chosen }, value));
    return el('select', { class: 'field__box', name, on: { change: (/** @type {any} */ event) => { onPick(event.target.value); draw(); } } },
      el('option', { value: '', selected: !chosen }, none), options);
  }

  function protocolStep() {
    const kind = kinds.find((one) => one.name === draft.protocol);
    const several = heard && !heard.chosen ? heard.candidates : [];
    return el('div', { class: 'fields' }, el('p', null, t('station.ui.protocol_say')),
      el('div', null, button(t('station.ui.listen'), { icon: 'i-search', id: 'listen', disabled: listening, onClick: listen })),
      several.map((/** @type {any} */ one) => el('button', { class: 'pick', type: 'button', data: { candidate: one.protocol }, on: { click: () => { take(one); draw(); } } },
        el('span', { class: 'grow' }, one.protocol, el('small', null, one.shown ? t('station.ui.would_show', { shown: one.shown }) : '')))),
      heard && heard.raw_hex ? el('p', { class: 'hex code' }, heard.raw_text) : null,
      el('div', { class: 'fit__two' },
        field(t('station.ui.protocol'), select('protocol', kinds.map((one) => one.name), draft.protocol, (value) => { draft.protocol = value; draft.options = {}; }, t('station.ui.pick_protocol'))),
        field(t('station.ui.unit'), select('unit', units, draft.unit, (value) => { draft.unit = value || null; }, kind && kind.needs_unit ? t('station.ui.unit_say') : t('station.ui.unit_of_frames'))),
        field(t('station.ui.division'), el('input', { class: 'field__box num', name: 'division_g', type: 'number', inputmode: 'numeric', min: 1, max: 10000, value: draft.division_g,
          on: { input: (/** @type {any} */ event) => { draft.division_g = Number(event.target.value); } } })),
        field(t('station.ui.baudrate'), el('input', { class: 'field__box num', name: 'baudrate', type: 'number', inputmode: 'numeric', min: 300, max: 115200, value: draft.baudrate, placeholder: kind ? `${t('station.ui.baud_usual')}: ${kind.baudrate}` : t('station.ui.baud_usual'),
          on: { input: (/** @type {any} */ event) => { draft.baudrate = event.target.value ? Number(event.target.value) : null; } } })),
        kind ? Object.keys(kind.options).map((name) => field(name, optionInput(name, kind.options[name]))) : null),
      acts(button(t('station.ui.save_settings'), { cls: 'btn--main', id: 'save', onClick: save, disabled: !kind || (kind.needs_unit && !draft.unit) })));
  }

  /** @param {string} name @param {string[]} values */
  function optionInput(name, values) {
    /** @param {string} value */
    const keep = (value) => { if (value) draft.options[name] = value; else delete draft.options[name]; };
    if (values.length) return select(`option-${name}`, values, draft.options[name], keep);
    return el('input', { class: 'field__box code', name: `option-${name}`, maxlength: 200, autocomplete: 'off', spellcheck: 'false', value: draft.options[name] || '',
      on: { input: (/** @type {any} */ event) => keep(event.target.value) } });
  }

  async function save() {
    const lost = station.commissioned;
    const answer = await post(`${api}/scale`, draft);
    if (!answer.ok) return refuse(answer);
    await onNow();
    go(2);
    if (lost && !answer.data.commissioned) tell(news('warn', t('station.ui.never_proved'), t('station.ui.cleared')));
  }

  const live = el('p', { class: 'fit__live', id: 'prove-live' });

  function drawLive() {
    put(live, el('span', { class: 'num' }, station.grams === null ? '–' : `${number(station.grams)} g`), el('span', { class: 'row row--close' }, stateWord(station.state)));
  }

  const liveStep = () => el('div', null, el('p', null, t('station.ui.live_say')), live,
    acts(button(t('station.ui.live_other'), { onClick: () => go(1) }), button(t('station.ui.live_same'), { cls: 'btn--main', id: 'same', onClick: () => go(3) })));

  const emptyStep = () => el('div', null, el('p', null, t('station.ui.empty_say')), live,
    acts(button(t('station.ui.empty_now'), { cls: 'btn--main', id: 'empty', onClick: async () => {
      const answer = await post(`${api}/empty`, undefined, { timeoutMs: 12000 });
      if (!answer.ok) return refuse(answer);
      signal('ok');
      return go(4);
    } })));

  function weightStep() {
    const least = station.division_g * LEAST_DIVISIONS;
    const known = el('input', { class: 'field__box num', name: 'proof_g', type: 'number', inputmode: 'numeric', min: least, max: 1000000, value: draft.known_g || '', autocomplete: 'off',
      on: { input: (/** @type {any} */ event) => { draft.known_g = Number(event.target.value); } } });
    return el('div', { class: 'fields' }, el('p', null, t('station.ui.weight_say', { least: number(least) })), live, field(t('station.ui.known_g'), known),
      acts(button(t('station.ui.weight_now'), { cls: 'btn--main', id: 'commission', onClick: async () => {
        if (!draft.known_g) return known.focus();
        const answer = await post(`${api}/commission`, { known_g: draft.known_g }, { timeoutMs: 12000 });
        if (!answer.ok) return refuse(answer);
        await onNow();
        signal('done');
        return go(5);
      } })));
  }

  function doneStep() {
    const kept = station.commissioned;
    return el('div', null, kept ? news('ok', t('station.ui.done'), t('station.ui.done_say', { by: kept.by, grams: number(kept.known_g) })) : null,
      acts(button(t('station.ui.again'), { onClick: begin })));
  }

  /** @param {import('../../client/api.js').Answer} answer */
  function refuse(answer) {
    signal(answer.tone);
    tell(news(answer.tone, t('station.ui.not_now'), answer.detail));
  }

  /** @param {HTMLElement} what */
  function tell(what) {
    said = what;
    draw();
  }

  return {
    isListening: () => listening,
    /** @param {any} shown */
    show(shown) {
      const before = station;
      station = shown;
      drawLive();
      if (!before) draw();
    },
  };
}
