// @ts-check
// What the bench says when the server refuses: the word names the trouble, the sentence the way out.

import { t } from '../../client/text.js';
import { verdictWord } from '../../client/verdict.js';

/** Refusals that have a word of their own; the others are "not now". */
const WORDS = /** @type {Record<string, string>} */ ({
  'packing.unknown_code': 'verdict.unknown_code', 'packing.other_bench': 'verdict.reassigned', 'packing.unknown_box': 'packing.ui.no_such_box',
  'label.wrong_waybill': 'packing.ui.wrong_label', 'label.voided': 'packing.ui.wrong_label',
});

/**
 * @param {import('../../client/api.js').Answer} answer
 * @returns {import('../../client/verdict.js').Verdict}
 */
export function refusal(answer) {
  if (!answer.status) return { tone: 'srv', word: verdictWord('server_error'), say: answer.detail };
  const tone = /** @type {any} */ (answer.tone && answer.tone !== 'none' ? answer.tone : 'no');
  return { tone, word: t(WORDS[answer.code] || 'packing.ui.not_now'), say: answer.code === 'label.wrong_waybill' ? wrongLabel(answer.data) : answer.detail };
}

/** Whose label it is, where anybody knows. @param {any} told */
function wrongLabel(told) {
  const known = told.belongs_to !== '-';
  return t(known ? 'packing.ui.wrong_label_say' : 'packing.ui.no_such_label', { scanned: told.scanned, owner: told.belongs_to, parcel: told.parcel_no });
}
