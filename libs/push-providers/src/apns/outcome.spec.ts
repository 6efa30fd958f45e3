import { describe, expect, it } from 'vitest';
import type { Http2Result } from '../http2/exchange.ts';
import { apnsOutcome } from './outcome.ts';

const NOW = 1_900_000_000_000;
const answer = (status: number, body: unknown = '', headers = {}): Http2Result => ({
  kind: 'answer',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('answers of APNs', () => {
  it.each([
    [200, undefined, { kind: 'sent' }],
    [400, 'BadDeviceToken', { kind: 'dead', reason: 'BadDeviceToken' }],
    [400, 'DeviceTokenNotForTopic', { kind: 'dead', reason: 'DeviceTokenNotForTopic' }],
    [400, 'BadTopic', { kind: 'refused', reason: 'BadTopic' }],
    [400, 'PayloadEmpty', { kind: 'refused', reason: 'PayloadEmpty' }],
    [403, 'InvalidProviderToken', { kind: 'authError', reason: 'InvalidProviderToken' }],
    [403, 'ExpiredProviderToken', { kind: 'authError', reason: 'ExpiredProviderToken' }],
    [403, 'MissingProviderToken', { kind: 'authError', reason: 'MissingProviderToken' }],
    [403, 'BadCertificate', { kind: 'authError', reason: 'BadCertificate' }],
    [403, 'BadCertificateEnvironment', { kind: 'authError', reason: 'BadCertificateEnvironment' }],
    [403, 'Forbidden', { kind: 'refused', reason: 'Forbidden' }],
    [404, 'BadPath', { kind: 'refused', reason: 'BadPath' }],
    [405, 'MethodNotAllowed', { kind: 'refused', reason: 'MethodNotAllowed' }],
    [413, 'PayloadTooLarge', { kind: 'tooLarge' }],
    [429, 'TooManyRequests', { kind: 'retry', reason: 'TooManyRequests', afterMs: 60_000, throttled: true }],
    [500, 'InternalServerError', { kind: 'retry', reason: 'InternalServerError' }],
    [503, 'ServiceUnavailable', { kind: 'retry', reason: 'ServiceUnavailable' }],
    [503, 'Shutdown', { kind: 'retry', reason: 'Shutdown' }],
    [302, undefined, { kind: 'refused', reason: 'HTTP302' }],
  ])('%i %s is an outcome of its own', (status, reason, outcome) => {
    expect(apnsOutcome(answer(status, reason === undefined ? '' : { reason }), NOW)).toEqual(outcome);
  });

  it.each(['Unregistered', 'ExpiredToken'])('410 %s tells when the device went away', (reason) => {
    expect(apnsOutcome(answer(410, { reason, timestamp: 1_800_000_000_123 }), NOW)).toEqual({
      kind: 'dead',
      reason,
      at: 1_800_000_000_123,
    });
    expect(apnsOutcome(answer(410, { reason }), NOW)).toEqual({ kind: 'dead', reason });
  });

  it('waits as long as APNs asks', () => {
    expect(apnsOutcome(answer(429, { reason: 'TooManyRequests' }, { 'retry-after': '7' }), NOW)).toMatchObject({ afterMs: 7_000 });
    expect(apnsOutcome(answer(503, { reason: 'Shutdown' }, { 'retry-after': '3' }), NOW)).toMatchObject({ afterMs: 3_000 });
  });

  it('without an answer tells apart what was not processed and what may have been', () => {
    expect(apnsOutcome({ kind: 'unprocessed', reason: 'goAway' }, NOW)).toEqual({ kind: 'retry', reason: 'goAway' });
    expect(apnsOutcome({ kind: 'unknown', reason: 'timeout' }, NOW)).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(apnsOutcome({ kind: 'malformed', reason: 'malformedHeader' }, NOW)).toEqual({ kind: 'refused', reason: 'malformedHeader' });
  });

  it('that are no answers of APNs give no text away', () => {
    for (const body of ['<html>token a1a1</html>', { reason: 'token a1a1a1' }, { reason: 7 }, '[]', 'null']) {
      expect(apnsOutcome(answer(400, body), NOW)).toEqual({ kind: 'refused', reason: 'HTTP400' });
    }
  });
});
