import { ExperimentStore, MongoPushDatabase, PushStore } from '@parlance/push-service';
import { MongoConnections } from '@parlance/mongo';
import { assignGroup } from '@parlance/statistics';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

type PushDocument = NonNullable<Awaited<ReturnType<PushStore['find']>>>;
type ExperimentDocument = Parameters<ExperimentStore['promise']>[0];

const NOW = new Date('2026-05-01T12:00:00Z');
const HOUR_MS = 3_600_000;

describe('experiments and their pushes in the store', () => {
  const connections = new MongoConnections({ appName: 'test' });
  const database = new MongoPushDatabase(connections, testServers().mongodbUrl, uniqueName('push'));
  const [experiments, pushes] = [new ExperimentStore(database), new PushStore(database)];
  beforeAll(() => database.open());
  afterAll(async () => {
    await (await database.open()).database.dropDatabase();
    await connections.close();
  });

  let made = 0;
  /** An experiment whose versions are prepared. */
  async function prepared(): Promise<{ experiment: ExperimentDocument; ids: readonly string[] }> {
    const objectId = `exp${(made += 1)}`;
    const variants = ['A', 'B'].map((key) => ({ key, push: `${objectId}${key}` }));
    for (const { push } of variants) await prepare(push);
    const common = { a: 'app', createdAt: NOW, name: 'x', type: 'message', sizePercent: 50, alpha: 0.05, where: '{}' } as const;
    return {
      experiment: { ...common, _id: `app.${objectId}`, objectId, variants, days: ['2026-05-01'] },
      ids: variants.map(({ push }) => `app.${push}`),
    };
  }
  async function prepare(objectId: string): Promise<string> {
    const document: PushDocument = {
      ...{ _id: `app.${objectId}`, a: 'app', objectId, state: 'preparing', createdAt: NOW, dueAt: NOW, pushHash: 'x', body: '{}' },
      ...{ timing: { lateZones: 'skip', maxDelayMs: HOUR_MS }, where: '{}', policy: 'at_most_once', lane: 'auto' },
    };
    await pushes.add(document);
    return document._id;
  }
  const states = async (ids: readonly string[]) => (await pushes.findAll(ids)).map(({ state }) => state);

  it('EXP-02 are promised together', async () => {
    const { experiment, ids } = await prepared();
    expect(await experiments.promise(experiment, 'scheduled')).toBe(true);
    expect([await states(ids), await experiments.find(experiment._id)]).toEqual([['scheduled', 'scheduled'], experiment]);
  });

  it('EXP-02 are promised not at all when one of them was given up meanwhile, as its process seemed to be lost', async () => {
    const { experiment, ids } = await prepared();
    await pushes.giveUp(ids[1] as string);
    expect(await experiments.promise(experiment, 'pending')).toBe(false);
    expect([(await states(ids)).sort(), await experiments.find(experiment._id)]).toEqual([['preparing', 'removing'], undefined]);
  });

  it('EXP-13 are launched once, by whichever of many that try at a time', async () => {
    const { experiment, ids } = await prepared();
    await experiments.promise(experiment, 'pending');
    const tries = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => {
        const push = await prepare(`${experiment.objectId}launch${at}`);
        const choice = at % 2 === 0 ? 'A' : 'B';
        return [push, choice, await experiments.launch(experiment._id, { choice, push, at: NOW }, push, 'pending')] as const;
      }),
    );
    const done = tries.filter(([, , isFirst]) => isFirst);
    expect(done).toHaveLength(1);
    const [[push, choice] = []] = done;
    expect((await experiments.find(experiment._id))?.launch).toMatchObject({ push, choice });
    const launches = await pushes.findAll(tries.map(([id]) => id));
    expect(launches.filter(({ state }) => state === 'pending').map(({ _id }) => _id)).toEqual([push]);
    expect(await experiments.giveUp(experiment._id, (await pushes.findAll(ids)).slice())).toBe(false);
  });

  it('EXP-13 are launched neither by a push that was given up, nor when there is no such experiment', async () => {
    const { experiment } = await prepared();
    await experiments.promise(experiment, 'pending');
    const [lost, other] = [await prepare(`${experiment.objectId}lost`), await prepare(`${experiment.objectId}other`)];
    await pushes.giveUp(lost);
    const launch = { choice: 'A', push: 'x', at: NOW };
    expect(await experiments.launch(experiment._id, launch, lost, 'pending')).toBe(false);
    expect(await experiments.launch('app.nobody', launch, other, 'pending')).toBe(false);
    expect([(await experiments.find(experiment._id))?.launch, await states([other])]).toEqual([undefined, ['preparing']]);
  });

  it('EXP-13 may be launched anew when the push of a launch was withdrawn before it was sent', async () => {
    const { experiment } = await prepared();
    await experiments.promise(experiment, 'pending');
    const push = await prepare(`${experiment.objectId}launch`);
    await experiments.launch(experiment._id, { choice: 'A', push, at: NOW }, push, 'scheduled');
    expect(await experiments.withdraw(experiment._id, push)).toBe(true);
    expect([(await experiments.find(experiment._id))?.launch, await states([push])]).toEqual([undefined, ['removing']]);
    const next = await prepare(`${experiment.objectId}next`);
    await experiments.launch(experiment._id, { choice: 'B', push: next, at: NOW }, next, 'pending');
    await pushes.take(next, 'start', { startedAt: NOW });
    expect(await experiments.withdraw(experiment._id, next)).toBe(false);
    expect((await experiments.find(experiment._id))?.launch).toMatchObject({ push: next });
  });

  it('are removed together, and stay together when one of them has begun', async () => {
    const [one, other] = [await prepared(), await prepared()];
    for (const { experiment } of [one, other]) await experiments.promise(experiment, 'scheduled');
    await pushes.take(other.ids[1] as string, 'start', { startedAt: NOW });
    expect(await experiments.giveUp(other.experiment._id, await pushes.findAll(other.ids))).toBe(false);
    expect([(await states(other.ids)).sort(), await experiments.find(other.experiment._id)]).toMatchObject([['running', 'scheduled'], {}]);
    expect(await experiments.giveUp(one.experiment._id, await pushes.findAll(one.ids))).toBe(true);
    expect([await states(one.ids), await experiments.find(one.experiment._id)]).toEqual([['removing', 'removing'], undefined]);
  });

  it('are forgotten with the last of their pushes, once they are old', async () => {
    const [kept, over] = [await prepared(), await prepared()];
    for (const { experiment } of [kept, over]) await experiments.promise(experiment, 'pending');
    await (await database.open()).pushes.deleteMany({ _id: { $in: [...over.ids] } });
    const found = async () => [await experiments.find(kept.experiment._id), await experiments.find(over.experiment._id)];
    await experiments.forget(NOW);
    expect(await found()).toEqual([kept.experiment, over.experiment]);
    await experiments.forget(new Date(NOW.getTime() + 1));
    expect(await found()).toEqual([kept.experiment, undefined]);
  });
});

describe('experiments by a clock that the test moves', () => {
  const DEVICES = 300;
  const ZONES = ['Asia/Kolkata', 'America/New_York', undefined] as const;
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T00:00:00Z' });
    await storeDevices(time.parlance, DEVICES, (number) => ({ timeZone: ZONES[number % 3] }));
  });
  afterAll(() => time?.close());

  const report = async (id: string) => (await time.parlance.masterRest('GET', `/push/${id}`)).body as Report;
  interface Report {
    readonly groups: readonly { readonly id: string }[];
    readonly [member: string]: unknown;
  }

  it('EXP-02 T10 send to each group in its zones, and count those alone as passed over that are in it', async () => {
    const experiment = { name: 'Local', type: 'message', size_percent: 60, variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }] };
    const id = await time.send({ where: {}, experiment, push_time: '2026-05-01T18:00:00' });
    await time.advanceTo('2026-05-01T22:00:00Z');
    await time.advanceTo('2026-05-02T07:00:00Z'); // behind the last zone on earth
    const groupOf = (number: number) => {
      const device = { objectId: '', installationId: `installation-${number}` };
      const group = assignGroup({ experimentId: id, sizePercent: 60, variants: 2 }, device);
      return group.kind === 'launch' ? -1 : group.index;
    };
    const numbers = Array.from({ length: DEVICES }, (_, number) => number);
    for (const [index, { id: version }] of (await report(id)).groups.entries()) {
      const status = await time.ended(version);
      expectAccounted(status);
      const members = numbers.filter((number) => groupOf(number) === index);
      const without = members.filter((number) => number % 3 === 2).length;
      expect(status).toMatchObject({
        numTargeted: members.length,
        numSent: members.length - without,
        skippedPerReason: { noTimeZone: without },
      });
    }
  });

  it('EXP-02 leave nothing behind of a process that was killed between its writes: it has promised nothing', async () => {
    const experiment = { name: 'Lost', type: 'message', variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }] };
    const push_time = new Date(time.clock.now().getTime() + 24 * HOUR_MS).toISOString();
    const id = await time.send({ where: {}, experiment, push_time });
    const versions = (await report(id)).groups.map((group) => group.id);
    // As it is before the last write: the pushes are prepared, the experiment and their promise are not stored.
    const database = await time.parlance.pushDatabase();
    await database.collection('experiments').deleteOne({ _id: `test.${id}` as never });
    await database.collection('pushes').updateMany({ 'group.experiment': id }, { $set: { state: 'preparing' } });
    const statuses = (await time.parlance.database()).collection('_PushStatus');
    const left = async () => [
      await database.collection('pushes').countDocuments({ 'group.experiment': id }),
      await statuses.countDocuments({ _id: { $in: versions as never[] } }),
    ];
    expect(await left()).toEqual([2, 2]);
    await time.advance(HOUR_MS);
    expect(await left()).toEqual([0, 0]);
    expect((await time.parlance.masterRest('GET', `/push/${id}`)).body).toMatchObject({ code: 101 });
  });

  it('EXP-08 name a winner when the time for that has come, and not before', async () => {
    const experiment = {
      name: 'Clear',
      type: 'message',
      size_percent: 100,
      variants: [{ data: { alert: 'a' } }, { data: { alert: 'b' } }],
    };
    const id = await time.send({ where: {}, experiment });
    const [a, b] = (await report(id)).groups.map((group) => group.id);
    for (const version of [a, b]) await time.ended(version as string);
    const database = await time.parlance.pushDatabase();
    const count = (version: string | undefined, opened: number) =>
      database.collection('pushes').updateOne({ _id: `test.${version}` as never }, { $set: { opened } });
    await count(a, 3);
    await count(b, 60);
    expect(await report(id)).toMatchObject({ statistics: null, undecided: { reason: 'too-early' }, so_far: { leader: 'B' } });
    time.clock.move(2 * HOUR_MS);
    const { statistics } = (await report(id)) as unknown as { statistics: { winner: string; confidence_interval: [number, number] } };
    expect(statistics.winner).toBe('B');
    expect(statistics.confidence_interval[0]).toBeGreaterThan(0);
    const { text } = await time.parlance.masterRest('GET', `/push/${id}/report`);
    expect(text).toContain('Winner: B.');
  });
});
