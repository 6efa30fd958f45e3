import { expect, it } from 'vitest';
import { readEvent } from './read-event.ts';

const NOW = Date.UTC(2026, 10, 29, 12);
const HOUR_MS = 3_600_000;
const at = (iso: string) => readEvent('e', { at: { __type: 'Date', iso } }, NOW).at;

it.each<[string, number]>([
  ['2026-11-29T05:00:00-07:00', NOW],
  ['2026-11-29T12:00:00.000Z', NOW],
  ['2026-11-30T11:59:59Z', NOW + 24 * HOUR_MS - 1_000],
  ['2026-11-30T12:00:01Z', NOW],
  ['2026-10-30T12:00:00Z', NOW - 30 * 24 * HOUR_MS],
  ['2026-10-30T11:59:59Z', NOW],
])('ANA-02 takes %s for the right moment, and the time of arrival for one that is too far off', (iso, expected) => {
  expect(at(iso)).toBe(expected);
});

it('takes the time of arrival where there is none', () => {
  expect(readEvent('e', {}, NOW)).toEqual({ name: 'e', at: NOW, dimensions: [] });
});

it.each<[string, unknown, string]>([
  ['', {}, 'InvalidEventName'],
  ['\u2003', {}, 'InvalidEventName'],
  ['a\u0000', {}, 'InvalidEventName'],
  ['a\u0085', {}, 'InvalidEventName'],
  ['x'.repeat(256), {}, 'InvalidEventName'],
  ['e', { at: 5 }, 'IncorrectType'],
  ['e', { at: { __type: 'Date', iso: 'soon' } }, 'IncorrectType'],
  ['e', { dimensions: { a: 5 } }, 'IncorrectType'],
  ['e', { dimensions: { ...Object.fromEntries(Array.from('abcdefgh', (name) => [name, ''])), ninth: 5 } }, 'IncorrectType'],
  ['e', { dimensions: [] }, 'InvalidJson'],
  ['AppOpened', { push_hash: {} }, 'IncorrectType'],
  ['AppOpened', { push_id: 5 }, 'IncorrectType'],
])('ANA-06 refuses the event %j with %j', (name, body, kind) => {
  expect(() => readEvent(name, body as Record<string, unknown>, NOW)).toThrow(expect.objectContaining({ kind }));
});

it('PSH-30 keeps the names of pushes of app-opens alone', () => {
  expect(readEvent('AppOpened', { push_id: 'xWMyZ4YEGZ', push_hash: null }, NOW)).toEqual({
    name: 'AppOpened',
    at: NOW,
    dimensions: [],
    pushId: 'xWMyZ4YEGZ',
  });
  expect(readEvent('other', { push_id: 'abc' }, NOW)).not.toHaveProperty('pushId');
  expect(readEvent('AppOpened', { push_hash: 'abc' }, NOW).pushHash).toBe('abc');
  expect(readEvent('AppOpened', { push_hash: '' }, NOW)).not.toHaveProperty('pushHash');
  expect(readEvent('other', { push_hash: 'abc' }, NOW)).not.toHaveProperty('pushHash');
});
