// @ts-check
// What a wedge scanner types, read from key events. Pure: no page, no state.

/** Keys as a scanner set to the US layout sends them: by event.code, plain and shifted. */
/** @type {Record<string, string>} */
const MARKS = {
  Minus: '-_', Equal: '=+', BracketLeft: '[{', BracketRight: ']}', Backslash: '\\|', Semicolon: ';:', Quote: '\'"',
  Comma: ',<', Period: '.>', Slash: '/?', Backquote: '`~', Space: '  ',
  NumpadDecimal: '..', NumpadSubtract: '--', NumpadAdd: '++', NumpadDivide: '//', NumpadMultiply: '**',
};
const SHIFTED_DIGITS = ')!@#$%^&*(';

/** The separator between GS1 fields; a wedge sends it as Ctrl+]. */
export const GS = '\u001d';

/**
 * The character of a physical key, for when an input method swallows `event.key` (keyCode 229).
 * @param {KeyboardEvent} event
 * @returns {string} '' when the key types nothing
 */
export function fromCode(event) {
  const code = event.code || '';
  if (/^Key[A-Z]$/.test(code)) {
    const upper = event.shiftKey !== event.getModifierState('CapsLock');
    return upper ? code[3] : code[3].toLowerCase();
  }
  if (/^Digit\d$/.test(code)) return event.shiftKey ? SHIFTED_DIGITS[Number(code[5])] : code[5];
  if (/^Numpad\d$/.test(code)) return code[6];
  return MARKS[code] ? MARKS[code][event.shiftKey ? 1 : 0] : '';
}

/**
 * The character a key event types.
 * @param {KeyboardEvent} event
 * @returns {string} '' when it types nothing
 */
export function typed(event) {
  if (isGs(event)) return GS;
  if (event.ctrlKey || event.altKey || event.metaKey) return '';
  if (event.keyCode === 229) return fromCode(event);
  return event.key && event.key.length === 1 ? event.key : '';
}

/**
 * Caps Lock turns a scanner's capitals, which it types with Shift, into small letters. A person who locked them does not hold
 * Shift as well: then all letters of the code came out the other way round.
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isTurned(event) {
  return event.shiftKey && event.getModifierState('CapsLock') && /^Key[A-Z]$/.test(event.code || '');
}

/**
 * @param {string} text
 * @returns {string} capitals small, and small letters capital
 */
export function turn(text) {
  return text.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isGs(event) {
  return event.ctrlKey && (event.code === 'BracketRight' || event.key === ']' || event.key === GS);
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether the key ends a code
 */
export function ends(event) {
  return event.key === 'Enter' || event.key === 'Tab' || event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Tab';
}

/**
 * A code as the server wants it: half-width, without blanks around. (The server normalises once more.)
 * @param {string} text
 * @returns {string}
 */
export function clean(text) {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ')
    .replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
