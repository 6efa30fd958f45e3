import { expect, it } from 'vitest';
import { targetOf } from './target-of.ts';

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
  expect(targetOf(document)).toEqual({
    objectId: 'a',
    deviceType: 'ios',
    deviceToken: 'ab',
    badge: 3,
    timeZone: 'Europe/Berlin',
    tokenAt: 1_700_000_000_000,
  });
});

it('INS-08 takes channel URIs as a list and as an object by tag', () => {
  expect(targetOf({ _id: 'a', deviceType: 'winrt', channelUris: ['https://a', 5] }).channelUris).toEqual(['https://a']);
  expect(targetOf({ _id: 'a', deviceType: 'winrt', channelUris: { _Default: 'https://b' } }).channelUris).toEqual(['https://b']);
});

it('takes members of a type that nobody declared for absent ones', () => {
  expect(targetOf({ _id: 'a', deviceType: 4, deviceToken: { $gt: '' }, badge: '1', channelUris: 'x', timeZone: '' })).toEqual({
    objectId: 'a',
    deviceType: '',
  });
});
