// @ts-check
// The warehouse from above: racks beside their aisles, bins coloured by picks, and the way of one list.

import { el } from '../../client/dom.js';
import { t } from '../../client/text.js';

const PITCH = 64;
const TOP = 46;
const LONG = 432;
const FRONT = 508;
const BACK = 40;
const MOST_AISLES = 16;
const SMALL_FROM = 24;
const NARROWEST = 400;

/**
 * @param {{ aisles: string[], depth: number, crossings: number[], one_way: number[], depot: [number, number] }} map
 * @param {any[]} lists
 * @param {number} chosen the list whose way is drawn
 * @returns {SVGElement}
 */
export function warehouse(map, lists, chosen) {
  const one = lists[chosen];
  const shown = aisles(map, lists);
  /** @param {number} column */
  const middle = (column) => 42 + PITCH * Math.max(0, shown.indexOf(column));
  /** @param {number} depth */
  const across = (depth) => {
    if (depth <= 0) return FRONT;
    return depth >= map.depth ? BACK : along(map, depth);
  };
  const [column, depth] = map.depot;
  const base = { x: middle(column), y: depth > 0 ? across(depth) - 4 : 526 };
  const width = Math.max(NARROWEST, 20 + PITCH * shown.length);
  return el('svg', { class: 'map', viewBox: `0 0 ${width} 560`, width: '100%', height: '100%', preserveAspectRatio: 'xMidYMin meet', role: 'img', 'aria-label': one ? told(one) : '' },
    shown.map((column) => racks(map.aisles[column], middle(column), map.one_way[column])),
    map.crossings.filter((depth) => depth > 0 && depth < map.depth).map((depth) => el('rect', { class: 'm-cross', x: 0, y: along(map, depth) - 8, width, height: 16 })),
    bins(lists).map((bin) => el('rect', { class: bin.units > 1 ? 'm-bin2' : 'm-bin', x: middle(bin.column) + (bin.right ? 15 : -27), y: along(map, bin.depth) - 6, width: 12, height: 12, rx: 2 },
      el('title', null, `${bin.bin} × ${bin.units}`))),
    one ? way(one, middle, across, depth > 0 ? null : 528) : null,
    one ? stops(one, middle, (depth) => along(map, depth)) : null,
    el('rect', { class: 'm-depot', x: base.x - 30, y: base.y, width: 74, height: 28, rx: 6 }), el('text', { class: 'm-depot-t', x: base.x + 7, y: base.y + 19, 'text-anchor': 'middle' }, t('waves.ui.hand_over')));
}

/**
 * Where a bin lies between the two ends of its aisle.
 * @param {{ depth: number }} map
 * @param {number} depth
 */
function along(map, depth) {
  return TOP + LONG - 14 - (map.depth ? (depth / map.depth) * (LONG - 28) : 0);
}

/**
 * The aisles to draw: all of a small site, else those that the wave goes to.
 * @param {{ aisles: string[], depot: [number, number] }} map
 * @param {any[]} lists
 * @returns {number[]}
 */
function aisles(map, lists) {
  const all = map.aisles.map((_, column) => column);
  if (all.length <= MOST_AISLES) return all;
  const used = lists.reduce((found, list) => found.concat(list.way.map((/** @type {[number, number]} */ point) => point[0])), [map.depot[0]]);
  return all.filter((column) => used.indexOf(column) >= 0);
}

/**
 * @param {string} name
 * @param {number} x
 * @param {number} arrow 1 where it is only walked deeper, -1 only back
 */
function racks(name, x, arrow) {
  if (!name) return null;
  return el('g', null, el('rect', { class: 'm-rack', x: x - 30, y: TOP, width: 18, height: LONG, rx: 4 }), el('rect', { class: 'm-rack', x: x + 12, y: TOP, width: 18, height: LONG, rx: 4 }),
    el('text', { x, y: 32, 'text-anchor': 'middle' }, arrow ? `${name} ${arrow > 0 ? '↑' : '↓'}` : name));
}

/**
 * The bins of all lists, with the units of all of them.
 * @param {any[]} lists
 * @returns {any[]}
 */
function bins(lists) {
  /** @type {Record<string, any>} */
  const found = {};
  lists.forEach((list) => list.stops.forEach((/** @type {any} */ stop) => {
    if (found[stop.bin]) found[stop.bin].units += stop.units;
    else found[stop.bin] = { ...stop };
  }));
  return Object.keys(found).map((bin) => found[bin]);
}

/**
 * @param {any} list
 * @param {(column: number) => number} middle
 * @param {(depth: number) => number} across
 * @param {number | null} front where it comes from and goes to, if from the front
 */
function way(list, middle, across, front) {
  const points = list.way.map((/** @type {[number, number]} */ point) => `${middle(point[0])} ${across(point[1])}`);
  const [column] = list.way[0];
  const d = front === null ? `M${points.join('L')}` : `M${middle(column)} ${front}L${points.join('L')}V${front}`;
  return el('path', { class: 'm-route', d });
}

/**
 * A mark for each place where the walk stops; bins over and opposite each other are one.
 * @param {any} list
 * @param {(column: number) => number} middle
 * @param {(depth: number) => number} y
 */
function stops(list, middle, y) {
  const small = list.stops.length > SMALL_FROM;
  return places(list.stops).map((place) => {
    const half = 11 + 4 * Math.max(0, place.label.length - 2);
    const box = { x: middle(place.column) - half, y: y(place.depth) - 11, width: 2 * half, height: 22, rx: 11 };
    const dot = { x: middle(place.column) - 7, y: y(place.depth) - 7, width: 14, height: 14, rx: 7 };
    return el('g', null,
      el('rect', { class: place.done ? 'm-stop m-stop--done' : 'm-stop', ...(small ? dot : box) }, el('title', null, place.bins.join(', '))),
      small ? null : el('text', { class: place.done ? 'm-n m-n--done' : 'm-n', x: middle(place.column), y: y(place.depth) + 4 }, place.label));
  });
}

/**
 * The stops by place, with their turns: 3, 3–4, or 3·7 where the walk comes by again.
 * @param {any[]} all
 * @returns {{ column: number, depth: number, done: boolean, bins: string[], label: string }[]}
 */
function places(all) {
  /** @type {Record<string, any>} */
  const found = {};
  all.forEach((stop, n) => {
    const key = `${stop.column} ${stop.depth}`;
    const place = found[key] = found[key] || { column: stop.column, depth: stop.depth, done: true, bins: [], turns: [] };
    place.done = place.done && stop.done;
    place.bins.push(`${stop.bin} × ${stop.units}`);
    place.turns.push(n + 1);
  });
  return Object.keys(found).map((key) => ({ ...found[key], label: turns(found[key].turns) }));
}

/** @param {number[]} all */
function turns(all) {
  const [first, last] = [all[0], all[all.length - 1]];
  if (all.length === 1) return String(first);
  return `${first}${last - first === all.length - 1 ? '–' : '·'}${last}`;
}

/** @param {any} list */
function told(list) {
  return t('waves.ui.route_told', { n: list.stops.length, m: list.metres });
}
