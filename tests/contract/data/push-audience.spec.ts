import { PLATFORM, PUBLIC } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const at = (second: number) => new Date(1_700_000_000_000 + second * 1_000);
const id = (number: number) => `i${String(number).padStart(5, '0')}`;

describe.each(MODES)('the audience of a push, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const installations = await deployment.collection('_Installation');
    await installations.insertMany(
      Array.from({ length: 1_200 }, (_, number) => ({
        _id: id(number),
        _created_at: at(number),
        _updated_at: at(number),
        installationId: `device-${number}`,
        deviceType: ['ios', 'android', 'winrt'][number % 3],
        ...(number % 3 === 2 ? { channelUris: [`https://db5.notify.windows.com/${number}`] } : { deviceToken: `token-${number}` }),
        channels: number % 2 === 0 ? ['Giants'] : ['Mets'],
        timeZone: ['America/New_York', 'Asia/Kolkata', ''][number % 3],
      })),
    );
    await installations.insertMany([
      { _id: 'unreachable1', deviceType: 'ios', channels: ['Giants'] },
      { _id: 'unreachable2', deviceType: 'winrt', channelUris: [], deviceToken: '', channels: ['Giants'] },
    ]);
  });
  afterAll(() => deployment.close());

  const call: DataDeployment['call'] = (operation, request) => deployment.call(operation, request, { identity: PLATFORM });
  const page = async (request: Partial<data.PageAudienceRequest>) =>
    (await call(data.pageAudience, { where: {}, limit: 500, ...request })).targets;

  it('I3 PSH-01 is walked through in pages by id: every reachable installation is there once, Windows devices included', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const targets = await page(after === undefined ? {} : { after });
      if (targets.length === 0) break;
      seen.push(...targets.map(({ objectId }) => objectId));
      after = seen.at(-1);
    }
    expect(seen).toEqual(Array.from({ length: 1_200 }, (_, number) => id(number)));
  });

  it('shows a projection and no other member', async () => {
    const [first] = await page({ limit: 1 });
    expect(first).toEqual({
      objectId: id(0),
      installationId: 'device-0',
      deviceType: 'ios',
      deviceToken: 'token-0',
      timeZone: 'America/New_York',
    });
  });

  it.each<[string, Partial<data.PageAudienceRequest>, (number: number) => boolean]>([
    ['PSH-01 a channel', { where: { channels: { $in: ['Giants'] } } }, (number) => number % 2 === 0],
    ['PSH-05 a device type', { where: { deviceType: 'winrt' } }, (number) => number % 3 === 2],
    ['bounds of ids', { after: id(9), upTo: id(29) }, (number) => number > 9 && number <= 29],
    ['zones', { zones: ['Asia/Kolkata'] }, (number) => number % 3 === 1],
    ['some ids', { ids: [id(3), id(5), 'nobody'] }, (number) => number === 3 || number === 5],
    ['the time of creation', { createdUntil: at(7).getTime() }, (number) => number <= 7],
  ])('is narrowed by %s', async (_, request, belongs) => {
    const expected = Array.from({ length: 1_200 }, (_installation, number) => number)
      .filter(belongs)
      .map(id);
    expect((await page(request)).map(({ objectId }) => objectId)).toEqual(expected.slice(0, 500));
  });

  it('PSH-22 PSH-43 is counted as a segment with those that cannot be reached, by type and locale', async () => {
    expect(await call(data.tallySegment, { where: { channels: 'Giants' }, limit: 1_000, timeMsMax: 2_000 })).toEqual({
      exact: true,
      matched: 602,
      rows: 602,
      size: 602,
      withoutTimeZone: 202,
      perType: { ios: 201, android: 200, winrt: 201 },
      perLocale: {},
    });
    expect(await page({ ids: ['unreachable1', id(1)], unreachable: true })).toMatchObject([
      { objectId: id(1) },
      { objectId: 'unreachable1' },
    ]);
  });

  it('is counted by a sample where there are more than may be counted', async () => {
    const tally = await call(data.tallySegment, { where: { channels: 'Giants' }, limit: 100, timeMsMax: 2_000 });
    expect(tally).toMatchObject({ exact: false, size: 1_202 });
    expect(tally.rows).toBeGreaterThan(10_000);
    expect(tally.matched / tally.rows).toBeCloseTo(0.5, 1);
    const { ios = 0, android = 0, winrt = 0 } = tally.perType;
    expect(ios + android + winrt).toBe(tally.matched);
  });

  it('PSH-31 tells which installations are registered, by their ids', async () => {
    const installationIds = ['device-1', 'nobody', 'device-2'];
    const { registrations } = await call(data.readRegistrations, { installationIds });
    expect([...registrations].sort((one, other) => (one.objectId < other.objectId ? -1 : 1))).toEqual([
      { objectId: id(1), installationId: 'device-1', timeZone: 'Asia/Kolkata', createdAt: at(1).getTime(), updatedAt: at(1).getTime() },
      { objectId: id(2), installationId: 'device-2', createdAt: at(2).getTime(), updatedAt: at(2).getTime() },
    ]);
    await expect(deployment.call(data.readRegistrations, { installationIds }, { identity: PUBLIC })).rejects.toMatchObject({ code: 119 });
  });

  it('PSH-04 is frozen: subqueries are answered once, and what comes later is not in it', async () => {
    const asked = { objectId: { $inQuery: { className: '_Installation', where: { installationId: { $in: ['device-1', 'device-2'] } } } } };
    const { where, frozen } = await call(data.freezeAudience, { where: asked });
    expect(frozen).toBe(true);
    expect(JSON.stringify(where)).not.toContain('inQuery');
    expect((await page({ where })).map(({ objectId }) => objectId)).toEqual([id(1), id(2)]);
    const plain = { deviceType: 'ios', channels: { $in: ['Giants'] } };
    expect(await call(data.freezeAudience, { where: plain })).toEqual({ where: plain, frozen: true });
  });

  it('PSH-04 is evaluated by the page where a subquery finds more than can be written down', async () => {
    const asked = { objectId: { $inQuery: { className: '_Installation', where: {} } } };
    const others = Array.from({ length: 10_001 }, (_, number) => ({ _id: `other${number}`, deviceType: 'embedded' }));
    const installations = await deployment.collection('_Installation');
    await installations.insertMany(others);
    expect(await call(data.freezeAudience, { where: asked })).toEqual({ where: asked, frozen: false });
    expect(await page({ where: asked, upTo: id(3) })).toHaveLength(4);
    await installations.deleteMany({ deviceType: 'embedded' });
  });

  it('is counted, exactly or up to a limit', async () => {
    expect(await call(data.countAudience, { where: {}, limit: 10_000 })).toEqual({ count: 1_200, exact: true });
    expect(await call(data.countAudience, { where: {}, limit: 1_000 })).toEqual({ count: 1_000, exact: false });
    expect(await call(data.countAudience, { where: { deviceType: 'ios' }, zones: ['Asia/Kolkata'], limit: 10 })).toEqual({
      count: 0,
      exact: true,
    });
  });

  it('has the zones that its installations name', async () => {
    expect((await call(data.zonesOfAudience, { where: {} })).zones.sort()).toEqual(['America/New_York', 'Asia/Kolkata']);
    expect((await call(data.zonesOfAudience, { where: { deviceType: 'android' } })).zones).toEqual(['Asia/Kolkata']);
  });

  it('is parted by ids into ranges that hold everything once', async () => {
    const { bounds } = await call(data.splitAudience, { parts: 8 });
    expect(bounds).toHaveLength(7);
    expect(bounds).toEqual([...new Set(bounds)].sort());
    const edges = [undefined, ...bounds, undefined];
    const sizes = await Promise.all(
      edges.slice(1).map(async (upTo, part) => {
        const after = edges[part];
        return (await page({ ...(after === undefined ? {} : { after }), ...(upTo === undefined ? {} : { upTo }) })).length;
      }),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_200);
    expect(await call(data.splitAudience, { parts: 1 })).toEqual({ bounds: [] });
  });

  it('T16 PSH-10 raises badges once for each push, however often it is asked', async () => {
    const installations = await deployment.collection('_Installation');
    await installations.updateOne({ _id: id(30) }, { $set: { badge: 4 } });
    const raise = (key: string) => call(data.changeBadges, { ids: [id(30), id(33), 'nobody'], key, change: { by: 1 } });
    expect(await raise('push1-all')).toEqual({ badges: { [id(30)]: 5, [id(33)]: 1 } });
    const [again, other] = await Promise.all([raise('push1-all'), raise('push2-all'), raise('push2-all')]);
    expect(again.badges[id(30)]).toBeGreaterThanOrEqual(5);
    expect(other).toEqual({ badges: { [id(30)]: 6, [id(33)]: 2 } });
    for (let push = 3; push <= 12; push++) await raise(`push${push}-all`);
    const stored = await installations.findOne({ _id: id(30) });
    expect(stored).toMatchObject({ badge: 16, _updated_at: at(30) });
    expect((stored?.['_tombstone'] as Json)['badgeBy']).toHaveLength(8);
  });

  it('sets badges to a number, 0 included', async () => {
    const set = (key: string, to: number) => call(data.changeBadges, { ids: [id(36)], key, change: { to } });
    expect(await set('a', 7)).toEqual({ badges: { [id(36)]: 7 } });
    expect(await set('b', 0)).toEqual({ badges: { [id(36)]: 0 } });
  });

  it('T14 PSH-22 drops dead tokens and URIs, but none that a device has got since', async () => {
    const installations = await deployment.collection('_Installation');
    await installations.updateOne({ _id: id(42) }, { $set: { _tombstone: { tokenAt: at(2_000) } } });
    await installations.updateOne({ _id: id(44) }, { $push: { channelUris: 'https://second' } as never });
    const dead = (number: number, to: string, more: Json = {}) => ({
      objectId: id(number),
      to,
      provider: 'apns',
      reason: 'Unregistered',
      ...more,
    });
    const tokens = [
      dead(39, 'token-39'),
      dead(40, 'an older token'),
      dead(42, 'token-42', { at: at(1_000).getTime() }),
      dead(44, 'https://db5.notify.windows.com/44'),
    ];
    expect(await call(data.dropDeadTokens, { tokens })).toEqual({ dropped: 2 });
    expect(await call(data.dropDeadTokens, { tokens })).toEqual({ dropped: 0 });
    const left = await page({ ids: [39, 40, 42, 44].map(id) });
    expect(left.map(({ objectId, deviceToken, channelUris }) => [objectId, deviceToken ?? channelUris])).toEqual([
      [id(40), 'token-40'],
      [id(42), 'token-42'],
      [id(44), ['https://second']],
    ]);
    expect(await installations.findOne({ _id: id(39) })).toMatchObject({
      _tombstone: { dead: { provider: 'apns', reason: 'Unregistered' } },
    });
    expect(await call(data.dropDeadTokens, { tokens: [dead(42, 'token-42', { at: at(3_000).getTime() })] })).toEqual({ dropped: 1 });
  });

  it('PSH-27 notes that a channel has had its messages of the day, and keeps it', async () => {
    const channel = 'https://db5.notify.windows.com/47';
    const usedUp = (until: number) => ({ objectId: id(47), to: channel, provider: 'mpns', reason: 'quota', until });
    const read = async () => (await page({ ids: [id(47)] })).map(({ channelUris, usedUp: isUsedUp }) => [channelUris, isUsedUp]);
    expect(await read()).toEqual([[[channel], undefined]]);
    await call(data.dropDeadTokens, { tokens: [usedUp(Date.now() + 60_000)] });
    expect(await read()).toEqual([[[channel], true]]);
    await call(data.dropDeadTokens, { tokens: [usedUp(Date.now() - 1)] });
    expect(await read()).toEqual([[[channel], undefined]]);
  });

  it('leaves out installations that a local push has stamped', async () => {
    await call(data.stampLocal, { ids: [id(50)], key: 'local1' });
    expect((await page({ ids: [id(50), id(51)], withoutLocal: 'local1' })).map(({ objectId }) => objectId)).toEqual([id(51)]);
    expect(await page({ ids: [id(50)], withoutLocal: 'local2' })).toHaveLength(1);
  });

  it('shows nobody but the maintenance key what pushes have noted of an installation', async () => {
    const seen = await deployment.master.get('_Installation', id(30));
    expect(seen).toMatchObject({ badge: 16 });
    expect(Object.keys(seen).filter((name) => name.startsWith('_'))).toEqual([]);
  });

  it('refuses what is no query, and whoever is not the platform', async () => {
    expect(await codeOf(call(data.pageAudience, { where: { deviceType: { $bad: 1 } }, limit: 1 }))).toBe(107);
    expect(await codeOf(call(data.freezeAudience, { where: { user: { $inQuery: pointer('_User', 'x') } } }))).toBe(102);
    const asPublic = { identity: PUBLIC };
    expect(await codeOf(deployment.call(data.pageAudience, { where: {}, limit: 1 }, asPublic))).toBe(119);
    expect(await codeOf(deployment.call(data.changeBadges, { ids: [], key: 'k', change: { by: 1 } }, asPublic))).toBe(119);
    expect(await codeOf(deployment.call(data.dropDeadTokens, { tokens: [] }, asPublic))).toBe(119);
  });
});
