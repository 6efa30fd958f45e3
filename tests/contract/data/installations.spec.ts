import { data } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, type Json } from './data-service.ts';

describe.each(MODES)('installations and the notes of pushes, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
  });
  afterAll(() => deployment.close());

  const save = (body: Json, objectId?: string) => deployment.call(data.saveInstallation, { body, objectId });
  const stored = async (installationId: string): Promise<Json> => {
    const found = await (await deployment.collection('_Installation')).findOne({ installationId });
    return found as Json;
  };

  it('INS-08 keeps channelUris and deviceUris as one list', async () => {
    await save({
      installationId: 'windows',
      deviceType: 'winrt',
      deviceUris: { _Default: 'https://a.notify.windows.com/1', tile: 'https://a.notify.windows.com/2' },
    });
    expect(await stored('windows')).toMatchObject({ channelUris: ['https://a.notify.windows.com/1', 'https://a.notify.windows.com/2'] });
    expect(await stored('windows')).not.toHaveProperty('deviceUris');
    await save({ installationId: 'windows', channelUris: ['https://a.notify.windows.com/3'] });
    expect(await stored('windows')).toMatchObject({ channelUris: ['https://a.notify.windows.com/3'] });
    await expect(codeOf(save({ installationId: 'windows', deviceUris: { _Default: { $ne: 1 } } }))).resolves.toBe(111);
  });

  const notes = async (installationId: string) => (await stored(installationId))['_tombstone'] as Record<string, Date | undefined>;

  it('T14 notes since when a device has its address, and that it is dead no longer', async () => {
    const installations = await deployment.collection('_Installation');
    const before = new Date();
    await save({ installationId: 'phone', deviceType: 'ios', deviceToken: 'token-1' });
    const { _id } = await stored('phone');
    expect((await notes('phone'))['tokenAt']?.getTime()).toBeGreaterThanOrEqual(before.getTime());

    const old = new Date(0);
    await installations.updateOne({ _id: _id as string }, { $set: { _tombstone: { tokenAt: old, dead: { at: old } } } });
    await save({ installationId: 'phone', deviceToken: 'token-1', badge: 3 });
    expect(await stored('phone')).toMatchObject({ _tombstone: { tokenAt: old, dead: { at: old } }, badge: 3 });

    await save({ installationId: 'phone', deviceToken: 'token-2' });
    expect((await notes('phone'))['tokenAt']?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(await notes('phone')).not.toHaveProperty('dead');

    // As after a dead token was taken away: the same one comes back. An older server has left a word of its own in the notes' place.
    await installations.updateOne({ _id: _id as string }, { $set: { _tombstone: true }, $unset: { deviceToken: '' } });
    await save({ deviceToken: 'token-2' }, _id as string);
    expect((await notes('phone'))['tokenAt']?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('T14 notes the same of the URIs of a Windows device', async () => {
    const installations = await deployment.collection('_Installation');
    await save({ installationId: 'tablet', deviceType: 'winrt', channelUris: ['https://a.notify.windows.com/1'] });
    const old = new Date(0);
    await installations.updateOne({ installationId: 'tablet' }, { $set: { _tombstone: { tokenAt: old } } });
    await save({ installationId: 'tablet', deviceUris: { _Default: 'https://a.notify.windows.com/1' }, timeZone: 'Europe/Berlin' });
    expect(await stored('tablet')).toMatchObject({ _tombstone: { tokenAt: old }, timeZone: 'Europe/Berlin' });
    await save({ installationId: 'tablet', deviceUris: { _Default: 'https://a.notify.windows.com/2' } });
    expect((await notes('tablet'))['tokenAt']).not.toEqual(old);
  });

  it('I9 shows the notes to nobody, and lets nobody write or ask for them', async () => {
    await save({ installationId: 'quiet', deviceType: 'android', deviceToken: 'token-q' });
    const { _id } = await stored('quiet');
    await (
      await deployment.collection('_Installation')
    ).updateOne({ _id: _id as string }, { $set: { _tombstone: { badgeBy: ['push-all'], dead: { reason: 'x' } } } });
    for (const caller of [deployment.anyone, deployment.master]) {
      const shown = await caller.get('_Installation', _id as string);
      expect(Object.keys(shown).filter((name) => name.startsWith('_'))).toEqual([]);
    }
    for (const note of ['_tombstone', '_tombstone.tokenAt']) {
      const where = { installationId: 'quiet', [note]: { $exists: true } };
      await expect(codeOf(deployment.anyone.find('_Installation', { where }))).resolves.toBe(105);
      await expect(codeOf(save({ installationId: 'quiet', [note]: 'forged' }))).resolves.toBe(105);
    }
  });

  it('has the indexes of targeting, by which a page of an audience is one walk', async () => {
    const names = async () => (await (await deployment.collection('_Installation')).indexes()).map(({ name }) => name as string);
    await expect
      .poll(names, { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['channels_1__id_1', 'deviceType_1__id_1', 'timeZone_1__id_1', '_p_user_1__id_1']));
    const installations = await deployment.collection('_Installation');
    for (const filter of [{ channels: 'a' }, { deviceType: 'ios' }, { timeZone: 'Europe/Berlin' }, { _p_user: '_User$ada' }]) {
      const page = installations.find({ ...filter, _id: { $gt: 'a', $lte: 'z' } } as never).sort({ _id: 1 });
      const plan = JSON.stringify((await page.explain('queryPlanner'))['queryPlanner' as never]);
      expect(plan).toContain('"stage":"IXSCAN"');
      expect(plan).not.toContain('"stage":"SORT"');
    }
  });
});
