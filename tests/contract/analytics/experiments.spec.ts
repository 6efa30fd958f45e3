import type { Bus } from '@parlance/bus';
import { analytics, config } from '@parlance/contracts';
import { assignGroup } from '@parlance/statistics';
import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SOON = { timeout: 8_000, interval: 50 };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Only within the bounds of a test: an entry that is read after all others shows that those are dealt with. */
const MARKER = 'marker';

describe.each(MODES)('the counts of experiments with parameters, services %s', (mode) => {
  let parlance: Parlance;
  let bus: Bus;
  const saved = Array.from({ length: 40 }, (_, n) => `saved-${n}`);
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    bus = parlance.processes.find(({ services }) => services.includes('gateway'))!.running.bus;
    await Promise.all(
      [...saved, MARKER].map((installationId) => parlance.rest('POST', '/installations', { installationId, deviceType: 'ios' })),
    );
    await parlance.masterRest('PUT', '/config', { params: { one: 1, two: 1, three: 1 } });
  });
  afterAll(() => parlance?.close());

  /** Started so many days ago: gateways show nothing of it, the journal is written by the test. */
  const experimentSince = async (days: number, parameter: string, further: object = {}): Promise<string> => {
    const described = {
      name: parameter,
      variants: [{ values: { [parameter]: 1 } }, { values: { [parameter]: 2 } }],
      measure: { event: 'buy', days: 2 },
    };
    const { objectId } = (await parlance.masterRest('POST', '/config/experiments', { ...described, ...further })).body;
    await parlance.masterRest('POST', `/config/experiments/${objectId}/start`);
    const collection = (await parlance.controlDatabase()).collection<{ _id: string }>('configExperiments');
    await collection.updateOne({ _id: objectId }, { $set: { startedAt: new Date(Date.now() - days * DAY_MS) } });
    bus.publish(config.parametersChanged, { app: 'test' });
    await bus.flush();
    return objectId as string;
  };
  const give = (experiment: string, ...installations: readonly (readonly [id: string, at: number])[]) =>
    bus.append(analytics.variantsGiven, Buffer.from(JSON.stringify([{ app: 'test', experiment, installations }])));
  let requests = 0;
  const send = (installation: string, at: number, dimensions: readonly (readonly [string, string])[] = [], name = 'buy') => {
    const events = [{ name, at, dimensions }];
    const entry = [{ app: 'test', request: `r${requests++}`, first: 0, client: {}, installation, events }];
    return bus.append(analytics.eventsTaken, Buffer.from(JSON.stringify(entry)));
  };
  const counts = async (id: string) => {
    const { groups, unsaved } = (await parlance.masterRest('GET', `/config/experiments/${id}/report`)).body;
    return { groups: groups.map(({ exposed, converted }: Group) => [exposed, converted]) as unknown, unsaved: unsaved as unknown };
  };
  const variantOf = (experimentId: string, installationId: string) => {
    const group = assignGroup({ experimentId, sizePercent: 100, variants: 2 }, { objectId: '', installationId });
    return group.kind === 'variant' ? group.index : -1;
  };
  const expected = (id: string, exposed: readonly string[], converted: readonly string[]) =>
    [0, 1].map((variant) => [exposed, converted].map((all) => all.filter((one) => variantOf(id, one) === variant).length));
  /** Once the marker counts, everything before it has been dealt with. */
  const dealtWith = async (id: string, exposed: readonly string[], converted: readonly string[]) => {
    await give(id, [MARKER, Date.now() - HOUR_MS]);
    const groups = expected(id, [...exposed, MARKER], converted);
    await expect.poll(async () => (await counts(id)).groups, SOON).toEqual(groups);
  };

  it('are the same however often and in whatever order entries arrive', async () => {
    const id = await experimentSince(5, 'one');
    const start = Date.now() - 4 * DAY_MS;
    const buyers = saved.filter((_, n) => n % 3 === 0);
    for (const [n, one] of buyers.entries()) if (n % 2 === 0) await send(one, start + HOUR_MS); // before the exposure arrives
    await give(id, ...saved.map((one) => [one, start + 5] as const));
    for (const [n, one] of buyers.entries()) if (n % 2 === 1) await send(one, start + HOUR_MS);
    await give(id, ...saved.map((one) => [one.toUpperCase(), start + 2 * HOUR_MS] as const)); // a later one, and again
    await give(id, ...saved.map((one) => [one, start] as const).reverse());
    for (const one of buyers) await send(one, start + 90 * 60_000);
    await dealtWith(id, saved, buyers);
  });

  it('hold what happened within the time after the first exposure, however late it is told', async () => {
    const id = await experimentSince(6, 'two', {
      runDays: 3,
      measure: { event: 'buy', days: 2, filter: [{ dimension: 'shop', is: ['a', 'b'] }] },
    });
    const start = Date.now() - 5 * DAY_MS;
    const shop = [['shop', 'b']] as const;
    const [inTime, onTheLimit, tooEarly, tooLate, elsewhere, other, late] = saved as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    await give(id, ...saved.slice(0, 6).map((one) => [one, start] as const));
    await give(id, [late, Date.now() - DAY_MS]); // when nobody joins any more
    await send(inTime, start + 1, shop);
    await send(onTheLimit, start + 2 * DAY_MS, shop);
    await send(tooEarly, start - 1, shop);
    await send(tooLate, start + 2 * DAY_MS + 1, shop);
    await send(elsewhere, start + 1, [['shop', 'c']]);
    await send(other, start + 1, shop, 'look');
    await send(late, Date.now() - HOUR_MS, shop);
    await send(saved[9]!, start + 1, shop); // was never given a variant
    await expect.poll(async () => (await counts(id)).groups, SOON).toEqual(expected(id, saved.slice(0, 6), [inTime, onTheLimit]));
    await give(id, [saved[8]!, start]); // read after all of these
    await expect
      .poll(async () => (await counts(id)).groups, SOON)
      .toEqual(expected(id, [...saved.slice(0, 6), saved[8]!], [inTime, onTheLimit]));
    await parlance.masterRest('POST', `/config/experiments/${id}/stop`);
    await send(elsewhere, start + 5, shop); // happened before the end
    await expect
      .poll(async () => (await counts(id)).groups, SOON)
      .toEqual(expected(id, [...saved.slice(0, 6), saved[8]!], [inTime, onTheLimit, elsewhere]));
  });

  it('leave out installations that are not saved, until they are', async () => {
    const id = await experimentSince(1, 'three');
    const at = Date.now() - 2 * HOUR_MS;
    await give(id, ['unknown-1', at], ['unknown-2', at], ['', at], ['x'.repeat(300), at]);
    await send('unknown-1', at + 1);
    await give('noSuchThing', [saved[0]!, at]);
    await bus.append(analytics.variantsGiven, Buffer.from('{"of": "another form"}'));
    await bus.append(analytics.variantsGiven, Buffer.from('[{"app": "test", "experiment": 5, "installations": []}, null]'));
    await dealtWith(id, [], []);
    expect((await counts(id)).unsaved).toBe(2);
    await parlance.rest('POST', '/installations', { installationId: 'Unknown-1', deviceType: 'ios' });
    await expect
      .poll(async () => await counts(id), SOON)
      .toEqual({ groups: expected(id, [MARKER, 'unknown-1'], ['unknown-1']), unsaved: 1 });
  });

  it('are for the service that decides about experiments, and no client', async () => {
    for (const path of ['/events/experiment', '/events/exposures']) await parlance.rest('POST', path, { dimensions: { experiment: 'x' } });
    expect((await parlance.rest('GET', '/config/experiments')).status).toBe(403);
    const database = await parlance.analyticsDatabase();
    const plan = await database.collection('participations').find({ e: 'test|x', k: true }).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('"IXSCAN"');
  });
});

interface Group {
  readonly exposed: number;
  readonly converted: number;
}
