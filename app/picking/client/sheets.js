// @ts-check
// What a picker does beside scanning: each act takes two scans or presses, so that none happens by accident.

import { el, icon } from '../../client/dom.js';
import { button, choice, good, swatch, toneIcon } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { goodsOf, markOf, nameOf } from './trip.js';

/** @typedef {import('./trip.js').Task} Task */
/** @typedef {{ main: Node[], prompt: string, acts: Node[], heard: (code: string) => boolean }} Sheet */

/** What the command card says, and the sheet it opens. */
export const COMMANDS = {
  'WG:SHORT': 'short', 'WG:SKIP': 'skip', 'WG:UNPICK': 'unpick', 'WG:FULL': 'tote_full',
  'WG:HANDOVER': 'hand_over', 'WG:PAUSE': 'pause', 'WG:MORE': 'more',
};

/** @type {[string, string, string][]} reason, icon, code on the card */
const REASONS = [['none', 'i-bin', 'R1'], ['damaged', 'v-warn', 'R2'], ['wrong_goods', 'v-no', 'R3']];

/**
 * How many are there, and why not more.
 * @param {Task} task
 * @param {number} found
 * @param {{ setFound: (n: number) => void, choose: (reason: string) => void, back: () => void }} on
 * @returns {Sheet}
 */
export function shortSheet(task, found, on) {
  const least = task.picked;
  const most = task.quantity - 1;
  /** @param {number} n */
  const set = (n) => on.setFound(Math.max(least, Math.min(most, n)));
  /** @param {string} sign @param {string} label @param {number} n */
  const step = (sign, label, n) => el('button', { class: 'btn', type: 'button', 'aria-label': label, disabled: n < least || n > most, on: { click: () => set(n) } }, icon(sign, 'i--m'));
  return {
    main: [
      el('div', { class: 'take card pad-row short-hide' }, good(goodsOf(task.sku)), el('div', { class: 'grow' },
        el('p', { class: 'take__name cut-2' }, swatch(task.sku.looks.colour_hex), nameOf(task.sku)),
        el('p', { class: 'quiet num' }, `${task.bin} · ${t('picking.ui.wanted', { n: task.quantity })}`))),
      el('div', { class: 'card pad-row' }, el('p', { class: 'mid b6' }, t('picking.ui.how_many')),
        el('div', { class: 'step-n' }, step('i-minus', t('picking.ui.one_less'), found - 1), el('b', { class: 'num', id: 'found' }, found), step('i-plus', t('picking.ui.one_more_found'), found + 1))),
      el('p', { class: 'b6' }, t('picking.ui.why_short')),
      ...REASONS.map(([reason, sign, code]) => reasonRow(reason, sign, code, () => on.choose(reason))),
    ],
    prompt: t('picking.ui.scan_reason'),
    acts: [button(t('picking.ui.not_short'), { icon: 'i-undo', onClick: on.back })],
    heard: (code) => {
      const reason = REASONS.find((each) => each[2] === code.replace(/^WG:/, ''));
      if (reason) on.choose(reason[0]);
      else if (/^\d{1,3}$/.test(code)) set(Number(code));
      else return false;
      return true;
    },
  };
}

/**
 * @param {string} reason
 * @param {string} sign
 * @param {string} code
 * @param {() => void} chosen
 */
function reasonRow(reason, sign, code, chosen) {
  const row = choice(t(`picking.ui.reason_${reason}`), { icon: sign, onClick: chosen });
  row.replaceChild(el('small', { class: 'code' }, code), /** @type {Node} */ (row.lastChild));
  return row;
}

/**
 * Say once more that this is meant.
 * @param {string} act skip, unpick, tote_full, pause
 * @param {Task | null} task
 * @param {{ yes: () => void, back: () => void }} on
 * @returns {Sheet}
 */
export function confirmSheet(act, task, on) {
  const command = Object.keys(COMMANDS).find((code) => COMMANDS[/** @type {'WG:SKIP'} */ (code)] === act) || '';
  const sign = { skip: 'i-skip', unpick: 'i-undo', tote_full: 'i-tote', pause: 'i-clock' }[act] || 'i-more';
  return {
    main: [el('div', { class: 'card fill col col--center' }, icon(sign, 'i--xl is-want'),
      el('h1', { class: 't-h1 b8 mt-3' }, t(`picking.ui.${act}_ask`)),
      el('p', { class: 't-lead quiet mt-2' }, t(`picking.ui.${act}_say`, { bin: task ? task.bin : '', n: task ? task.slot : '' })))],
    prompt: t('picking.ui.scan_again', { code: command }),
    acts: [button(t('ui.back'), { icon: 'i-undo', onClick: on.back }), button(t(`picking.ui.${act}`), { cls: 'btn--main', icon: sign, onClick: on.yes })],
    heard: (code) => {
      if (code === command || code === 'WG:CONFIRM') on.yes();
      else return false;
      return true;
    },
  };
}

/**
 * Give the list to a colleague, whose badge is the second scan.
 * @param {{ give: (badge: string) => void, back: () => void }} on
 * @returns {Sheet}
 */
export function handOverSheet(on) {
  return {
    main: [el('div', { class: 'card fill col col--center' }, icon('i-badge', 'i--xl is-want'),
      el('h1', { class: 't-h1 b8 mt-3' }, t('picking.ui.hand_over_ask')), el('p', { class: 't-lead quiet mt-2' }, t('picking.ui.hand_over_say')))],
    prompt: t('picking.ui.scan_colleague'),
    acts: [button(t('ui.back'), { icon: 'i-undo', onClick: on.back })],
    heard: (code) => {
      if (code.indexOf('WG:') === 0) return false;
      on.give(code);
      return true;
    },
  };
}

/**
 * What was done offline and came out otherwise: listed until it was read.
 * @param {import('./news.js').Conflict[]} conflicts
 * @param {() => void} close
 * @returns {Sheet}
 */
export function conflictSheet(conflicts, close) {
  return {
    main: [el('div', { class: 'card fill sheet' }, el('p', { class: 'b7' }, t('picking.ui.conflicts_say')),
      el('ul', { class: 'queue mt-2' }, conflicts.map((each) => el('li', null, toneIcon(each.tone),
        el('span', { class: 'grow' }, el('b', null, each.word), ` ${each.told}`, el('br'), each.say)))))],
    prompt: t('picking.ui.scan_confirm'),
    acts: [button(t('picking.ui.read'), { cls: 'btn--main', icon: 'i-tick', onClick: close })],
    heard: (code) => {
      if (code === 'WG:CONFIRM') close();
      else return false;
      return true;
    },
  };
}

/**
 * @typedef {object} MoreOptions
 * @property {string[]} acts those that make sense now
 * @property {boolean} speaks
 * @property {(act: string) => void} open
 * @property {() => void} language
 * @property {() => void} theme
 * @property {() => void} speech
 * @property {() => void} logOut
 * @property {() => void} back
 */

/**
 * @param {MoreOptions} options
 * @returns {Sheet}
 */
export function moreSheet(options) {
  /** @type {Record<string, string>} */
  const signs = { unpick: 'i-undo', tote_full: 'i-tote', hand_over: 'i-person', pause: 'i-clock', conflicts: 'v-warn' };
  const rows = options.acts.map((act) => choice(t(`picking.ui.${act}`), { icon: signs[act], onClick: () => options.open(act) }));
  const own = [
    choice(t('ui.other_language'), { icon: 'i-globe', onClick: options.language }),
    choice(t('ui.theme'), { icon: 'i-gear', onClick: options.theme }),
    choice(t(options.speaks ? 'picking.ui.speech_off' : 'picking.ui.speech_on'), { icon: 'i-hold', onClick: options.speech }),
    choice(t('ui.log_out'), { icon: 'i-right', onClick: options.logOut }),
  ];
  const plain = window.isSecureContext ? null : el('p', { class: 'note mt-2' }, t('picking.ui.no_tls'));
  return {
    main: [el('div', { class: 'fill sheet' }, rows, own, plain)],
    prompt: t('picking.ui.scan_or_press'),
    acts: [button(t('ui.back'), { icon: 'i-undo', onClick: options.back })],
    heard: () => false,
  };
}
