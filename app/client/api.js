// @ts-check
// Talking to the server: JSON in, one plain answer out. Nothing here throws.

import { t } from './text.js';

/**
 * @typedef {object} Answer
 * @property {boolean} ok
 * @property {number} status 0 when no answer came
 * @property {string} code the refusal's code; `offline` or `timeout` when no answer came; '' when ok
 * @property {string} detail the sentence for the person
 * @property {string} tone the verdict family of a refusal; '' when ok
 * @property {boolean} retryable
 * @property {any[]} errors
 * @property {any} data the body
 */

/**
 * @typedef {object} Options
 * @property {number} [timeoutMs] how long to wait, default 8,000 ms
 * @property {string} [key] Idempotency-Key
 * @property {Record<string, string>} [headers]
 */

/**
 * Use the token of a log-in that happened without a page load.
 * @param {string} token
 */
export function setCsrf(token) {
  let meta = document.querySelector('meta[name="csrf-token"]');
  if (!meta) {
    meta = document.createElement('meta');
    meta.setAttribute('name', 'csrf-token');
    document.head.appendChild(meta);
  }
  meta.setAttribute('content', token);
}

/** @returns {string} */
export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return (meta && meta.getAttribute('content')) || '';
}

/**
 * @param {string} url
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export function get(url, options) {
  return call('GET', url, undefined, options);
}

/**
 * @param {string} url
 * @param {any} [body]
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export function post(url, body, options) {
  return call('POST', url, body === undefined ? {} : body, options);
}

/**
 * @param {string} method
 * @param {string} url
 * @param {any} [body] sent as JSON; a FormData goes as it is
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export async function call(method, url, body, options = {}) {
  try {
    const response = await inTime(fetch(url, request(method, body, options)), options.timeoutMs || 8000);
    return await answer(response);
  } catch (trouble) {
    const late = trouble instanceof LateError;
    return lost(late ? 'timeout' : 'offline', t(late ? 'ui.timed_out' : 'ui.no_network'));
  }
}

class LateError extends Error {}

/**
 * @param {string} method
 * @param {any} body
 * @param {Options} options
 * @returns {RequestInit}
 */
function request(method, body, options) {
  const form = body instanceof FormData;
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', ...options.headers };
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrfToken();
  if (options.key) headers['Idempotency-Key'] = options.key;
  return { method, headers, credentials: 'same-origin', cache: 'no-store', body: form || body === undefined ? body : JSON.stringify(body) };
}

/**
 * Chrome 64 cannot abort a fetch, so a late answer is left to come and be forgotten: every write may be repeated.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T>}
 */
function inTime(promise, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new LateError()), ms);
    promise.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
async function answer(response) {
  const body = await json(response);
  const problem = response.ok ? {} : body || {};
  return {
    ok: response.ok,
    status: response.status,
    code: response.ok ? '' : problem.code || `http.${response.status}`,
    detail: response.ok ? '' : problem.detail || t('ui.server_trouble'),
    tone: response.ok ? '' : problem.tone || (response.status >= 500 ? 'srv' : 'no'),
    retryable: response.ok ? false : problem.retryable === true || response.status >= 500,
    errors: problem.errors || [],
    data: body,
  };
}

/**
 * @param {Response} response
 * @returns {Promise<any>}
 */
async function json(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch (garbled) {
    return null;
  }
}

/**
 * @param {string} code
 * @param {string} detail
 * @returns {Answer}
 */
function lost(code, detail) {
  return { ok: false, status: 0, code, detail, tone: code === 'offline' ? 'off' : 'srv', retryable: true, errors: [], data: null };
}
