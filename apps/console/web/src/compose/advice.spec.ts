import { expect, it } from 'vitest';
import { adviceOf } from './advice.ts';

it('EXP-20 the size of a test is suggested with its reason', () => {
  expect(adviceOf({ size: 16_000, all: false, openRate: 0.05, audience: 100_000 })).toEqual({
    percent: 16,
    text: expect.stringContaining('16,000 devices (16 %)') as string,
  });
  expect(adviceOf({ size: 3_000, all: true, openRate: 0.05, audience: 3_000 })).toMatchObject({ percent: 100 });
});

it('EXP-11 nothing is suggested without pushes to learn from', () => {
  expect(adviceOf({ size: null, all: false, openRate: null, audience: 10 })).toEqual({
    text: expect.stringContaining('no suggestion') as string,
  });
});
