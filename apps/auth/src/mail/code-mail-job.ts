import { queue } from '@parlance/queues';
import { z } from 'zod';
import { MAILS_ARE_KEPT } from './mail-job.ts';

/** A mail that code of an app has written. It is stored nowhere else: Redis has it until the mail server has taken it. */
const codeMailJob = z.object({
  app: z.string(),
  requestId: z.string(),
  mail: z.object({
    from: z.string().optional(),
    replyTo: z.string().optional(),
    to: z.array(z.string()),
    subject: z.string(),
    text: z.string().optional(),
    html: z.string().optional(),
  }),
});
export type CodeMailJob = z.infer<typeof codeMailJob>;

/** Mails of code on their way, beside those of the platform: a link that somebody waits for does not wait behind a thousand newsletters. */
export const CODE_MAIL_DELIVERY = queue<CodeMailJob>({
  name: 'code-mail-delivery',
  job: codeMailJob,
  attempts: 15,
  backoffMs: 2_000,
  keepFailed: { ageSeconds: 24 * 3_600, countMax: 100 },
  draining: { refusal: MAILS_ARE_KEPT },
});
