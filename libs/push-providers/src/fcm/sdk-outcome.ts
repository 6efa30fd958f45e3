import type { Outcome } from '@parlance/push';
import type { SendResponse } from 'firebase-admin/messaging';
import { fcmFailure, fcmOutcome } from './outcome.ts';

/** The parts of an error of `firebase-admin` that say something. */
interface SdkError {
  readonly code?: string;
  readonly message?: string;
  readonly cause?: unknown;
  readonly httpResponse?: { readonly status: number; readonly headers?: Record<string, string>; readonly data?: unknown };
}

const NOT_CONNECTED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|SELF_SIGNED|UNABLE_TO_VERIFY/;

/**
 * The outcome of one message as `firebase-admin` tells it. Where the SDK hands the answer of FCM out, the table of `outcome.ts` judges it;
 * the others are the SDK's own errors.
 *
 * @param now milliseconds since the epoch
 */
export function fcmSdkOutcome(response: SendResponse, now: number): Outcome {
  if (response.success) return { kind: 'sent' };
  const error: SdkError = response.error ?? {};
  const answer = answerOf(error);
  if (answer !== undefined) return fcmOutcome({ kind: 'answer', headers: error.httpResponse?.headers ?? {}, ...answer }, now);
  const said = saidBy(error);
  if (error.code?.startsWith('messaging/invalid') === true) return { kind: 'refused', reason: 'invalidPayload' };
  if (error.code === 'app/invalid-credential') return { kind: 'authError', reason: 'invalidCredential' };
  if (said.includes('NGHTTP2_REFUSED_STREAM')) return { kind: 'retry', reason: 'refusedStream' };
  if (NOT_CONNECTED.test(said)) return { kind: 'retry', reason: 'noConnection' };
  return { kind: 'unknown', reason: error.code === 'app/network-timeout' ? 'timeout' : 'streamReset' };
}

/** Whether a message was refused since its access token is no good any more. */
export function wasTokenRefused(response: SendResponse | Outcome | undefined): boolean {
  if (response === undefined || 'kind' in response || response.success) return false;
  const answer = answerOf(response.error ?? {});
  return answer?.status === 401 && fcmFailure(answer.body, 401).code !== 'THIRD_PARTY_AUTH_ERROR';
}

function answerOf({ httpResponse }: SdkError): { readonly status: number; readonly body: string } | undefined {
  if (httpResponse === undefined) return undefined;
  const { status, data } = httpResponse;
  return { status, body: typeof data === 'string' ? data : JSON.stringify(data ?? {}) };
}

/** The words of an error and of all that have caused it, for the engine's eyes alone. */
function saidBy(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 4) return '';
  const { message = '', code = '', cause } = error as SdkError;
  const several = error instanceof AggregateError ? error.errors.map((one) => saidBy(one, depth + 1)) : [];
  return [code, message, saidBy(cause, depth + 1), ...several].join(' ');
}
