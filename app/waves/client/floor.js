// @entry
// @ts-check
// How the floor is walked: said in a form, drawn at once, and in force when it is saved.

import { post } from '../../client/api.js';
import { el, pageData, put, qs, qsa, show } from '../../client/dom.js';
import { t } from '../../client/text.js';
import { showVerdict } from '../../client/verdict.js';
import { warehouse } from './map.js';
import './waves.css';

/** @typedef {{ x: number, far: number, aisles: [string, number][], name: string }} Corridor */

const page = pageData();
/** @type {Corridor[]} */
const corridors = page.corridors;
const form = /** @type {HTMLFormElement} */ (qs('#ways'));
const deepest = Math.max(0, ...corridors.map((one) => one.far));
const WAYS = ['', 'deeper', 'back'];
/** More aisles than this do not fit a drawing. */
const MOST_DRAWN = 16;

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @returns {string[]} by corridor: '', deeper or back */
function arrows() {
  return qsa('#aisles select').map((node) => /** @type {HTMLSelectElement} */ (node).value);
}

/** What the form says, as the server wants it. */
function said() {
  const chosen = arrows();
  return {
    crossings: field('crossings').value.split(/[\s,，、]+/).filter(Boolean).map(Number),
    one_way: corridors.reduce((/** @type {any[]} */ all, one, n) => (chosen[n] ? all.concat(one.aisles.map(([zone, aisle]) => ({ zone, aisle, way: chosen[n] }))) : all), []),
    depot: { x: Number(field('x').value), y: Number(field('y').value) },
  };
}

/** @param {ReturnType<typeof said>} ways */
function fill(ways) {
  field('x').value = String(ways.depot.x);
  field('y').value = String(ways.depot.y);
  field('crossings').value = ways.crossings.join(', ');
  put(qs('#aisles'), corridors.map((one) => row(one, ways.one_way.find((each) => each.zone === one.aisles[0][0] && each.aisle === one.aisles[0][1]))));
}

/**
 * @param {Corridor} corridor
 * @param {{ way: string } | undefined} arrow
 */
function row(corridor, arrow) {
  const select = el('select', { class: 'field__box', 'aria-label': corridor.name, disabled: !page.may_plan },
    WAYS.map((way) => el('option', { value: way }, t(`waves.ui.way_${way || 'both'}`))));
  /** @type {HTMLSelectElement} */ (select).value = arrow ? arrow.way : '';
  return el('li', null, el('b', { class: 'num' }, corridor.name), el('span', { class: 'sub num' }, t('waves.ui.at_x', { n: corridor.x })), select);
}

/** Draw what the form says, saved or not. */
function draw() {
  const { crossings: typed, depot } = said();
  const crossings = typed.filter((depth) => !isNaN(depth));
  const xs = corridors.map((one) => one.x).concat(depot.x).filter((x, n, all) => all.indexOf(x) === n).sort((a, b) => a - b);
  const chosen = arrows();
  const at = xs.map((x) => corridors.findIndex((one) => one.x === x));
  show(qs('#map'), xs.length <= MOST_DRAWN);
  put(qs('#map'), warehouse({ aisles: at.map((n) => (n < 0 ? '' : corridors[n].aisles.map(([zone, aisle]) => `${zone}-${aisle}`).join(' '))), depth: Math.max(deepest, depot.y, ...crossings),
    crossings, one_way: at.map((n) => [0, 1, -1][WAYS.indexOf(chosen[n] || '')]), depot: [xs.indexOf(depot.x), depot.y] }, [], 0));
}

/** @param {string[]} cutOff aisles that the arrows cut off since the bins have changed */
function warn(cutOff) {
  put(qs('#cutoff'), cutOff.length ? t('waves.ui.cut_off_now', { aisles: cutOff.join(', ') }) : '');
  show(qs('#cutoff'), cutOff.length > 0);
}

async function save() {
  const ways = said();
  if (ways.crossings.some(isNaN)) return showVerdict({ tone: 'no', word: t('waves.ui.refused'), say: t('waves.ui.crossings_numbers') });
  const answer = await post('/api/v1/waves/ways', ways);
  if (!answer.ok) return showVerdict({ tone: answer.tone, word: t('waves.ui.refused'), say: answer.errors.length ? answer.errors[0].detail : answer.detail });
  fill(answer.data.ways);
  warn(answer.data.cut_off);
  draw();
  return showVerdict({ tone: 'ok', word: t('waves.ui.saved_rule'), say: t('waves.ui.ways_saved') });
}

put(qs('#deep'), t('waves.ui.crossings_say', { n: deepest }));
fill(page.ways);
warn(page.cut_off);
draw();
form.addEventListener('input', draw);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  save();
});
if (!page.may_plan) Array.from(form.elements).forEach((node) => { /** @type {HTMLInputElement} */ (node).disabled = true; });
