import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { AuthApp, AuthApps } from '../records/apps.ts';
import { MailFault } from './mailer.ts';

/** How long one attempt to send a mail may take. */
export const ATTEMPT_MS_MAX = 15_000;

/** Reasons why a mail is not sent that the people who run the deployment should hear of. */
export const TO_MEND = {
  'no sender': 'A mail was not sent: set PARLANCE_SMTP_URL and PARLANCE_MAIL_FROM, or mail.smtpUrl and mail.from of the app.',
  'no public address': 'A mail was not sent, since its link would lead nowhere: set publicServerURL of the app, or PARLANCE_PUBLIC_URL.',
} as const;

/** Errors of code may hold addresses: the log and the queue learn their numbers alone. @throws MailFault */
export async function told<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    throw new MailFault(`A function about mails failed (${error instanceof ParseError ? error.code : 'no answer'}).`, false);
  }
}

/** @returns undefined for an app that is gone */
export async function appOf(apps: AuthApps, context: RequestContext): Promise<AuthApp | undefined> {
  try {
    return await apps.of(context);
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'InvalidApiKey') return undefined;
    throw error;
  }
}
