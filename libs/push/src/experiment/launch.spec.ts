import { describe, expect, it } from 'vitest';
import { launchBody, type Launchable } from './launch.ts';

const a = { where: { x: 1 }, data: { alert: 'a' }, options: { lane: 'bulk', idempotencyKey: 'k' }, expiration_interval: 5, push_time: 1 };
const experiment: Launchable = {
  type: 'message',
  sizePercent: 50,
  where: { channels: 'Giants' },
  variants: new Map<string, Record<string, unknown>>([
    ['A', a],
    ['B', { data: { alert: 'b' }, apns: { aps: {} }, title: 'Words' }],
  ]),
};
const code = (json: unknown, more: Partial<Launchable> = {}) => {
  try {
    return launchBody(json, { ...experiment, ...more }).choice;
  } catch (error) {
    return (error as { code: number }).code;
  }
};

describe('the launch of an experiment', () => {
  it('EXP-12 sends the chosen message to the audience of the experiment, at its own time', () => {
    expect(launchBody({ choice: 'A' }, experiment)).toEqual({
      choice: 'A',
      body: { data: { alert: 'a' }, options: { lane: 'bulk' }, where: { channels: 'Giants' } },
    });
    const json = { choice: 'b', push_time: '2026-12-26T09:00', expiration_interval: 60 };
    expect(launchBody(json, experiment)).toEqual({
      choice: 'B',
      body: {
        ...{ data: { alert: 'b' }, apns: { aps: {} }, title: 'Words', options: {}, where: { channels: 'Giants' } },
        ...{ push_time: '2026-12-26T09:00', expiration_interval: 60 },
      },
    });
  });

  it('EXP-13 takes the loser as well as the winner, of message tests that left somebody out', () => {
    expect(code({ choice: 'A' })).toBe('A');
    expect(code({ choice: 'B' })).toBe('B');
    expect(code({ choice: 'A' }, { type: 'time', sizePercent: 100 })).toBe(115);
    expect(code({ choice: 'A' }, { sizePercent: 100 })).toBe(115);
  });

  it.each([
    ['no choice', {}],
    ['a choice that there is not', { choice: 'C' }],
    ['a choice that objects inherit', { choice: '__proto__' }],
    ['a choice that is no string', { choice: 1 }],
    ['no object', 'A'],
    ['another message', { choice: 'A', data: { alert: 'x' } }],
    ['another audience', { choice: 'A', where: {} }],
  ])('refuses %s', (_, json) => {
    expect(code(json)).toBe(115);
  });
});
