import { describe, expect, it } from 'vitest';
import type { Http2Result } from '../http2/exchange.ts';
import { fcmOutcome } from './outcome.ts';

const NOW = 1_900_000_000_000;
const answer = (status: number, body = '', headers = {}): Http2Result => ({ kind: 'answer', status, headers, body });
const error = (httpStatus: number, status: string, message: string, code?: string, more: object[] = []) =>
  answer(
    httpStatus,
    JSON.stringify({
      error: {
        code: httpStatus,
        status,
        message,
        details: [
          ...(code === undefined ? [] : [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: code }]),
          ...more,
        ],
      },
    }),
  );
const violation = (field: string) => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field, description: 'x' }],
});

describe('answers of FCM', () => {
  it.each([
    ['sent', answer(200, '{"name":"projects/p/messages/1"}'), { kind: 'sent' }],
    ['UNREGISTERED', error(404, 'NOT_FOUND', 'Requested entity was not found.', 'UNREGISTERED'), { kind: 'dead', reason: 'UNREGISTERED' }],
    [
      'a bad token',
      error(400, 'INVALID_ARGUMENT', 'The registration token is not a valid FCM registration token', 'INVALID_ARGUMENT'),
      { kind: 'dead', reason: 'INVALID_ARGUMENT' },
    ],
    [
      'a bad token by its field',
      error(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.', 'INVALID_ARGUMENT', [violation('message.token')]),
      { kind: 'dead', reason: 'INVALID_ARGUMENT' },
    ],
    [
      'a bad payload',
      error(400, 'INVALID_ARGUMENT', 'Invalid value at message.data[0].value', 'INVALID_ARGUMENT', [violation('message.data[0].value')]),
      { kind: 'refused', reason: 'INVALID_ARGUMENT' },
    ],
    ['a large payload', error(400, 'INVALID_ARGUMENT', 'Android message is too big', 'INVALID_ARGUMENT'), { kind: 'tooLarge' }],
    [
      'another sender',
      error(403, 'PERMISSION_DENIED', 'SenderId mismatch', 'SENDER_ID_MISMATCH'),
      { kind: 'refused', reason: 'SENDER_ID_MISMATCH' },
    ],
    ['no permission', error(403, 'PERMISSION_DENIED', 'Permission denied'), { kind: 'authError', reason: 'PERMISSION_DENIED' }],
    ['a bad access token', error(401, 'UNAUTHENTICATED', 'Invalid credentials'), { kind: 'authError', reason: 'UNAUTHENTICATED' }],
    [
      'a bad APNs key',
      error(401, 'UNAUTHENTICATED', 'x', 'THIRD_PARTY_AUTH_ERROR'),
      { kind: 'authError', reason: 'THIRD_PARTY_AUTH_ERROR' },
    ],
    ['no such project', error(404, 'NOT_FOUND', 'Project not found'), { kind: 'refused', reason: 'NOT_FOUND' }],
    [
      'the quota',
      error(429, 'RESOURCE_EXHAUSTED', 'x', 'QUOTA_EXCEEDED'),
      { kind: 'retry', reason: 'QUOTA_EXCEEDED', afterMs: 60_000, throttled: true },
    ],
    ['an outage', error(503, 'UNAVAILABLE', 'x', 'UNAVAILABLE'), { kind: 'retry', reason: 'UNAVAILABLE', afterMs: 10_000 }],
    ['an inner error', error(500, 'INTERNAL', 'x', 'INTERNAL'), { kind: 'retry', reason: 'INTERNAL', afterMs: 10_000 }],
    ['a proxy', answer(502, '<html>Bad gateway</html>'), { kind: 'retry', reason: 'HTTP502', afterMs: 10_000 }],
  ])('%s is an outcome of its own', (_what, result, outcome) => {
    expect(fcmOutcome(result, NOW)).toEqual(outcome);
  });

  it('waits as long as FCM asks, and ten seconds at least after an outage', () => {
    expect(fcmOutcome(answer(429, '', { 'retry-after': '7' }), NOW)).toMatchObject({ afterMs: 7_000 });
    expect(fcmOutcome(answer(503, '', { 'retry-after': '3' }), NOW)).toMatchObject({ afterMs: 10_000 });
    expect(fcmOutcome(answer(503, '', { 'retry-after': '30' }), NOW)).toMatchObject({ afterMs: 30_000 });
  });
});
