import { MongoConnections } from '@parlance/mongo';
import { canTake, isRemovable, TERMINAL_STATES, TRANSITIONS, type PushState, type TransitionName } from '@parlance/push';
import { MongoPushDatabase, PushStore, type PushDocument } from '@parlance/push-service';
import { testSeed, testServers, uniqueName } from '@parlance/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const NAMES = Object.keys(TRANSITIONS) as TransitionName[];
const NOW = new Date('2026-05-01T12:00:00Z');
const seed = testSeed();

/** A push as the table of its transitions has it. */
interface Model {
  readonly status: PushState;
  readonly startedAt?: Date;
}

function after(model: Model, name: TransitionName): Model | undefined {
  if (!canTake(name, model)) return undefined;
  return { ...model, status: TRANSITIONS[name].to, ...(name === 'start' ? { startedAt: NOW } : {}) };
}

describe('PSH-26 T9 the state of a push in its store', () => {
  const connections = new MongoConnections({ appName: 'test' });
  const database = new MongoPushDatabase(connections, testServers().mongodbUrl, uniqueName('push'));
  const store = new PushStore(database);
  beforeAll(() => database.open());
  afterAll(async () => {
    await (await database.open()).database.dropDatabase();
    await connections.close();
  });

  let made = 0;
  async function add(state: 'pending' | 'scheduled'): Promise<string> {
    const objectId = `push${(made += 1)}`;
    const timing = { lateZones: 'skip', maxDelayMs: 1 } as const;
    const body = { body: '{}', where: '{}', pushHash: '', policy: 'at_most_once', lane: 'auto' } as const;
    const push: PushDocument = {
      _id: `app.${objectId}`,
      a: 'app',
      objectId,
      state: 'preparing',
      createdAt: NOW,
      dueAt: NOW,
      timing,
      ...body,
    };
    await store.add(push);
    expect(await store.promise(push._id, state)).toBe(true);
    return push._id;
  }
  const stateOf = async (id: string) => (await store.find(id))?.state;
  const take = (id: string, name: TransitionName) => store.take(id, name, name === 'start' ? { startedAt: NOW } : {});
  const starts = fc.constantFrom('pending' as const, 'scheduled' as const);

  it('takes the steps of the table and no others, and leaves its end never', async () => {
    await fc.assert(
      fc.asyncProperty(starts, fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 12 }), async (start, names) => {
        const id = await add(start);
        let model: Model = { status: start };
        for (const name of names) {
          const next = after(model, name);
          expect([name, await take(id, name)]).toEqual([name, next !== undefined]);
          if (TERMINAL_STATES.includes(model.status)) expect(next).toBeUndefined();
          model = next ?? model;
          expect(await stateOf(id)).toBe(model.status);
        }
        const removable = isRemovable(model);
        expect(await store.giveUp(id)).toBe(removable);
        expect(await stateOf(id)).toBe(removable ? 'removing' : model.status);
        if (removable) for (const name of NAMES) expect(await take(id, name)).toBe(false);
      }),
      { seed, numRuns: 60 },
    );
  });

  it('takes steps that are made at one time in one order or another', async () => {
    await fc.assert(
      fc.asyncProperty(starts, fc.array(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 4 }), async (start, names) => {
        const id = await add(start);
        const taken = await Promise.all(names.map((name) => take(id, name)));
        const seen = JSON.stringify([await stateOf(id), taken]);
        expect(ordersOf(names.map((_, at) => at)).map((order) => JSON.stringify(inOrder(start, names, order)))).toContain(seen);
      }),
      { seed, numRuns: 60 },
    );
  });
});

/** The state in the end, and the steps that are taken, by their place in `names`. */
function inOrder(status: PushState, names: readonly TransitionName[], order: readonly number[]): readonly [PushState, boolean[]] {
  let model: Model = { status };
  const taken = names.map(() => false);
  for (const at of order) {
    const next = after(model, names[at] as TransitionName);
    taken[at] = next !== undefined;
    model = next ?? model;
  }
  return [model.status, taken];
}

function ordersOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

describe('PSH-26 I1 I2 the status of a push that people and time act upon', () => {
  const DEVICES = 120;
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T12:00:00Z' });
    await storeDevices(time.parlance, DEVICES, (number) => ({ badge: number }));
  });
  afterAll(() => time?.close());

  const ACTS = ['cancel', 'pause', 'resume', 'remove', 'wait', 'launch'] as const;
  const isLater = (from: string, to: string): boolean => from === to || LATER.get(from)?.has(to) === true;

  it('goes through the table alone, ends for good, and counts nobody twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(fc.constantFrom(...ACTS), { minLength: 2, maxLength: 8 }), async (isLaterOn, acts) => {
        const { parlance } = time;
        const latency = { kind: 'fixed', ms: 20 } as const;
        time.simulators.apns.change({ reset: true, behaviours: { latency } });
        const push_time = new Date(time.clock.now().getTime() + 3_600_000).toISOString();
        const data = { alert: 'hi', 'alert-fr': 'salut', badge: 'Increment' };
        const id = await time.send({ where: {}, data, ...(isLaterOn ? { push_time } : {}) });
        let last = await time.status(id);
        const look = async () => {
          const now = await time.status(id);
          expect([last.status, now.status, isLater(last.status, now.status)]).toEqual([last.status, now.status, true]);
          if (typeof now['count'] === 'number') expect(now['count']).toBeGreaterThanOrEqual(0);
          for (const name of ['numSent', 'numTargeted'] as const) expect(now[name]).toBeGreaterThanOrEqual(last[name]);
          expectAccounted(now);
          last = now;
        };
        for (const act of acts) {
          if (act === 'wait') await time.advance(1_800_000);
          else if (act === 'remove') {
            const { status } = await parlance.masterRest('DELETE', `/push/${id}`);
            if (status === 200) {
              expect([last.numSent, (await parlance.masterRest('GET', `/push/${id}`)).body['code']]).toEqual([0, 101]);
              await time.advance(7_200_000);
              expect(time.deliveries(id)).toEqual([]);
              return;
            }
          } else {
            const { status, body } = await parlance.masterRest('POST', `/push/${id}/${act}`, act === 'launch' ? { choice: 'A' } : {});
            if (TERMINAL_STATES.includes(last.status as PushState) || act === 'launch') expect(status).toBeGreaterThanOrEqual(400);
            else if (status !== 200) expect(body['code']).toBe(115);
          }
          await look();
        }
        // Whatever was done, the push comes to an end once it goes on and its time has come.
        await parlance.masterRest('POST', `/push/${id}/resume`);
        await time.advance(7_200_000);
        const end = await time.ended(id);
        await look();
        expect(end).not.toHaveProperty('count');
        expect(end.numSent).toBe(time.deliveries(id).length);
        if (end.status === 'succeeded') expect(end.numSent).toBe(DEVICES);
        const all = Array.from({ length: DEVICES }, (_, number) => token(number));
        expect(time.simulators.apns.journal.coverage(id, all)).toMatchObject({ repeated: [], strangers: 0 });
        for (const act of ['cancel', 'pause', 'resume'])
          expect((await parlance.masterRest('POST', `/push/${id}/${act}`)).body['code']).toBe(115);
        await look();
      }),
      { seed, numRuns: 12 },
    );
  });
});

/** The states that may follow each state, at once or later. */
const LATER: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const later = new Map<string, Set<string>>();
  for (const { from, to } of Object.values(TRANSITIONS))
    for (const state of from) later.set(state, (later.get(state) ?? new Set()).add(to));
  for (let grown = true; grown;) {
    grown = false;
    for (const reached of later.values())
      for (const state of [...reached])
        for (const next of later.get(state) ?? []) if (!reached.has(next)) [grown] = [reached.add(next).size > 0];
  }
  return later;
})();
