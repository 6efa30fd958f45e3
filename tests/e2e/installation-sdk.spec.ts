import { randomUUID } from 'node:crypto';
import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkOf, type ParseSdk } from './sdk.ts';

/** The constraints of a query that these tests use, whatever the fields. */
interface Narrowed {
  equalTo(name: string, value: unknown): unknown;
  matchesQuery(name: string, query: unknown): unknown;
}

describe.each(MODES)('installations by the JS SDK, %s', (mode) => {
  let parlance: Parlance;
  let Parse: ParseSdk;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    Parse = sdkOf(parlance, { masterKey: true });
  });
  afterAll(() => parlance?.close());

  const device = async (members: Record<string, unknown>) => {
    const installation = new Parse.Object('_Installation');
    await installation.save({ installationId: randomUUID(), deviceType: 'android', ...members });
    return installation;
  };
  const found = async (narrow: (query: Narrowed) => unknown): Promise<(string | undefined)[]> => {
    const query = new Parse.Query('_Installation');
    narrow(query);
    return (await query.find({ useMasterKey: true })).map(({ id }) => id);
  };

  it('INS-06 subscribe and unsubscribe from the device, and by the master key, visible on refetch', async () => {
    const installation = await device({ channels: ['Giants'] });
    installation.addUnique('channels', 'Mets');
    installation.addUnique('channels', 'Giants');
    await installation.save();
    const elsewhere: typeof installation = new Parse.Object('_Installation');
    elsewhere.id = installation.id;
    elsewhere.remove('channels', 'Giants');
    await elsewhere.save(null, { useMasterKey: true });
    await installation.fetch();
    expect(installation.get('channels')).toEqual(['Mets']);
    expect(await found((query) => query.equalTo('channels', 'Mets'))).toEqual([installation.id]);
    expect(await found((query) => query.equalTo('channels', 'Giants'))).toEqual([]);
  });

  it('INS-07 take zone, locale and versions of each save', async () => {
    const installation = await device({
      timeZone: 'America/New_York',
      localeIdentifier: 'en-US',
      appVersion: '1.0',
      parseVersion: '1.0.0',
    });
    const moved = { timeZone: 'Mars/Olympus', localeIdentifier: 'pt-BR', appVersion: '1.1', parseVersion: '2.0.0' };
    await installation.save(moved);
    const again = await installation.fetch();
    expect(Object.fromEntries(Object.keys(moved).map((name) => [name, again.get(name) as unknown]))).toEqual(moved);
  });

  it('INS-08 keep the URIs of Windows devices by either name', async () => {
    const one = await device({ deviceType: 'winrt', deviceUris: { _Default: 'https://db5.notify.windows.com/?token=a' } });
    const other = await device({ deviceType: 'winphone', channelUris: ['http://s.notify.live.net/u/1'] });
    const uris = async ({ id }: { id?: string }) =>
      (await new Parse.Query('_Installation').get(id as string, { useMasterKey: true })).get('channelUris') as unknown;
    expect([await uris(one), await uris(other)]).toEqual([['https://db5.notify.windows.com/?token=a'], ['http://s.notify.live.net/u/1']]);
  });

  it('INS-09 are found by fields of the app, and by their user', async () => {
    const user = await new Parse.User({ username: randomUUID(), password: 'secret' }).signUp();
    const team = `team-${randomUUID()}`;
    const installation = await device({ team, user });
    await device({ team });
    expect(await found((query) => query.equalTo('team', team))).toHaveLength(2);
    expect(await found((query) => query.equalTo('user', user))).toEqual([installation.id]);
    const users = new Parse.Query('_User').equalTo('objectId', user.id);
    expect(await found((query) => query.matchesQuery('user', users))).toEqual([installation.id]);
  });
});
