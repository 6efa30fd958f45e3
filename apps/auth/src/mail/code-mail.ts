import { ParseError } from '@parlance/errors';
import type { UnknownObject } from '@parlance/values';
import { isEmailAddress } from '../users/email-address.ts';

/** A mail that code of an app has written. */
export interface CodeMail {
  /** The app's own sender when absent. */
  readonly from?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
}

const MEMBERS: ReadonlySet<string> = new Set(['from', 'replyTo', 'to', 'subject', 'text', 'html']);
const RECIPIENTS_MAX = 50;
const SUBJECT_LENGTH_MAX = 500;
const TEXTS_LENGTH_MAX = 500_000;
const SENDER_LENGTH_MAX = 500;
/** `App <app@example.com>`; a name holds no brackets and no quotes. */
const NAMED = /^[^\p{Cc}<>"]*<([^<>]+)>$/u;
const CONTROL = /\p{Cc}/u;

/**
 * Reads a mail of `Parse.Cloud.sendEmail`. No member of it can add a line to the head of the mail, or a recipient that it does not name.
 *
 * @throws IncorrectType (111), InvalidEmailAddress (125), ObjectTooLarge (116)
 */
export function readCodeMail(mail: UnknownObject): CodeMail {
  const unknown = Object.keys(mail).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) {
    throw new ParseError('IncorrectType', `sendEmail does not know "${unknown.slice(0, 100)}": from, replyTo, to, subject, text and html.`);
  }
  const text = optionalText(mail, 'text');
  const html = optionalText(mail, 'html');
  if (text === undefined && html === undefined) throw new ParseError('IncorrectType', 'sendEmail needs a text or html.');
  if ((text ?? '').length + (html ?? '').length > TEXTS_LENGTH_MAX) {
    throw new ParseError('ObjectTooLarge', `The texts of a mail have at most ${TEXTS_LENGTH_MAX} characters.`);
  }
  return {
    from: senderIn(mail, 'from'),
    replyTo: senderIn(mail, 'replyTo'),
    to: recipientsOf(mail['to']),
    subject: subjectOf(mail),
    text,
    html,
  };
}

/** The address in `App <app@example.com>`, or the whole text. */
export function addressIn(sender: string): string {
  return (NAMED.exec(sender)?.[1] ?? sender).trim();
}

function subjectOf({ subject }: UnknownObject): string {
  if (typeof subject === 'string' && subject !== '' && subject.length <= SUBJECT_LENGTH_MAX && !CONTROL.test(subject)) return subject;
  throw new ParseError('IncorrectType', `sendEmail needs a subject: one line of at most ${SUBJECT_LENGTH_MAX} characters.`);
}

function optionalText(mail: UnknownObject, name: 'text' | 'html'): string | undefined {
  const value = mail[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value;
  throw new ParseError('IncorrectType', `The ${name} of a mail is a string.`);
}

function senderIn(mail: UnknownObject, name: 'from' | 'replyTo'): string | undefined {
  const value = mail[name];
  if (value === undefined || value === null) return undefined;
  const isOneLine = typeof value === 'string' && value.length <= SENDER_LENGTH_MAX && !CONTROL.test(value);
  if (isOneLine && isEmailAddress(addressIn(value))) return value;
  throw new ParseError('InvalidEmailAddress', `${name} of a mail is one address such as app@example.com or App <app@example.com>.`);
}

/** One address, several with commas between them, or a list; names of people are left out. */
function recipientsOf(to: unknown): readonly string[] {
  const named = [to].flat().flatMap((entry) => (typeof entry === 'string' ? entry.split(',') : [undefined]));
  const addresses = new Set(named.map((entry) => (entry === undefined || CONTROL.test(entry) ? '' : addressIn(entry.trim()))));
  if (to === undefined || to === null || named.length === 0 || ![...addresses].every(isEmailAddress)) {
    throw new ParseError('InvalidEmailAddress', 'sendEmail needs to: an address, or a list of addresses.');
  }
  if (addresses.size > RECIPIENTS_MAX) throw new ParseError('IncorrectType', `A mail has at most ${RECIPIENTS_MAX} recipients.`);
  return [...addresses];
}
