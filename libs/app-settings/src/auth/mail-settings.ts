import { z } from 'zod';
import { httpAddress } from '../http-address.ts';
import { cloudFunction } from './cloud-function.ts';
import { secret } from '../secrets/secret.ts';

/**
 * The per-app settings of mails and of the links in them: part of those that auth owns (auth-settings.ts).
 * Source: docs/contract/23-parse-server-options.md sections 4 and 11.
 */
const LINE = /^[^\r\n]+$/;
const ADDRESS = /^(?:[^\r\n<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/;
const line = z.string().max(500).regex(LINE, 'expected one line of text');
const address = z.string().max(500).regex(ADDRESS, 'expected an address such as app@example.com or App <app@example.com>');

/** Languages are named as in BCP 47: `de`, `pt-BR`. */
const LOCALE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;
const mailText = z
  .object({
    subject: line.optional(),
    text: z.string().min(1).max(20_000).optional(),
    html: z.string().min(1).max(100_000).optional(),
  })
  .strict();
const localised = z
  .record(z.string().regex(LOCALE, 'expected a language such as en or pt-BR'), mailText)
  .refine((texts) => Object.keys(texts).length <= 100, 'expected at most 100 languages');

const smtpUrl = z
  .string()
  .max(2_048)
  .refine(isSmtpUrl, 'expected smtp://user:password@host:port or smtps://…, without a path and parameters');

export const mailSettings = {
  publicServerURL: httpAddress
    .nullable()
    .default(null)
    .describe('Address of the mount that links in mails begin with; null for the public address of the deployment.'),
  mail: z
    .object({
      from: address.optional().describe('Sender of mails; left out, the one of the deployment.'),
      replyTo: address.optional().describe('Where answers to mails go.'),
      smtpUrl: secret(smtpUrl)
        .optional()
        .describe('Mail server of the app, at a public address or one in PARLANCE_OUTBOUND_ALLOWED; left out, the one of the deployment.'),
      adapter: cloudFunction.optional().describe('Function that sends the mails, in place of a mail server.'),
      templates: z
        .object({ verification: localised.default({}), passwordReset: localised.default({}) })
        .strict()
        .prefault({})
        .describe('Texts by language instead of the built-in ones, with {{appName}}, {{link}}, {{username}} and {{email}}.'),
    })
    .strict()
    .prefault({})
    .describe('Mails to users.'),
};

/** True for the address of a mail server as settings have it: everything else about a connection is not for settings to say. */
export function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\/[^\s?#]+$/.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname } = new URL(text);
  return hostname !== '' && (pathname === '' || pathname === '/');
}
