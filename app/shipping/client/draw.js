// @ts-check
// What the dock's page shows. Pure drawing: state in, elements out.

import { el, icon, qs } from '../../client/dom.js';
import { button, choice, command, plate } from '../../client/parts.js';
import { number, t } from '../../client/text.js';
import { signaturePad } from './pad.js';

/** @typedef {import('./dispatch.js').Dock} Dock */

const SHOWN = 12;
const GONE = 5;

/** @param {Dock} dock @param {any} acts */
export function middle(dock, acts) {
  return { home, cage, new: fresh, load, close: sign, closed }[dock.at](dock, acts);
}

/** @param {Dock} dock @param {any} acts */
export function commands(dock, acts) {
  /** @param {string} name @param {string} code @param {string} sign @param {'' | 'now' | 'off'} [state] */
  const one = (name, code, sign, state = '') => command(t(`shipping.ui.cmd_${name}`), { code, icon: sign, state, onClick: () => acts.push(code) });
  return [dock.at === 'load' ? one('close', 'WG:CONFIRM', 'i-truck', dock.sheet.parcels.length ? '' : 'off') : null,
    dock.at === 'home' ? one('new', 'WG:NEXT', 'i-plus') : one('back', 'WG:UNDO', 'i-undo')];
}

/** @param {Dock} dock @param {any} carrier */
function nameOf(dock, carrier) {
  const found = dock.cages.find((each) => each.carrier === carrier);
  return found ? found.name : carrier;
}

/** @param {number} n */
function counted(n) {
  return `${number(n)} ${t(n === 1 ? 'shipping.ui.parcel' : 'shipping.ui.parcels')}`;
}

/** @param {Dock} dock @param {any} acts */
function home(dock, acts) {
  const boxes = dock.cages.map((each) => el('button', { class: each.parcels ? 'cagebox cagebox--full' : 'cagebox', type: 'button', data: { cage: each.cage }, on: { click: () => acts.push(each.cage) } },
    el('b', { class: 'num' }, each.cage), el('span', null, each.name), el('small', { class: 'num' }, counted(each.parcels))));
  return [el('section', null, el('h1', { class: 't-h2 b8' }, t('shipping.ui.cages')), el('p', { class: 'quiet' }, t('shipping.ui.cages_say')),
    boxes.length ? el('div', { class: 'cages' }, boxes) : el('p', { class: 'card' }, t('shipping.ui.no_cages'))), el('aside', null, sheets(dock, acts))];
}

/** @param {Dock} dock @param {any} acts */
function sheets(dock, acts) {
  /** @param {any} each */
  const row = (each) => choice(nameOf(dock, each.carrier), { icon: 'i-truck', small: [each.manifest, each.vehicle, counted(each.parcels)].filter(Boolean).join(' · '), onClick: () => acts.push(each.manifest) });
  const open = dock.sheets.filter((each) => each.state === 'open');
  const left = dock.sheets.filter((each) => each.state === 'closed').slice(0, GONE);
  return [el('div', { class: 'card' }, el('p', { class: 'card__title mb-2' }, t('shipping.ui.open_sheets')), open.length ? el('div', { class: 'stack' }, open.map(row)) : el('p', { class: 'quiet' }, t('shipping.ui.no_sheets'))),
    button(t('shipping.ui.new_sheet'), { icon: 'i-plus', onClick: () => acts.push('WG:NEXT') }),
    left.length ? el('div', { class: 'card' }, el('p', { class: 'card__title mb-2' }, t('shipping.ui.gone_sheets')), el('div', { class: 'stack' }, left.map(row))) : null];
}

/** @param {Dock} dock */
function cage(dock) {
  const now = dock.cages.find((each) => each.cage === dock.cage);
  return [el('section', { class: 'plate fill center' }, el('div', null, el('p', { class: 'plate__say t-h1' }, t('shipping.ui.into_cage')), el('p', { class: 'bigcode num', id: 'cage' }, dock.cage),
    el('p', { class: 'plate__say t-h2' }, now.name))),
  el('aside', null, el('div', { class: 'card' }, el('p', { class: 'quiet' }, t('shipping.ui.in_cage')), el('p', { class: 't-title b8 num', id: 'in-cage' }, now.parcels)),
    dock.last ? el('div', { class: 'card card--flat' }, el('p', { class: 'quiet' }, t('shipping.ui.just_now')), el('p', { class: 'code b7' }, dock.last)) : null)];
}

/** @param {Dock} dock @param {any} acts */
function fresh(dock, acts) {
  const vehicle = el('input', { class: 'field__box', id: 'vehicle', maxlength: 40, autocomplete: 'off' });
  const driver = el('input', { class: 'field__box', id: 'driver', maxlength: 80, autocomplete: 'off' });
  const boxes = dock.cages.map((each) => el('button', { class: 'cagebox', type: 'button', data: { carrier: each.carrier }, on: { click: () => acts.begin(each.carrier, vehicle.value.trim(), driver.value.trim()) } },
    el('span', { class: 't-h2' }, each.name), el('small', { class: 'num' }, `${each.cage} · ${counted(each.parcels)}`)));
  return [el('section', null, el('h1', { class: 't-h1 b8' }, t('shipping.ui.whose')), el('div', { class: 'cages mt-3' }, boxes)),
    el('aside', null, el('div', { class: 'card' }, el('label', { class: 'field' }, el('span', { class: 'field__name' }, t('shipping.ui.vehicle')), vehicle),
      el('label', { class: 'field mt-3' }, el('span', { class: 'field__name' }, t('shipping.ui.driver')), driver)))];
}

/** @param {Dock} dock */
function about(dock) {
  const sheet = dock.sheet;
  /** @param {string} name @param {any} value */
  const row = (name, value) => (value ? [el('dt', null, t(`shipping.ui.${name}`)), el('dd', { class: 'num' }, value)] : null);
  return el('div', { class: 'card' }, el('dl', { class: 'kv t-body' }, row('carrier', nameOf(dock, sheet.carrier)), row('sheet', sheet.manifest), row('plate', sheet.vehicle), row('driver_is', sheet.driver), row('weight', `${number(sheet.grams)} g`), row('stay', sheet.staying ? number(sheet.staying) : ''), row('signed', sheet.signed_by)),
  sheet.signature ? el('img', { class: 'signed mt-2', src: sheet.signature, alt: t('shipping.ui.signed') }) : null);
}


/** @param {Dock} dock */
function load(dock) {
  const last = dock.sheet.parcels.slice(-SHOWN).reverse();
  const more = dock.sheet.parcels.length - last.length;
  const list = el('ul', { class: 'aboard' }, last.map((/** @type {any} */ each) => el('li', null, el('span', { class: 'code' }, each.waybill || each.parcel_no), el('span', { class: 'num quiet' }, `${number(each.grams || 0)} g`))));
  return [el('section', { class: 'card fill col' }, last.length ? list : el('div', { class: 'fill col col--center' }, icon('i-scan', 'i--xxl is-want'), el('p', { class: 't-title b8 mt-4' }, t('shipping.ui.ask_load')),
    el('p', { class: 'quiet t-h3 mt-2' }, t('shipping.ui.nothing_on'))), more ? el('p', { class: 'quiet mt-2' }, t('shipping.ui.more', { n: more })) : null),
  el('aside', null, plate(t('shipping.ui.on_board'), String(dock.sheet.parcels.length)), about(dock))];
}

/** @param {Dock} dock @param {any} acts */
function sign(dock, acts) {
  const pad = signaturePad();
  const left = dock.sheet.staying;
  const form = el('form', { class: 'card fill', on: { submit: (/** @type {Event} */ event) => {
    event.preventDefault();
    acts.close(/** @type {HTMLInputElement} */ (qs('#signed-by')).value.trim(), pad.png());
  } } }, el('p', { class: 't-h1 b8' }, t('shipping.ui.signed_by')), el('p', { class: 'quiet t-h3 mt-1' }, t('shipping.ui.close_say', { n: dock.sheet.parcels.length })),
  left ? el('p', { class: 'is-warn b7 t-h3 mt-1' }, t('shipping.ui.stay_say', { n: left })) : null,
  el('div', { class: 'fields w-form mt-3' }, el('input', { class: 'field__box', id: 'signed-by', maxlength: 80, autocomplete: 'off', value: dock.sheet.driver || '', 'aria-label': t('shipping.ui.signed_by') }),
    pad.node, el('div', { class: 'row' }, el('button', { class: 'btn btn--main btn--l', type: 'submit' }, icon('i-truck'), el('span', null, t('shipping.ui.close'))))));
  setTimeout(() => qs('#signed-by').focus(), 0);
  return [el('section', null, form), el('aside', null, plate(t('shipping.ui.on_board'), String(dock.sheet.parcels.length)), about(dock))];
}

/** @param {Dock} dock */
export function gone(dock) {
  return t('shipping.ui.closed_say', { n: dock.sheet.parcels.length, carrier: nameOf(dock, dock.sheet.carrier) });
}

/** @param {Dock} dock */
function closed(dock) {
  return [el('section', { class: 'card fill col col--center' }, icon('i-truck', 'i--xxl is-ok'), el('p', { class: 't-title b8 mt-4' }, t('shipping.ui.closed')), el('p', { class: 'quiet t-h3 mt-2' }, gone(dock)),
    el('a', { class: 'btn btn--l mt-5', id: 'sheet', target: '_blank', rel: 'noopener', href: `/api/v1/manifests/${encodeURIComponent(dock.sheet.manifest)}/sheet.pdf?lang=${document.documentElement.lang.slice(0, 2)}` }, icon('i-print'), el('span', null, t('shipping.ui.print_sheet')))),
  el('aside', null, about(dock))];
}
