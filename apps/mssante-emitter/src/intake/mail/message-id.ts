import { MESSAGE_ID_CHARACTERS_MAX } from '../limits.js';

const FORM = /^<[!-;=?-~]+@[!-;=?-~]+>$/;

/**
 * Whether a text is a Message-ID: `<LOCAL@DOMAIN>` in printable ASCII. The length is looked at
 * first: the form alone takes quadratic time on a long text of "@".
 */
export function isMessageId(text: string): boolean {
  return text.length <= MESSAGE_ID_CHARACTERS_MAX && FORM.test(text);
}
