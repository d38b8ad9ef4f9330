// @ts-check
// Shipped per hour against the plan: bars and a dashed line, in the look's own colours.

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { now, timeOfDay } from '../../client/clock.js';
import { el, put, qs } from '../../client/dom.js';
import { number, t } from '../../client/text.js';

/** @type {any} */
let chart = null;
let look = '';
/** Labels stand at whole hours only. */
const HOURS = [1, 2, 3, 4, 6, 12].map((each) => each * 3600);

/** @param {{ begin: string, shipped: number, plan: number }[]} hours */
export function drawThroughput(hours) {
  const place = qs('#plot');
  const size = { width: place.clientWidth, height: place.clientHeight };
  if (!size.width || !size.height) return;
  const sum = (/** @type {'shipped' | 'plan'} */ name) => number(hours.reduce((all, hour) => all + hour[name], 0));
  put(qs('#key'), el('i', { class: 'key--3' }), t('board.ui.actual', { n: sum('shipped') }), el('i', { class: 'key--plan' }), t('board.ui.plan', { n: sum('plan') }));
  const data = /** @type {any} */ ([hours.map((hour) => Date.parse(hour.begin) / 1000 + 1800), hours.map((hour) => hour.shipped), hours.map((hour) => hour.plan)]);
  const shade = `${getComputedStyle(document.body).backgroundColor} ${size.width} ${size.height}`;
  if (chart && shade === look) return chart.setData(data);
  if (chart) chart.destroy(); // Another theme or size: the colours of a canvas do not follow by themselves.
  look = shade;
  chart = new uPlot(options(size), data, place);
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', t('board.ui.shipped_today'));
  return undefined;
}

/** @param {{ width: number, height: number }} size */
function options(size) {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const font = `${Math.round(parseFloat(style.fontSize) * 0.75)}px ${colour('--font') || 'sans-serif'}`;
  const bars = /** @type {any} */ (uPlot.paths).bars({ size: [0.72, 64], radius: 0.06 });
  const axis = { stroke: colour('--ink-3'), font, ticks: { show: false } };
  return /** @type {any} */ ({
    ...size,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true, range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) => [low - 2100, high + 2100] }, y: { range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) => [0, Math.max(4, high * 1.08)] } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 34, incrs: HOURS, values: (/** @type {any} */ _, /** @type {number[]} */ at) => at.map((one) => String(Number(timeOfDay(one * 1000).slice(0, 2)))) },
      { ...axis, grid: { stroke: colour('--line'), width: 1 }, size: 40, space: 36, values: (/** @type {any} */ _, /** @type {number[]} */ at) => at.map((one) => (one % 1 ? '' : number(one))) },
    ],
    series: [{}, { paths: bars, fill: colour('--c3'), stroke: colour('--c3'), width: 0, points: { show: false } },
      { stroke: colour('--c-plan'), width: 2, dash: [6, 4], points: { show: false }, paths: /** @type {any} */ (uPlot.paths).spline() }],
    hooks: { draw: [(/** @type {any} */ plot) => drawNow(plot, colour('--ink'), font)] },
  });
}

/**
 * The line of this moment.
 * @param {any} plot
 * @param {string} colour
 * @param {string} font
 */
function drawNow(plot, colour, font) {
  const x = plot.valToPos(now() / 1000, 'x', true);
  const { left, top, width, height } = plot.bbox;
  if (x < left || x > left + width) return;
  const ctx = plot.ctx;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.setLineDash([]);
  ctx.lineWidth = 1.5 * window.devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.font = `bold ${font.replace(/^\d+/, (px) => String(Number(px) * window.devicePixelRatio))}`;
  ctx.textAlign = x > left + width - 60 ? 'right' : 'left';
  ctx.fillText(timeOfDay(now()), x + (ctx.textAlign === 'right' ? -6 : 6), top + 14 * window.devicePixelRatio);
  ctx.restore();
}
