import { expect, it } from 'vitest';
import type { analytics } from '@parlance/contracts';
import { DoubledOpens } from './doubled-opens.ts';

const EVENT: analytics.TakenEvent = {
  app: 'app',
  id: 'first',
  name: 'AppOpened',
  at: 100_000,
  client: {},
  installation: 'phone',
  dimensions: [],
  pushHash: 'hash',
};

it('PSH-32 finds a launch that is told twice within five seconds, in whichever order', () => {
  const doubled = new DoubledOpens();
  const isDoubled = (id: string, at: number, more: Partial<analytics.TakenEvent> = {}) => doubled.isDoubled({ ...EVENT, id, at, ...more });
  expect(isDoubled('first', 100_000)).toBe(false);
  expect(isDoubled('second', 104_999)).toBe(true);
  expect(isDoubled('third', 95_001)).toBe(true);
  expect(isDoubled('other push', 100_000, { pushHash: 'other' })).toBe(false);
  expect(isDoubled('other phone', 100_000, { installation: 'tablet' })).toBe(false);
  expect(isDoubled('other app', 100_000, { app: 'other' })).toBe(false);
  expect(isDoubled('later', 105_000)).toBe(false);
});

it('leaves events that are read again, and those that are no opens of pushes', () => {
  const doubled = new DoubledOpens();
  for (let reading = 0; reading < 2; reading += 1) expect(doubled.isDoubled(EVENT)).toBe(false);
  const { pushHash: _pushHash, ...plain } = EVENT;
  const { installation: _installation, ...nobody } = EVENT;
  for (const event of [plain, nobody, { ...EVENT, name: 'other' }])
    for (const id of ['a', 'b']) expect(doubled.isDoubled({ ...event, id })).toBe(false);
});
