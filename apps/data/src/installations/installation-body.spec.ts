import { describe, expect, it } from 'vitest';
import { readInstallation } from './installation-body.ts';

describe('readInstallation', () => {
  const token = 'AB'.repeat(32);

  it('writes ids and Apple’s tokens in lower case, and leaves other tokens as they are', () => {
    const sent = readInstallation({ installationId: 'ABC-1', deviceToken: token, deviceType: 'ios', x: 1 }, 'Header');
    expect(sent).toMatchObject({ installationId: 'abc-1', deviceToken: token.toLowerCase(), namesItself: true });
    expect(sent.body).toEqual({ installationId: 'abc-1', deviceToken: token.toLowerCase(), deviceType: 'ios', x: 1 });
    expect(readInstallation({ deviceToken: 'Firebase:TOKEN' }, undefined).deviceToken).toBe('Firebase:TOKEN');
  });

  it('takes the id of the header where the body has none', () => {
    for (const installationId of [undefined, null, '']) {
      const sent = readInstallation({ installationId, deviceType: 'web' }, 'HEADER');
      expect([sent.installationId, sent.namesItself, sent.body]).toEqual([
        'header',
        false,
        { installationId: 'header', deviceType: 'web' },
      ]);
    }
    expect(readInstallation({}, '').installationId).toBeUndefined();
    expect(readInstallation({}, undefined).body).toEqual({});
  });

  it.each([
    ['an id that is no string', { installationId: 7 }, 132],
    ['a query as an id', { installationId: { $ne: 1 } }, 132],
    ['an operation as an id', { installationId: { __op: 'Delete' }, deviceToken: 't' }, 132],
    ['a token that is no string', { deviceToken: ['t'] }, 114],
    ['an operation as a token', { installationId: 'i', deviceToken: { __op: 'Delete' } }, 114],
    ['PSH-42 a token with a control character', { deviceToken: 'a\u0000b' }, 114],
    ['PSH-42 a token of 4,097 characters', { deviceToken: 'x'.repeat(4_097) }, 114],
    ['an operation as a type', { installationId: 'i', deviceType: { __op: 'Delete' } }, 111],
    ['INS-01 an unknown type', { deviceType: 'toaster' }, 133],
    ['a type that is no string', { deviceType: 1 }, 111],
    ['INS-05 channels that are no list', { channels: 'x' }, 111],
    ['INS-05 channels that are no names', { channels: [1] }, 134],
    ['INS-05 a channel that begins with a digit', { channels: ['9a'] }, 112],
    ['INS-05 a channel with a space', { channels: { __op: 'AddUnique', objects: ['a b'] } }, 112],
    ['INS-05 added channels that are no list', { channels: { __op: 'Add', objects: 'x' } }, 134],
  ])('refuses %s', (_title, body, code) => {
    expect(() => readInstallation(body, undefined)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('INS-05 takes channels of any number, by any operation', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `c${n}`);
    for (const channels of [['Giants', 'a-b_1', ''], many, [], { __op: 'Remove', objects: ['Giants'] }, { __op: 'Delete' }, null]) {
      expect(readInstallation({ channels }, undefined).body['channels']).toEqual(channels);
    }
  });
});
