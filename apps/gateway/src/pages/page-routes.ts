import type { Bus } from '@parlance/bus';
import { auth } from '@parlance/contracts';
import { pageOf, STYLESHEET, STYLESHEET_NAME } from '@parlance/hosted-pages';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { Reply } from '../reply/reply.ts';
import { publicRoute } from '../routes/declare-route.ts';
import type { PublicCall, PublicRoute } from '../routes/route.ts';
import { unknownRoute, type RouteTable } from '../routes/route-table.ts';
import { explainTrouble } from './explain-trouble.ts';
import { HostedPages, type AppVisitor } from './hosted-pages.ts';
import { textOf } from './read-form.ts';
import { openResetLink, submitPassword } from './reset-password.ts';
import { openVerificationLink, resendVerification } from './verify-email.ts';

export interface PageOptions {
  /** Address of the mount as clients reach it. */
  readonly publicUrl: () => string;
  readonly trustedHops: number;
}

const STYLES: Reply = {
  status: 200,
  body: Buffer.from(STYLESHEET),
  contentType: 'text/css; charset=utf-8',
  fields: ['Cache-Control', 'public, max-age=3600'],
};

/** The pages that mailed links lead to. They ask for no keys: a link is known to the person it was sent to. */
export function addPageRoutes(table: RouteTable, bus: Bus, apps: AppDirectory, { publicUrl, trustedHops }: PageOptions): void {
  const pages = new HostedPages({ apps, publicUrl });
  const explain: PublicRoute['explain'] = (error, request) => explainTrouble(error, request, publicUrl());
  /** A flow for one app, after it was found. */
  const ofApp =
    (flow: (visitor: AppVisitor, call: PublicCall) => Promise<Reply>) =>
    async (call: PublicCall<'/apps/:appId'>): Promise<Reply> =>
      flow(await pages.welcome(call, call.path.appId), call);
  const verify = ofApp((visitor, call) => openVerificationLink(bus, pages, visitor, call));
  const resend = ofApp((visitor, call) => resendVerification(bus, pages, visitor, call, trustedHops));
  const open = ofApp((visitor, call) => openResetLink(bus, pages, visitor, call));
  const submit = ofApp((visitor, call) => submitPassword(bus, pages, visitor, call));

  table
    // Opening the link spends it, which a HEAD must not.
    .add(publicRoute('GET', '/apps/:appId/verify_email', auth.verifyEmail.subject, verify, { effect: 'write', explain }))
    .add(publicRoute('POST', '/apps/:appId/resend_verification_email', auth.resendVerification.subject, resend, { explain }))
    .add(publicRoute('GET', '/apps/:appId/request_password_reset', auth.checkResetLink.subject, open, { explain }))
    .add(publicRoute('POST', '/apps/:appId/request_password_reset', auth.resetPassword.subject, submit, { explain }))
    .add(publicRoute('GET', '/apps/:page', 'gateway.page', (call) => answerPage(bus, pages, call), { explain }));
}

/** Pages by their names: forms lead to them, and old apps link to them. The app stands in the query string, if anywhere. */
async function answerPage(bus: Bus, pages: HostedPages, call: PublicCall<'/apps/:page'>): Promise<Reply> {
  const { page: file } = call.path;
  if (file.toLowerCase() === STYLESHEET_NAME) return STYLES;
  const page = pageOf(file);
  if (page === undefined) throw unknownRoute('GET', ['apps', file]);

  const anybody = pages.welcomeAnybody(call);
  const appId = textOf(anybody.query, 'appId') ?? textOf(anybody.query, 'id');
  if (appId === undefined) return pages.draw(anybody, page === 'passwordReset' ? 'passwordResetLinkInvalid' : page);
  const visitor = await pages.welcome(call, appId);
  return page === 'passwordReset' ? openResetLink(bus, pages, visitor, call) : pages.draw(visitor, page);
}
