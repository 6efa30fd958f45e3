import { describe, expect, it } from 'vitest';
import { readInstallation } from './installation-body.ts';
import { assertUnchanged, changesAddress, decideRegistration, type StoredInstallation } from './registration.ts';

const stored = (objectId: string, installationId?: string, deviceToken?: string, deviceType = 'ios'): StoredInstallation => ({
  objectId,
  installationId,
  deviceToken,
  deviceType,
  channelUris: undefined,
});
const inBody = (deviceToken?: string) => readInstallation({ installationId: 'i1', deviceToken }, undefined);
const inHeader = (deviceToken?: string) => readInstallation({ deviceToken }, 'i1');
const byToken = (deviceToken: string) => readInstallation({ deviceToken }, undefined);

describe('decideRegistration', () => {
  const decide = (
    sent: ReturnType<typeof inBody>,
    own: StoredInstallation | undefined,
    holders: StoredInstallation[],
    priority: 'deviceToken' | 'installationId' = 'deviceToken',
  ) => {
    const { objectId = 'new', freesToken, removes } = decideRegistration(sent, { own, holders }, priority);
    return `${objectId}${freesToken ? ', frees the token' : ''}${removes === undefined ? '' : `, removes ${removes}`}`;
  };

  // The rows of the table in docs/contract/21-rest-protocol-endpoints.md section 4, in its order.
  it.each([
    ['nothing known', inBody('t1'), undefined, [], 'new'],
    ['one object of the token, which has no id', inBody('t1'), undefined, [stored('a', undefined, 't1')], 'a'],
    ['one object of the token, and no id sent', byToken('t1'), undefined, [stored('a', 'i2', 't1')], 'a'],
    ['the token moves to another id', inBody('t1'), undefined, [stored('a', 'i2', 't1')], 'new, frees the token'],
    [
      'several objects of the token',
      inBody('t1'),
      undefined,
      [stored('a', undefined, 't1'), stored('b', 'i2', 't1')],
      'new, frees the token',
    ],
    ['own object, and a bare one of the token', inBody('t1'), stored('o', 'i1'), [stored('a', undefined, 't1')], 'a, removes o'],
    ['own object, another of the token', inBody('t1'), stored('o', 'i1', 't0'), [stored('a', 'i2', 't1')], 'o, frees the token'],
    ['own object of another token', inBody('t1'), stored('o', 'i1', 't0'), [], 'o, frees the token'],
    ['own object and token', inBody('t1'), stored('o', 'i1', 't1'), [stored('a', undefined, 't1')], 'o'],
    ['own object, no token', inBody(), stored('o', 'i1', 't1'), [], 'o'],
    ['own object by the header', inHeader('t1'), stored('o', 'i1', 't0'), [stored('a', 'i2', 't1')], 'o, frees the token'],
  ] as const)('INS-02 INS-04 %s', (_title, sent, own, holders, expected) => {
    expect(decide(sent, own, [...holders])).toBe(expected);
  });

  it('lets the object of the id survive where the app wants that', () => {
    expect(decide(inBody('t1'), stored('o', 'i1'), [stored('a', undefined, 't1')], 'installationId')).toBe('o, removes a');
  });

  it('insists on an id in the body where a token belongs to others', () => {
    const others = [stored('a', 'i2', 't1'), stored('b', 'i3', 't1')];
    for (const sent of [byToken('t1'), inHeader('t1')])
      expect(() => decide(sent, undefined, others)).toThrow(/Must specify installationId/);
    expect(() => decide(inHeader('t1'), undefined, [stored('a', 'i2', 't1')])).toThrow(/Must specify installationId/);
  });
});

describe('assertUnchanged', () => {
  const changed = (stored: StoredInstallation, body: object) => {
    try {
      assertUnchanged(stored, readInstallation({ ...body }, undefined));
      return 'fine';
    } catch (error) {
      return (error as Error).message.split(' ', 1)[0];
    }
  };

  it('INS-03 keeps id and type for good, and the token of an object without id', () => {
    const full = stored('a', 'i1', 't1');
    expect(changed(full, { installationId: 'I1', deviceType: 'ios', deviceToken: 't2', badge: 1 })).toBe('fine');
    expect(changed(full, { installationId: 'i2' })).toBe('installationId');
    expect(changed(full, { deviceType: 'android' })).toBe('deviceType');
    const bare = stored('a', undefined, 't1');
    expect(changed(bare, { deviceToken: 't2' })).toBe('deviceToken');
    expect(changed(bare, { deviceToken: 't2', installationId: 'i1' })).toBe('fine');
    expect(changed(bare, { deviceToken: 't1' })).toBe('fine');
  });
});

describe('T14 a save', () => {
  const sent = (body: Record<string, unknown>) => readInstallation({ installationId: 'i1', ...body }, undefined);
  const known = { ...stored('a', 'i1', 't1'), channelUris: ['https://a'] };

  it.each([
    ['with the first token', undefined, { deviceToken: 't1' }, true],
    ['with another token', known, { deviceToken: 't2' }, true],
    ['with the same token', known, { deviceToken: 't1' }, false],
    ['with no token', known, { badge: 1 }, false],
    ['with the first URIs', undefined, { channelUris: ['https://a'] }, true],
    ['with other URIs', known, { deviceUris: { _Default: 'https://b' } }, true],
    ['with the same URIs', known, { deviceUris: { _Default: 'https://a' } }, false],
  ] as const)('%s changes the address of the device: %s %j %s', (_, before, body, changes) => {
    expect(changesAddress(before, sent(body))).toBe(changes);
  });
});
