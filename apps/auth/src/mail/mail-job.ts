import { queue } from '@parlance/queues';
import { z } from 'zod';

/**
 * The recipient of a mail. A request for a mail by an address, a name or an old link is answered without anybody being looked up; that is
 * done when the mail is sent, so that the time of an answer does not tell which users exist.
 *
 * `addressKey` is a digest: a mail that was meant for an address the user no longer has is not sent.
 */
const recipient = z.discriminatedUnion('by', [
  z.object({ by: z.literal('id'), userId: z.string(), addressKey: z.string().optional() }),
  z.object({ by: z.literal('address'), address: z.string() }),
  z.object({ by: z.literal('username'), username: z.string() }),
  z.object({ by: z.literal('link'), digest: z.string() }),
]);
export type Recipient = z.infer<typeof recipient>;

/** A mail to be sent, as it waits in Redis. It never holds a token: that is made when the mail is sent. */
export const mailJob = z.object({
  app: z.string(),
  kind: z.enum(['verification', 'password-reset']),
  recipient,
  /** Address of the mount as clients reach it. */
  serverUrl: z.string().optional(),
  locale: z.string().optional(),
  requestId: z.string(),
  /** Somebody has asked for it: it does not follow a new address by itself. */
  isAskedFor: z.boolean().optional(),
  /** The request was made with the master key. */
  byMaster: z.boolean().optional(),
  /** Set once the mail counts against the user's allowance, so that a repeated attempt does not count again. */
  counted: z.boolean().optional(),
});
export type MailJob = z.infer<typeof mailJob>;

/** Why nobody drains a queue of mails. */
export const MAILS_ARE_KEPT =
  'Mails that wait are kept nowhere else, and somebody was told that each is sent. Pause the queue to hold them back.';

/** Mails on their way. From the first attempt to the last about nine hours pass: a mail server may be away for a night's maintenance. */
export const MAIL_DELIVERY = queue<MailJob>({
  name: 'mail-delivery',
  job: mailJob,
  attempts: 15,
  backoffMs: 2_000,
  keepFailed: { ageSeconds: 24 * 3_600, countMax: 1_000 },
  draining: { refusal: MAILS_ARE_KEPT },
});
