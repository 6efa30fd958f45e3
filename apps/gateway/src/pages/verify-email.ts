import type { Bus } from '@parlance/bus';
import { auth } from '@parlance/contracts';
import { clientAddress } from '../callers/client-address.ts';
import type { Reply } from '../reply/reply.ts';
import type { PublicCall } from '../routes/route.ts';
import { pageContext, tokenOf, type AppVisitor, type HostedPages } from './hosted-pages.ts';
import { readForm, textOf } from './read-form.ts';

/** Longest user name the services take here, in characters. */
const USERNAME_LENGTH_MAX = 1_024;

/** Opening the link verifies the address and spends the link. */
export async function openVerificationLink(bus: Bus, pages: HostedPages, visitor: AppVisitor, call: PublicCall): Promise<Reply> {
  const token = tokenOf(textOf(visitor.query, 'token'));
  if (token === undefined) return pages.show(visitor, 'emailVerificationLinkInvalid');
  const { verified } = await bus.call(auth.verifyEmail, { token }, pageContext(visitor, call));
  return verified ? pages.show(visitor, 'emailVerificationSuccess') : pages.show(visitor, 'emailVerificationLinkExpired', { token });
}

/** Has a new link sent, by the old one or by the name of the user. Whether there is such a user shows in no answer. */
export async function resendVerification(
  bus: Bus,
  pages: HostedPages,
  visitor: AppVisitor,
  call: PublicCall,
  trustedHops: number,
): Promise<Reply> {
  const form = await readForm(call.request);
  const token = tokenOf(form.text('token'));
  const username = form.text('username');
  if ((token ?? username) === undefined || (username?.length ?? 0) > USERNAME_LENGTH_MAX)
    return pages.leadTo(visitor, 'emailVerificationSendFail');
  const origin = { address: clientAddress(call.request, trustedHops), serverUrl: visitor.publicUrl, locale: visitor.view.speech.locale };
  const { accepted } = await bus.call(auth.resendVerification, { token, username, origin }, pageContext(visitor, call, form.bodyMs));
  return pages.leadTo(visitor, accepted ? 'emailVerificationSendSuccess' : 'emailVerificationSendFail');
}
