// @ts-check
// Building and finding page parts. Text always goes in as text nodes: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = ['svg', 'use', 'path', 'rect', 'g', 'text', 'circle', 'line', 'polyline', 'title'];

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Child | Child[]} Children */

/**
 * The one element a selector names; a page without it is a bug, said loudly.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement}
 */
export function qs(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing on the page matches ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement[]}
 */
export function qsa(selector, root = document) {
  return /** @type {HTMLElement[]} */ (Array.from(root.querySelectorAll(selector)));
}

/**
 * Make an element: `el('p', { class: 'plate__say' }, 'Go to bin')`.
 * Properties: `on` (listeners by name), `data` (data-* by name), `w` and `at` (width and left in percent); true sets a bare
 * attribute, false, null and undefined leave it out; all others are attributes.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...Children} children
 * @returns {any}
 */
export function el(tag, props, ...children) {
  const node = SVG_TAGS.indexOf(tag) < 0 ? document.createElement(tag) : document.createElementNS(SVG, tag);
  const given = props || {};
  Object.keys(given).forEach((name) => set(node, name, given[name]));
  add(node, children);
  return node;
}

/**
 * @param {any} node
 * @param {string} name
 * @param {any} value
 */
function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'on') Object.keys(value).forEach((event) => node.addEventListener(event, value[event]));
  else if (name === 'data') Object.keys(value).forEach((key) => set(node, `data-${key}`, value[key]));
  else if (name === 'w') node.style.width = `${value}%`;
  else if (name === 'at') node.style.left = `${value}%`;
  else node.setAttribute(name, value === true ? '' : String(value));
}

/**
 * @param {Node} node
 * @param {Children[]} children
 */
function add(node, children) {
  children.forEach((child) => {
    if (Array.isArray(child)) add(node, child);
    else if (child instanceof Node) node.appendChild(child);
    else if (child !== null && child !== undefined && child !== false) node.appendChild(document.createTextNode(String(child)));
  });
}

/**
 * Replace all that is inside an element.
 * @param {Element} root
 * @param {...Children} children
 */
export function put(root, ...children) {
  while (root.firstChild) root.removeChild(root.firstChild);
  add(root, children);
}

/**
 * An icon by its symbol id: `icon('i-scan')`, `icon('v-no', 'i--l')`. Without a label it is decoration.
 * @param {string} name
 * @param {string} [cls]
 * @param {string} [label]
 * @returns {SVGElement}
 */
export function icon(name, cls = '', label = '') {
  const told = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return el('svg', { class: cls ? `i ${cls}` : 'i', ...told }, el('use', { href: `#${name}` }));
}

/**
 * Show or hide without touching the layout's own display.
 * @param {Element} node
 * @param {boolean} shown
 */
export function show(node, shown) {
  if (shown) node.removeAttribute('hidden');
  else node.setAttribute('hidden', '');
}

/**
 * Give every `data-w` and `data-at` inside root its width and left, in percent: the CSP allows no style attribute.
 * @param {ParentNode} [root]
 */
export function size(root = document) {
  qsa('[data-w]', root).forEach((node) => { node.style.width = `${node.getAttribute('data-w')}%`; });
  qsa('[data-at]', root).forEach((node) => { node.style.left = `${node.getAttribute('data-at')}%`; });
}

/**
 * What the server put into the page for its script.
 * @param {string} [id]
 * @returns {any}
 */
export function pageData(id = 'page-data') {
  const node = document.getElementById(id);
  return node ? JSON.parse(node.textContent || '{}') : {};
}

/**
 * What a device remembers by itself; a browser that forbids storage forgets, and nothing breaks.
 * @param {string} key
 * @returns {string | null}
 */
export function recall(key) {
  try {
    return window.localStorage.getItem(`wavegate.${key}`);
  } catch (refused) {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
export function remember(key, value) {
  try {
    window.localStorage.setItem(`wavegate.${key}`, value);
  } catch (refused) {
    // Private windows refuse storage: the choice lasts as long as the page.
  }
}
