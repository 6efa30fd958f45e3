import { PLATFORM, PUBLIC } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { mayHaveAnother, mulberry32, rememberedOf, type CapRule } from '@parlance/push';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment } from './data-service.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const DAY: CapRule[] = [{ pushes: 3, hours: 24 }];
const IDS = Array.from({ length: 20 }, (_, number) => `device${String(number).padStart(2, '0')}`);

/** The notes of pushes that installations keep, as the engine of pushes has them made. */
describe('the turns of installations under a frequency cap', () => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
  });
  afterAll(() => deployment.close());
  beforeEach(async () => {
    const installations = await deployment.collection('_Installation');
    await installations.deleteMany({});
    await installations.insertMany(
      IDS.map((_id) => ({ _id, deviceType: 'ios', deviceToken: `token-${_id}`, _tombstone: { badgeBy: ['b'] } })),
    );
  });

  const call: DataDeployment['call'] = (operation, request) => deployment.call(operation, request, { identity: PLATFORM });
  const take = async (key: string, at = NOW, rules: readonly CapRule[] = DAY, ids = IDS) =>
    (await call(data.takeTurns, { ids, key, at, rules })).taken.sort();
  const notes = async (id = IDS[0] as string) => {
    const stored = await (await deployment.collection('_Installation')).findOne({ _id: id });
    return stored?.['_tombstone'] as { turns?: { key: string; at: Date }[]; badgeBy?: string[]; waitBy?: string[] };
  };

  it('I2 are taken once by a push, however often it asks', async () => {
    for (let times = 0; times < 5; times++) expect(await take('one')).toEqual(IDS);
    expect(await notes()).toEqual({ badgeBy: ['b'], turns: [{ key: 'one', at: new Date(NOW) }] });
  });

  it('are as many as the rule says, and come back as the window slides', async () => {
    for (const [push, at] of [NOW, NOW + HOUR, NOW + 2 * HOUR].entries()) expect(await take(`p${push}`, at)).toEqual(IDS);
    expect(await take('fourth', NOW + 3 * HOUR)).toEqual([]);
    expect(await take('fourth', NOW + 24 * HOUR - 1)).toEqual([]);
    expect(await take('fourth', NOW + 24 * HOUR)).toEqual(IDS);
    expect((await notes()).turns?.map(({ key }) => key)).toEqual(['p1', 'p2', 'fourth']);
  });

  it('of many pushes at once do not exceed the cap together', async () => {
    const taken = await Promise.all(Array.from({ length: 12 }, (_, push) => take(`p${push}`)));
    for (const id of IDS) expect([id, taken.filter((ids) => ids.includes(id)).length]).toEqual([id, 3]);
  });

  it('are given back where nothing was handed over', async () => {
    for (const key of ['a', 'b', 'c']) await take(key);
    const [first, second, ...others] = IDS;
    for (let times = 0; times < 2; times++) await call(data.giveTurnsBack, { ids: [first, second] as string[], key: 'b' });
    expect(await take('d')).toEqual([first, second]);
    expect((await notes(others[0])).turns?.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  it('are decided as the rule itself decides, for times and rules at random', async () => {
    const random = mulberry32(14);
    const rules: CapRule[] = [
      { pushes: 2, hours: 1 },
      { pushes: 4, hours: 6 },
      { pushes: 7, hours: 48 },
    ];
    const had: number[] = [];
    let at = NOW;
    for (let push = 0; push < 150; push++) {
      at += Math.floor(random() * 1.5 * HOUR);
      const allowed = mayHaveAnother(had, rules, at);
      expect([push, await take(`p${push}`, at, rules, IDS.slice(0, 1))]).toEqual([push, allowed ? IDS.slice(0, 1) : []]);
      if (allowed) had.push(at);
    }
    expect(had.length).toBeGreaterThan(10);
    expect((await notes()).turns?.length).toBeLessThanOrEqual(rememberedOf(rules).pushes);
  });

  it('wait, by a note that finds them, and leaves the others', async () => {
    const waiting = IDS.slice(0, 3);
    for (let times = 0; times < 2; times++) await call(data.noteWaiting, { ids: waiting, key: 'w', waits: true });
    expect(await notes()).toEqual({ badgeBy: ['b'], waitBy: ['w'] });
    const found = async (key: string) =>
      (await call(data.pageAudience, { where: {}, waiting: key, limit: 500 })).targets.map(({ objectId }) => objectId);
    expect(await found('w')).toEqual(waiting);
    expect(await call(data.countAudience, { where: {}, waiting: 'w', limit: 10 })).toEqual({ count: 3, exact: true });
    await (await deployment.collection('_Installation')).updateOne({ _id: waiting[0] }, { $set: { timeZone: 'Asia/Tokyo' } });
    expect(await call(data.zonesOfAudience, { where: {}, waiting: 'w' })).toEqual({ zones: ['Asia/Tokyo'] });
    expect(await call(data.zonesOfAudience, { where: {}, waiting: 'other' })).toEqual({ zones: [] });
    await call(data.noteWaiting, { ids: waiting.slice(1), key: 'w', waits: false });
    expect(await found('w')).toEqual(waiting.slice(0, 1));
  });

  it('are the business of the engine alone', async () => {
    const asPublic = { identity: PUBLIC };
    expect(await codeOf(deployment.call(data.takeTurns, { ids: [], key: 'k', at: NOW, rules: DAY }, asPublic))).toBe(119);
    expect(await codeOf(deployment.call(data.giveTurnsBack, { ids: [], key: 'k' }, asPublic))).toBe(119);
    expect(await codeOf(deployment.call(data.noteWaiting, { ids: [], key: 'k', waits: true }, asPublic))).toBe(119);
  });
});
