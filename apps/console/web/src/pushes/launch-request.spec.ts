import { expect, it } from 'vitest';
import { isComplete, launchTimes } from './launch-request.ts';

const form = { when: 'now', at: '', expires: '' } as const;

it('EXP-12 a launch goes at once, at a time of the viewer, or at the time of each device, with an expiry or without', () => {
  expect(launchTimes(form)).toEqual({});
  expect(launchTimes({ ...form, expires: '3600' })).toEqual({ expirationInterval: 3_600 });
  const at = '2026-12-26T09:00';
  expect(launchTimes({ ...form, when: 'local', at })).toEqual({ pushTime: '2026-12-26T09:00:00' });
  expect(launchTimes({ ...form, when: 'later', at })).toEqual({ pushTime: new Date(2026, 11, 26, 9).toISOString() });
});

it('a time is needed for a launch that is not at once', () => {
  expect(isComplete(form)).toBe(true);
  expect(isComplete({ ...form, when: 'later' })).toBe(false);
  expect(isComplete({ ...form, when: 'local', at: '2026-12-26T09:00' })).toBe(true);
});
