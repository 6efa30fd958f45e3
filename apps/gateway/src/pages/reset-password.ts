import type { Bus } from '@parlance/bus';
import type { PageText } from '@parlance/app-settings';
import { auth } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { jsonReply, type Reply } from '../reply/reply.ts';
import type { PublicCall } from '../routes/route.ts';
import { pageContext, tokenOf, type AppVisitor, type HostedPages } from './hosted-pages.ts';
import { isProgram, readForm, textOf, type Form } from './read-form.ts';

/** Longest password the services take, in characters. */
const PASSWORD_LENGTH_MAX = 1_024;

/** The form to type a new password in, for a link that is still good. */
export async function openResetLink(bus: Bus, pages: HostedPages, visitor: AppVisitor, call: PublicCall): Promise<Reply> {
  const token = tokenOf(textOf(visitor.query, 'token'));
  if (token === undefined) return pages.show(visitor, 'passwordResetLinkInvalid');
  const { valid } = await bus.call(auth.checkResetLink, { token }, pageContext(visitor, call));
  return valid ? pages.show(visitor, 'passwordReset', { token }) : pages.show(visitor, 'passwordResetLinkInvalid');
}

/**
 * Takes the new password. Browsers are led to the page of the outcome; programs (`X-Requested-With`) get it as JSON, in Parse Server's
 * words.
 *
 * @throws ParseError for programs: PasswordMissing; OtherCause for an invalid link or a password that is not acceptable
 */
export async function submitPassword(bus: Bus, pages: HostedPages, visitor: AppVisitor, call: PublicCall): Promise<Reply> {
  const form = await readForm(call.request);
  const token = tokenOf(form.text('token'));
  const program = isProgram(call.request);
  if (token === undefined) {
    if (program) throw new ParseError('OtherCause', 'Missing token');
    return pages.leadTo(visitor, 'passwordResetLinkInvalid');
  }
  const { speech } = visitor.view;
  const refuse = (message: string) => {
    if (program) throw new ParseError('OtherCause', message);
    return pages.show(visitor, 'passwordReset', { token, error: message }, 400);
  };

  const password = form.text('new_password') ?? '';
  if (password === '' && program) throw new ParseError('PasswordMissing', 'Missing password');
  const complaint = complaintAbout(password, form);
  if (complaint !== undefined) return refuse(speech.say(complaint));

  const change = await bus.call(auth.resetPassword, { token, password }, pageContext(visitor, call, form.bodyMs));
  switch (change.outcome) {
    case 'changed':
      return program ? jsonReply('Password successfully reset') : pages.leadTo(visitor, 'passwordResetSuccess');
    case 'invalid link':
      if (program) throw new ParseError('OtherCause', 'Failed to reset password: username / email / token is invalid');
      return pages.leadTo(visitor, 'passwordResetLinkInvalid');
    case 'refused':
      return refuse(change.message);
  }
}

/** The faults that can be found without asking `auth`; a form of one's own may leave the confirmation out. */
function complaintAbout(password: string, form: Form): PageText | undefined {
  if (password === '') return 'passwordMissing';
  if (password.length > PASSWORD_LENGTH_MAX) return 'passwordTooLong';
  return (form.text('confirm') ?? password) === password ? undefined : 'passwordsDiffer';
}
