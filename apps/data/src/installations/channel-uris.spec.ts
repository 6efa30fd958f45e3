import { describe, expect, it } from 'vitest';
import { withChannelUris } from './channel-uris.ts';

describe('INS-08 the push URIs of a Windows device', () => {
  it.each<[unknown, unknown]>([
    [{ deviceUris: { other: 'https://b', _Default: 'https://a' } }, { channelUris: ['https://a', 'https://b'] }],
    [{ deviceUris: { _Toast: 'http://a' } }, { channelUris: ['http://a'] }],
    [{ deviceUris: ['https://a', 'https://a'] }, { channelUris: ['https://a'] }],
    [
      { channelUris: ['https://a'], x: 1 },
      { channelUris: ['https://a'], x: 1 },
    ],
    [{ channelUris: { _Default: 'https://a' } }, { channelUris: ['https://a'] }],
    [{ channelUris: ['https://old'], deviceUris: { _Default: 'https://a' } }, { channelUris: ['https://a'] }],
    [{ deviceUris: { __op: 'Delete' } }, { channelUris: { __op: 'Delete' } }],
    [{ channelUris: { __op: 'AddUnique', objects: ['https://a'] } }, { channelUris: { __op: 'AddUnique', objects: ['https://a'] } }],
    [{ deviceUris: 'https://a' }, { channelUris: ['https://a'] }],
    [{ deviceUris: null }, { channelUris: null }],
    [{ x: 1 }, { x: 1 }],
  ])('%j are stored as %j', (body, stored) => {
    expect(withChannelUris(body as Record<string, unknown>)).toEqual(stored);
  });

  it.each([
    { deviceUris: 5 },
    { deviceUris: { _Default: 5 } },
    { channelUris: [{ $ne: 1 }] },
    { channelUris: { __op: 'Add', objects: [1] } },
    { channelUris: { __op: 'Add', objects: {} } },
  ])('%j are refused', (body) => {
    expect(() => withChannelUris(body)).toThrow(expect.objectContaining({ code: 111 }) as Error);
  });
});
