import { ParseError } from '@parlance/errors';
import type { AuthApp } from '../records/apps.ts';

/** The deployment's mail server and sender, for apps without a mail server or sender of their own. */
export interface DeploymentMail {
  readonly smtpUrl: string | undefined;
  readonly from: string | undefined;
}

/** A function of the app's code that sends its mails. */
export interface SendingFunction {
  readonly function: string;
}

/** Where the mails of an app leave, and in whose name. */
export interface Sender {
  readonly smtpUrl: string;
  /** Apps are trusted less than the deployment: their mail servers have public addresses, or such as the deployment lists. */
  readonly chosenBy: 'app' | 'deployment';
  /** `App <app@example.com>` */
  readonly from: string | { readonly name: string; readonly address: string };
  readonly replyTo: string | undefined;
}

/** @returns undefined when the app's mails cannot be sent */
export function senderOf({ name, settings: { mail } }: AuthApp, deployment: DeploymentMail): Sender | SendingFunction | undefined {
  if (mail.adapter !== undefined) return mail.adapter;
  const smtpUrl = mail.smtpUrl ?? deployment.smtpUrl;
  const from = mail.from ?? deployment.from;
  if (smtpUrl === undefined || from === undefined) return undefined;
  const chosenBy = mail.smtpUrl === undefined ? 'deployment' : 'app';
  return { smtpUrl, chosenBy, from: from.includes('<') ? from : { name, address: from }, replyTo: mail.replyTo };
}

export const NO_SENDER =
  'This app cannot send mails. It needs the settings mail.smtpUrl and mail.from, or the deployment PARLANCE_SMTP_URL and PARLANCE_MAIL_FROM.';

/** Code 1, as clients of Parse Server know it. */
export function noSender(): ParseError {
  return new ParseError('InternalServerError', NO_SENDER);
}
