import { OutboundError, type Outbound } from '@parlance/outbound';
import { membersOf } from '../json.ts';
import { reasonOf } from '../reason.ts';
import { retryAfterMs } from '../retry-after.ts';
import type { TokenAnswer } from './access-tokens.ts';

const TIMEOUT_MS = 10_000;
const LIFE_SECONDS = 3_600;
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * One request to a token endpoint of OAuth 2. Never rejects: a refusal is an `authError`, an endpoint that is away a `retry`. The form and
 * the answer hold secrets, of which nothing gets into a reason.
 *
 * @param now milliseconds since the epoch
 */
export async function askForToken(
  outbound: Outbound,
  url: string,
  form: Readonly<Record<string, string>>,
  now: () => number,
): Promise<TokenAnswer> {
  try {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await outbound.request({
      method: 'POST',
      url,
      headers,
      body: new URLSearchParams(form).toString(),
      timeoutMs: TIMEOUT_MS,
    });
    const body = membersOf(answer.body.toString());
    if (answer.status >= 500 || answer.status === 429) {
      const afterMs = retryAfterMs(answer.headers['retry-after'], now());
      return { failure: { kind: 'retry', reason: reasonOf(body['error'], answer.status), ...(afterMs === undefined ? {} : { afterMs }) } };
    }
    const { access_token: token, expires_in: life } = body;
    if (answer.status !== 200) return { failure: { kind: 'authError', reason: reasonOf(body['error'], answer.status) } };
    if (typeof token !== 'string' || !TOKEN.test(token)) return { failure: { kind: 'retry', reason: 'noToken' } };
    const seconds = Number(life); // WNS writes a string where FCM writes a number
    return { granted: { token, expiresInMs: (Number.isFinite(seconds) && seconds > 0 ? seconds : LIFE_SECONDS) * 1_000 } };
  } catch (error) {
    return { failure: { kind: 'retry', reason: error instanceof OutboundError ? `token-${error.failure}` : 'tokenFailed' } };
  }
}
