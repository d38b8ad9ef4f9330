// @ts-check
// Trouble is taken by one press and ended by a few words about what was done; for every list of it.

import { post } from '../../client/api.js';
import { el } from '../../client/dom.js';
import { button } from '../../client/parts.js';
import { t } from '../../client/text.js';
import { clearVerdict, showVerdict } from '../../client/verdict.js';

/**
 * @param {{ may_work: boolean }} page
 * @param {() => Promise<void>} renew fetches and draws the list again
 */
export function handling(page, renew) {
  /**
   * @param {string} path
   * @param {any} body
   * @param {'taken' | 'resolved'} done
   */
  async function act(path, body, done) {
    clearVerdict();
    const answer = await post(`/api/v1/exceptions/${path}`, body);
    if (answer.ok) showVerdict({ tone: done === 'taken' ? 'ok' : 'done', word: t(`board.ui.${done}`) });
    else showVerdict({ tone: answer.tone, word: t('board.ui.refused'), say: answer.detail });
    await renew();
  }

  /** Who has it, or the button to take it. @param {any} one */
  function owner(one) {
    if (one.owner) return one.owner;
    return page.may_work ? button(t('board.ui.take'), { cls: 'btn--s', onClick: () => act(`${one.id}/take`, undefined, 'taken') }) : el('b', { class: 'is-no' }, t('ui.no_owner'));
  }

  /** @param {any} one */
  function resolver(one) {
    const words = /** @type {HTMLInputElement} */ (el('input', { class: 'field__box field__box--s', maxlength: 200, 'aria-label': t('board.ui.what_done'), autocomplete: 'off' }));
    const form = el('form', { class: 'row' }, words, el('button', { class: 'btn btn--s ml-2 fix', type: 'submit' }, el('span', null, t('board.ui.resolve'))));
    form.addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      if (words.value.trim()) {
        act(`${one.id}/resolve`, { resolution: words.value.trim() }, 'resolved');
        return;
      }
      showVerdict({ tone: 'warn', word: t('board.ui.refused'), say: t('board.ui.say_what_done') });
      words.focus();
    });
    return form;
  }

  return { owner, resolver };
}
