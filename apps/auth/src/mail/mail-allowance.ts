import type { Throttle } from '@parlance/redis';
import type { MailKind } from '../records/mail-links.ts';

/** Source: docs/contract/40-security.md section 6. */
const MAILS_PER_HOUR = { pointsMax: 5, windowSeconds: 3_600 };

/** Counts a mail. @returns false when the user had as many of its kind as one user gets in an hour, whichever replica sent them */
export async function mayHaveMail(throttle: Throttle, app: string, userId: string, kind: MailKind): Promise<boolean> {
  return (await throttle.take({ app, key: `${userId}:${kind}` }, MAILS_PER_HOUR)).allowed;
}
