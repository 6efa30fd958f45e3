import { createHmac } from 'node:crypto';
import type { MfaSettings } from '@parlance/app-settings';
import { type Outbound, OutboundError } from '@parlance/outbound';
import { mfaError } from './mfa-decision.ts';

export interface CodeMessage {
  readonly mobile: string;
  readonly code: string;
}

/**
 * Has a code sent by the app's own service: `POST <url>` with `{"app","mobile","token"}`. The receiver checks `x-parlance-signature`, the
 * HMAC-SHA256 of `<timestamp>.<body>` under the app's key in hexadecimals, and that `x-parlance-timestamp` (epoch seconds) is young.
 *
 * @throws ParseError MfaError when the service is away or answers with anything but 2xx; the code then stays valid until the next is sent
 */
export async function sendMessage(message: CodeMessage, app: string, settings: MfaSettings, outbound: Outbound, now: Date): Promise<void> {
  if (settings.sms === undefined) throw notSent();
  const body = JSON.stringify({ app, mobile: message.mobile, token: message.code });
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signature = createHmac('sha256', settings.sms.key).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-parlance-timestamp': timestamp, 'x-parlance-signature': signature };
  try {
    const { status } = await outbound.request({ method: 'POST', url: settings.sms.url, headers, body });
    if (status < 200 || status > 299) throw notSent();
  } catch (error) {
    throw error instanceof OutboundError ? notSent(error) : error;
  }
}

function notSent(cause?: unknown) {
  return Object.assign(mfaError('The code cannot be sent'), cause === undefined ? {} : { cause });
}
