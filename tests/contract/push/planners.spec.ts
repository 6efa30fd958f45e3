import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { Fate, Planners } from './planners.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const HOUR_MS = 3_600_000;
const data = { alert: 'hi' };
/** The planner of the deployment itself has its first look at the start, and the next one long after the test. */
const IDLE = { PARLANCE_PUSH_TICK_MS: '60000' };
/** A planner makes more calls than this for one push, and fewer than that. */
const CALLS_MIN = 8;
const CALLS_MAX = 200;
const ATTEMPTS_MAX = 5;

/**
 * Lets a planner meet its fate at each of its calls in turn. The planner of the deployment, which looks at each push once when it is accepted,
 * can be the faster one: then the step is tried again.
 *
 * @param run for one push; answers whether the planner came as far as that call
 */
async function atEachCall(run: (at: number) => Promise<boolean>): Promise<void> {
  for (let at = 0, attempts = 1; at < CALLS_MAX;) {
    if (await run(at)) [at, attempts] = [at + 1, 1];
    else if (at > CALLS_MIN) return;
    else if (attempts++ === ATTEMPTS_MAX) throw new Error(`The planner made ${at} calls alone.`);
  }
  throw new Error('The planner makes more calls than it should.');
}

describe('planners of which one is lost or late', () => {
  const DEVICES = 5;
  let time: TimedDeployment;
  let planners: Planners;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-04T00:00:00Z', env: IDLE });
    planners = new Planners(time);
    await storeDevices(time.parlance, DEVICES, (number) => ({ timeZone: number < 3 ? 'America/New_York' : 'America/Los_Angeles' }));
  });
  afterAll(async () => {
    await planners?.close();
    await time?.close();
  });

  const all = Array.from({ length: DEVICES }, (_, number) => token(number));
  const healthy = (id: string) => planners.make().advance(`test.${id}`);

  /** Lets one planner meet its fate, and another one complete its work. @returns false when the first one completed it */
  async function plan(fate: Fate, id: string): Promise<boolean> {
    const first = planners.make(fate).advance(`test.${id}`);
    await Promise.race([first, fate.arrived]);
    await healthy(id);
    return fate.isReached;
  }

  async function expectSentOnce(id: string): Promise<void> {
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'succeeded', numTargeted: DEVICES, numSent: DEVICES });
    expect(time.simulators.apns.journal.coverage(id, all)).toEqual({ missing: [], repeated: [], strangers: 0 });
    const database = await time.parlance.pushDatabase();
    const open = { push: `test.${id}`, state: { $nin: ['done', 'skipped'] } };
    expect([await database.collection('waves').countDocuments(open), await database.collection('partitions').countDocuments(open)]).toEqual(
      [0, 0],
    );
  }

  it.each(['killed before', 'killed after'] as const)(
    'T3 I2 I3 one %s any of its steps: another one completes the same plan',
    async (how) => {
      await atEachCall(async (at) => {
        const id = await time.send({ where: {}, data, push_time: new Date(time.clock.now().getTime() + HOUR_MS).toISOString() });
        time.clock.move(HOUR_MS);
        const isReached = await plan(new Fate(at, how), id);
        await expectSentOnce(id);
        return isReached;
      });
    },
  );

  it('T3 T10 I3 one killed before any of its steps at a wave of a push at a local time', async () => {
    await atEachCall(async (at) => {
      const day = new Date(time.clock.now().getTime() + 48 * HOUR_MS).toISOString().slice(0, 10);
      const id = await time.send({ where: {}, data, push_time: `${day}T09:00:00` });
      const fates = ['13:00', '16:00', '21:00'].map((due) => ({
        due: Date.parse(`${day}T${due}:00Z`),
        fate: new Fate(at, 'killed before'),
      }));
      for (const { due, fate } of fates) {
        time.clock.move(due - time.clock.now().getTime());
        await plan(fate, id);
        if (due !== fates.at(-1)?.due) await expect.poll(() => time.deliveries(id).length).toBe(due === fates[0]?.due ? 3 : DEVICES);
        await healthy(id);
      }
      await expectSentOnce(id);
      return fates.some(({ fate }) => fate.isReached);
    });
  });

  it('T4 I2 one paused before any of its steps until another one has sent everything: what it does then changes nothing', async () => {
    await atEachCall(async (at) => {
      const id = await time.send({ where: {}, data, push_time: new Date(time.clock.now().getTime() + HOUR_MS).toISOString() });
      time.clock.move(HOUR_MS);
      const fate = new Fate(at, 'paused before');
      const late = planners.make(fate);
      const paused = late.advance(`test.${id}`);
      await Promise.race([paused, fate.arrived]);
      await healthy(id);
      await expectSentOnce(id);
      fate.release();
      await paused;
      await expectSentOnce(id);
      return fate.isReached;
    });
  });

  it('T4 T9 one paused before any of its steps while the push is canceled: it is canceled', async () => {
    await atEachCall(async (at) => {
      const id = await time.send({ where: {}, data, push_time: new Date(time.clock.now().getTime() + HOUR_MS).toISOString() });
      time.clock.move(HOUR_MS);
      const fate = new Fate(at, 'paused before');
      const late = planners.make(fate);
      const paused = late.advance(`test.${id}`);
      await Promise.race([paused, fate.arrived]);
      const isCanceled = (await time.parlance.masterRest('POST', `/push/${id}/cancel`)).status === 200;
      fate.release();
      await paused;
      const status = await time.ended(id);
      expectAccounted(status);
      expect(status.status).toBe(isCanceled ? 'canceled' : 'succeeded');
      expect(status.numSent).toBe(time.deliveries(id).length);
      return fate.isReached;
    });
  });
});

describe('the plan of a push to many', () => {
  const DEVICES = 55_001;
  let time: TimedDeployment;
  let planners: Planners;
  beforeAll(async () => {
    // Nobody sends: the plan alone is looked at.
    time = await startTimedDeployment({ start: '2026-05-04T00:00:00Z', mode: 'split', replicas: { workers: 0 }, env: IDLE });
    planners = new Planners(time);
    await storeDevices(time.parlance, DEVICES);
  });
  afterAll(async () => {
    await planners?.close();
    await time?.close();
  });

  it.each(['killed before', 'killed after'] as const)(
    'T3 I3 is one, and holds everybody once, whoever is %s any of its steps',
    async (how) => {
      const installations = (await time.parlance.database()).collection('_Installation');
      const database = await time.parlance.pushDatabase();
      await atEachCall(async (at) => {
        const id = await time.send({ where: {}, data, push_time: new Date(time.clock.now().getTime() + HOUR_MS).toISOString() });
        time.clock.move(HOUR_MS);
        const fate = new Fate(at, how);
        await planners.make(fate).advance(`test.${id}`);
        await planners.make().advance(`test.${id}`);
        const partitions = await database
          .collection('partitions')
          .find({ push: `test.${id}` })
          .sort({ after: 1 })
          .toArray();
        expect(partitions).toHaveLength(3);
        // One behind the other, open at both ends.
        const edges = partitions.map(({ after, upTo }) => [after as unknown, upTo as unknown]);
        expect([edges[0]?.[0], edges[2]?.[1]]).toEqual([undefined, undefined]);
        expect([edges[1]?.[0], edges[2]?.[0]]).toEqual([edges[0]?.[1], edges[1]?.[1]]);
        const bounds = edges.map(([after, upTo]) => ({ ...(after ? { $gt: after } : {}), ...(upTo ? { $lte: upTo } : {}) }));
        const counts = await Promise.all(bounds.map((_id) => installations.countDocuments({ _id: _id as never })));
        expect(counts.reduce((sum, n) => sum + n)).toBe(DEVICES);
        return fate.isReached;
      });
    },
  );
});
