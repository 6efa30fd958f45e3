import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, user, type Json } from './data-service.ts';

const OWNER = 'owner00001';
const GROUPS = 20;
/** Objects of group n: n that everybody may read, and one of the owner's. */
const COUNTS = Array.from({ length: GROUPS }, (_, group) => ({ where: { group }, open: group, all: group + 1 }));

describe.each(MODES)('counts at the same time, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const rows = COUNTS.flatMap(({ where, open }) => [
      ...Array.from({ length: open }, () => ({ ...where, spot: { __type: 'GeoPoint', latitude: 1, longitude: 1 } })),
      { ...where, ACL: { [OWNER]: { read: true } } },
    ]);
    await deployment.master.createMany('Counted', rows);
  });
  afterAll(() => deployment.close());

  const count = async (caller: DataDeployment['anyone'], where: Json, more: Json = {}): Promise<number | undefined> =>
    (await caller.find('Counted', { where: JSON.stringify(where), limit: 0, count: 1, ...more })).count;

  /** The commands by which the database counts while `work` runs. */
  async function commandsOf(work: () => Promise<void>): Promise<number> {
    const database = await deployment.database();
    await database.command({ profile: 2 });
    await work();
    await database.command({ profile: 0 });
    const profile = database.collection('system.profile');
    const commands = await profile.countDocuments({ ns: `${database.databaseName}.Counted`, 'command.aggregate': 'Counted' });
    await profile.drop();
    return commands;
  }

  it('QRY-37 QRY-38 are right for each caller, and take few commands', async () => {
    const owner = deployment.as(user(OWNER));
    const commands = await commandsOf(async () => {
      const open = COUNTS.map(async ({ where }) => await count(deployment.anyone, where));
      const all = COUNTS.map(async ({ where }) => await count(owner, where));
      expect(await Promise.all(open)).toEqual(COUNTS.map((expected) => expected.open));
      expect(await Promise.all(all)).toEqual(COUNTS.map((expected) => expected.all));
    });
    expect(commands).toBeLessThan(GROUPS);
  });

  it('are right in company of such as need an index, a hint, or are refused', async () => {
    const { anyone } = deployment;
    const near = { spot: { $geoWithin: { $centerSphere: [[1, 1], 0.1] } } };
    const outcomes = await Promise.all([
      count(anyone, { group: 3 }),
      count(anyone, near),
      count(anyone, { group: 4 }, { hint: '_id_' }),
      codeOf(count(anyone, { group: { $regex: '(?<n>' } })),
      count(anyone, { group: 5, name: { $exists: false } }),
      count(anyone, { group: -1 }),
      count(anyone, {}),
    ]);
    const all = COUNTS.reduce((sum, { open }) => sum + open, 0);
    expect(outcomes).toEqual([3, all, 4, 102, 5, 0, all]);
  });

  it('each tell the outcome of their own where the database refuses the command that they share', async () => {
    const { anyone } = deployment;
    // The database finds out by itself that it cannot read the pattern, and refuses the whole command.
    const unreadable = { text: { $regex: '(?<=a+)b' } };
    await anyone.create('Counted', { group: -2, text: 'aab' });
    const [refused, ...counts] = await Promise.all([
      codeOf(count(anyone, unreadable)),
      ...COUNTS.map(async ({ where }) => await count(anyone, where)),
    ]);
    expect(refused).toBe(102);
    expect(counts).toEqual(COUNTS.map(({ open }) => open));
    // For a while they go alone.
    expect(await Promise.all(COUNTS.map(async ({ where }) => await count(anyone, where)))).toEqual(COUNTS.map(({ open }) => open));
  });
});
