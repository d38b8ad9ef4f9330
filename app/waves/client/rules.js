// @ts-check
// The rules by which waves are made: what they want, when they run, pause and resume; and the form that says it.

import { call, get, post } from '../../client/api.js';
import { el, put, qs, show } from '../../client/dom.js';
import { button, chip } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { showVerdict } from '../../client/verdict.js';
import { clockTime } from './words.js';

const NUMBERS = ['most_orders', 'most_lines', 'most_waves', 'slot_minutes', 'cut_off_within_min'];
const LISTS = ['zones', 'at', 'before_cut_off_min'];
const SCHEDULE = ['before_cut_off_min', 'at', 'hold_min'];

/**
 * What the form asks for.
 * @param {HTMLFormElement} form
 * @returns {{ name: string, wish: Record<string, any>, schedule: Record<string, any> }}
 */
export function said(form) {
  /** @type {Record<string, any>} */
  const wish = {};
  /** @type {Record<string, any>} */
  const schedule = {};
  let name = '';
  new FormData(form).forEach((value, key) => {
    const text = String(value).trim();
    if (!text) return;
    if (key === 'name') name = text;
    else if (key === 'group_by') wish.group_by = (wish.group_by || []).concat(text);
    else (SCHEDULE.indexOf(key) < 0 ? wish : schedule)[key] = read(key, text);
  });
  return { name, wish, schedule };
}

/**
 * @param {string} key
 * @param {string} text
 */
function read(key, text) {
  if (key === 'cross_border') return text === 'true';
  if (NUMBERS.indexOf(key) >= 0 || key === 'hold_min') return Number(text);
  if (LISTS.indexOf(key) < 0) return text;
  const parts = text.split(/[\s,，、]+/).filter(Boolean);
  return key === 'before_cut_off_min' ? parts.map(Number) : parts;
}

/**
 * Put a rule into the form.
 * @param {HTMLFormElement} form
 * @param {any} rule
 */
export function fill(form, rule) {
  form.reset();
  const values = { name: rule.name, ...rule.wish, ...rule.schedule };
  Array.from(form.elements).forEach((node) => {
    const field = /** @type {HTMLInputElement} */ (node);
    const value = values[field.name];
    if (field.type === 'checkbox') field.checked = (values.group_by || []).indexOf(field.value) >= 0;
    else if (field.name && field.name in values) field.value = Array.isArray(value) ? value.join(', ') : String(value);
  });
}

/**
 * The rules as a table; every change loads them anew.
 * @param {object} options
 * @param {HTMLFormElement} options.form
 * @param {boolean} options.mayPlan
 * @param {(wish: any) => void} options.onPreview
 */
export function ruleBook({ form, mayPlan, onPreview }) {
  /** @param {any[]} rules */
  const draw = (rules) => {
    show(qs('#rulebox'), rules.length > 0);
    show(qs('#norules'), rules.length === 0);
    put(qs('#rules'), rules.map(row));
  };
  /** @param {any} rule */
  const row = (rule) => el('tr', null,
    el('td', null, el('b', null, rule.name), el('span', { class: 'sub block' }, t('waves.ui.version', { n: rule.version }), ' · ', rule.saved_by)),
    el('td', null, wanted(rule.wish)),
    el('td', null, planned(rule.schedule), el('span', { class: 'sub block' }, rule.last_at ? t('waves.ui.last_run', { time: clockTime(rule.last_at), n: rule.last_waves }) : '')),
    el('td', null, runs(rule)),
    el('td', { class: 'end' }, mayPlan ? el('span', { class: 'row row--wrap rule__acts' },
      button(t('waves.ui.preview'), { cls: 'btn--s', onClick: () => { fill(form, rule); onPreview(rule.wish); } }),
      button(t(rule.paused ? 'waves.ui.resume' : 'waves.ui.pause'), { cls: 'btn--s', onClick: () => change(`/${rule.id}/${rule.paused ? 'resume' : 'pause'}`) }),
      button(t('waves.ui.edit'), { cls: 'btn--s', onClick: () => edit(rule) }),
      button(t('waves.ui.retire'), { cls: 'btn--s', onClick: () => change(`/${rule.id}`, 'DELETE') })) : null));
  /** @param {any} rule */
  const edit = (rule) => {
    fill(form, rule);
    const more = /** @type {HTMLDetailsElement} */ (form.querySelector('details'));
    more.open = true;
    form.scrollIntoView();
  };
  /**
   * @param {string} path
   * @param {string} [method]
   */
  const change = async (path, method = 'POST') => {
    const answer = await call(method, `/api/v1/wave-rules${path}`, method === 'POST' ? {} : undefined);
    if (!answer.ok) showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
    await load();
  };
  const load = async () => {
    const answer = await get('/api/v1/wave-rules');
    if (answer.ok) draw(answer.data.rules);
  };
  const save = async () => {
    const body = said(form);
    const answer = await post('/api/v1/wave-rules', body);
    if (answer.ok) showVerdict({ tone: 'ok', word: t('waves.ui.saved_rule'), say: t('waves.ui.version', { n: answer.data.version }) });
    else showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
    await load();
  };
  return { load, save };
}

/** The tick that lets urgent orders jump in by themselves. */
export function urgentTick() {
  const tick = /** @type {HTMLInputElement} */ (qs('#urgent'));
  tick.addEventListener('change', async () => {
    const answer = await post('/api/v1/waves/urgent', { jump_in: tick.checked });
    if (answer.ok) showVerdict({ tone: 'ok', word: t('waves.ui.saved_rule'), say: t(tick.checked ? 'waves.ui.urgent_on' : 'waves.ui.urgent_off') });
    else {
      tick.checked = !tick.checked;
      showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.detail });
    }
  });
}

/** @param {any} rule */
function runs(rule) {
  if (rule.paused) return chip(t('waves.ui.paused'), 'warn');
  if (rule.next_at) return chip(t('waves.ui.next_run', { time: clockTime(rule.next_at) }), 'ok', 'i-clock');
  const clocked = rule.schedule.at.length || rule.schedule.before_cut_off_min.length;
  return clocked ? el('span', { class: 'sub' }, t('waves.ui.nothing_due')) : null;
}

/** @param {any} schedule */
function planned(schedule) {
  const words = [];
  if (schedule.before_cut_off_min.length) words.push(t('waves.ui.before_cut_off', { n: schedule.before_cut_off_min.join(', ') }));
  if (schedule.at.length) words.push(schedule.at.join(', '));
  if (schedule.hold_min && words.length) words.push(t('waves.ui.held_for', { n: schedule.hold_min }));
  return words.join(' · ') || t('waves.ui.by_hand');
}

/**
 * A rule's wish in words.
 * @param {any} wish
 * @returns {string}
 */
export function wanted(wish) {
  const words = [];
  if (wish.carrier) words.push(wish.carrier);
  if (wish.country) words.push(wish.country);
  if ('cross_border' in wish) words.push(t(wish.cross_border ? 'waves.ui.cross_border' : 'waves.ui.domestic'));
  if (wish.priority) words.push(t(`waves.priority.${wish.priority}`));
  if (wish.shape) words.push(t(`waves.shape.${wish.shape}`));
  if (wish.zones) words.push(t('waves.ui.zones_are', { z: wish.zones.join(' + ') }));
  if (wish.tag) words.push(`#${wish.tag}`);
  if (wish.not_tag) words.push(t('waves.ui.not_tag_is', { tag: wish.not_tag }));
  if (wish.cut_off_within_min) words.push(t('waves.ui.within', { n: wish.cut_off_within_min }));
  if (wish.most_orders) words.push(t('waves.ui.at_most', { n: wish.most_orders }));
  if (wish.group_by && wish.group_by.length) words.push(t('waves.ui.by', { what: wish.group_by.map((/** @type {string} */ one) => t(`waves.group.${one}`)).join(', ') }));
  return words.join(' · ') || t('waves.ui.all_ready');
}
