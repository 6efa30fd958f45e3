import { expect, it } from 'vitest';
import { targetOf } from './target-of.ts';

const NOW = 1_800_000_000_000;

it('shows an installation as a target, its notes of pushes left out', () => {
  const tokenAt = new Date(1_700_000_000_000);
  const document = {
    _id: 'a',
    deviceType: 'ios',
    deviceToken: 'ab',
    badge: 3,
    timeZone: 'Europe/Berlin',
    _tombstone: { tokenAt, badgeBy: ['x'] },
    colour: 'red',
  };
  expect(targetOf(document, NOW)).toEqual({
    objectId: 'a',
    deviceType: 'ios',
    deviceToken: 'ab',
    badge: 3,
    timeZone: 'Europe/Berlin',
    tokenAt: 1_700_000_000_000,
  });
});

it('INS-08 takes channel URIs as a list and as an object by tag', () => {
  expect(targetOf({ _id: 'a', deviceType: 'winrt', channelUris: ['https://a', 5] }, NOW).channelUris).toEqual(['https://a']);
  expect(targetOf({ _id: 'a', deviceType: 'winrt', channelUris: { _Default: 'https://b' } }, NOW).channelUris).toEqual(['https://b']);
});

it('takes members of a type that nobody declared for absent ones', () => {
  expect(targetOf({ _id: 'a', deviceType: 4, deviceToken: { $gt: '' }, badge: '1', channelUris: 'x', timeZone: '' }, NOW)).toEqual({
    objectId: 'a',
    deviceType: '',
  });
});

it('PSH-27 says that a channel takes no more messages today, until the day is over', () => {
  const usedUp = (until: unknown) => targetOf({ _id: 'a', deviceType: 'winphone', _tombstone: { quota: { until } } }, NOW).usedUp;
  expect([new Date(NOW + 1), new Date(NOW), 'tomorrow', undefined].map(usedUp)).toEqual([true, undefined, undefined, undefined]);
});
