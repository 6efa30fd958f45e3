import type { Door } from '../door.ts';
import { bytesOf, toJson } from '../primordials.ts';
import { errorOf, jsonOf } from '../sdk/rest-controller.ts';

/**
 * `Parse.Cloud.sendEmail({ from, replyTo, to, subject, text, html })`. Resolves when the mail is on its way: it is sent by the settings of
 * the app, and tried again while the mail server is away.
 *
 * @throws Parse.Error for a mail that cannot be sent
 */
export async function sendEmail(mail: unknown, door: Door): Promise<void> {
  const answer = await door.mail(bytesOf(toJson(mail ?? {})));
  if (answer.status >= 400) throw errorOf(jsonOf(answer), answer.status);
}
