import { describe, expect, it } from 'vitest';
import { methodsOf, rateLimitSetting } from './rate-limit-settings.ts';

const LIMIT = { requestPath: '/login', requestTimeWindow: 1_000, requestCount: 1 };

describe('the setting rateLimit', () => {
  it('CLD-44 takes one limit and a list of them', () => {
    const filled = { zone: 'ip', includeMasterKey: false, includeInternalRequests: false, errorResponseMessage: 'Too many requests.' };
    expect(rateLimitSetting.parse(LIMIT)).toEqual([{ ...LIMIT, ...filled }]);
    expect(rateLimitSetting.parse([LIMIT, LIMIT])).toHaveLength(2);
    expect(rateLimitSetting.parse(undefined)).toEqual([]);
  });

  it.each([
    { ...LIMIT, requestcount: 2 },
    { ...LIMIT, includeMasterkey: true },
    { ...LIMIT, redisUrl: 'redis://elsewhere' },
    { ...LIMIT, requestMethods: 'FETCH' },
    { ...LIMIT, requestMethods: '(' },
    { ...LIMIT, requestMethods: [] },
    { requestPath: '/login' },
    'none',
    [[LIMIT]],
    null,
  ])('CLD-28 refuses %j', (value) => {
    expect(rateLimitSetting.safeParse(value).success).toBe(false);
  });

  it('CLD-27 reads a string of methods as Parse Server does, as a regular expression', () => {
    expect([methodsOf('POST'), methodsOf('^(POST|PUT)$'), methodsOf('P')]).toEqual([['POST'], ['POST', 'PUT'], ['POST', 'PUT', 'PATCH']]);
  });
});
