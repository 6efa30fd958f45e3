import type { Answer } from '../frame/exchange.ts';
import type { AnswerFacts } from '../frame/simulator.ts';

const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';

interface FcmFailure {
  readonly status: number;
  /** Of google.rpc. */
  readonly rpc: string;
  readonly message: string;
  /** Of FCM itself; errors that come from in front of it have none. */
  readonly errorCode?: string;
}

const FAILURES = {
  UNREGISTERED: { status: 404, rpc: 'NOT_FOUND', message: 'Requested entity was not found.', errorCode: 'UNREGISTERED' },
  INVALID_ARGUMENT: {
    status: 400,
    rpc: 'INVALID_ARGUMENT',
    message: 'Request contains an invalid argument.',
    errorCode: 'INVALID_ARGUMENT',
  },
  INVALID_REGISTRATION: {
    status: 400,
    rpc: 'INVALID_ARGUMENT',
    message: 'The registration token is not a valid FCM registration token',
    errorCode: 'INVALID_ARGUMENT',
  },
  SENDER_ID_MISMATCH: { status: 403, rpc: 'PERMISSION_DENIED', message: 'SenderId mismatch', errorCode: 'SENDER_ID_MISMATCH' },
  QUOTA_EXCEEDED: {
    status: 429,
    rpc: 'RESOURCE_EXHAUSTED',
    message: 'Resource has been exhausted (e.g. check quota).',
    errorCode: 'QUOTA_EXCEEDED',
  },
  UNAVAILABLE: { status: 503, rpc: 'UNAVAILABLE', message: 'The service is currently unavailable.', errorCode: 'UNAVAILABLE' },
  INTERNAL: { status: 500, rpc: 'INTERNAL', message: 'Internal error encountered.', errorCode: 'INTERNAL' },
  THIRD_PARTY_AUTH_ERROR: {
    status: 401,
    rpc: 'UNAUTHENTICATED',
    message: 'Auth error from APNS or Web Push Service',
    errorCode: 'THIRD_PARTY_AUTH_ERROR',
  },
  UNAUTHENTICATED: {
    status: 401,
    rpc: 'UNAUTHENTICATED',
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
  },
  PERMISSION_DENIED: { status: 403, rpc: 'PERMISSION_DENIED', message: 'Permission denied on resource project.' },
  NOT_FOUND: { status: 404, rpc: 'NOT_FOUND', message: 'Method not found.' },
} as const satisfies Record<string, FcmFailure>;

const BAD_GATEWAY = '<!DOCTYPE html>\n<html lang=en><title>Error 502 (Server Error)!!1</title><p><b>502.</b> That’s an error.</html>\n';

/** The answer for each error of FCM v1, and `BAD_GATEWAY`, whose body is no JSON. `detail` names a field: "field: complaint". */
export const FCM_ANSWERS: Readonly<Record<string, (facts: AnswerFacts) => Answer>> = {
  ...Object.fromEntries(Object.entries(FAILURES).map(([name, failure]) => [name, (facts: AnswerFacts) => answerOf(failure, facts)])),
  BAD_GATEWAY: () => ({ status: 502, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: BAD_GATEWAY }),
};

export type FcmRefusal = keyof typeof FAILURES;

function answerOf({ status, rpc, message, errorCode }: FcmFailure, { retryAfterSeconds, detail }: AnswerFacts): Answer {
  const [field = '', ...complaint] = (detail ?? '').split(': ');
  const details = [
    ...(errorCode === undefined ? [] : [{ '@type': FCM_ERROR, errorCode }]),
    ...(detail === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: complaint.join(': ') }] }]),
  ];
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      error: { code: status, message: complaint.length > 0 ? complaint.join(': ') : message, status: rpc, details },
    }),
  };
}
