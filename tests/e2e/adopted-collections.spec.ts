import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, verdict } from './accounts.ts';

type Stored = { _id: string } & Record<string, unknown>;

/** Answers about collections of an adopted database in which Parse Server and this server differ on purpose (docs/compatibility.md). */
describe('collections of an adopted database', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode: 'fused',
      apps: [
        { id: 'test', settings: PATIENT },
        { id: 'strict', settings: { allowClientClassCreation: false } },
      ],
    });
    const database = await parlance.database();
    for (const name of ['_Idempotency', '_Join:members:Team', 'Loose', '_Product']) {
      await database.collection<Stored>(name).insertOne({ _id: 'one', secret: 'of somebody else' });
    }
    const triggers = ['beforeSubscribe', 'afterEvent'].map((triggerName) => ({
      _id: triggerName,
      triggerName,
      className: 'Team',
      url: 'https://a.example',
    }));
    await database.collection<Stored>('_Hooks').insertMany([...triggers, { _id: 'f', functionName: 'f', url: 'https://a.example' }]);
  });
  afterAll(() => parlance?.close());

  it.each(['_Idempotency', '_Join:members:Team'])('%s is closed to the master key too', async (name) => {
    expect(verdict(await parlance.masterRest('GET', `/classes/${encodeURIComponent(name)}`))).toEqual([400, 119]);
  });

  it('a collection without a stored schema is no class', async () => {
    for (const answer of [await parlance.rest('GET', '/classes/Loose'), await parlance.masterRest('GET', '/classes/Loose')]) {
      expect(answer.body).toEqual({ results: [] });
    }
  });

  it('a user sees the token of the present session alone', async () => {
    const user = await signUp(parlance);
    await parlance.rest('POST', '/login', { username: user.username, password: 'a right password' });
    const { results } = (await parlance.rest('GET', '/sessions', undefined, as(user.token))).body as {
      results: { sessionToken?: string }[];
    };
    expect(results.map(({ sessionToken }) => sessionToken).filter((token) => token !== undefined)).toEqual([user.token]);
    expect(results.length).toBeGreaterThan(1);
  });

  it('triggers of live queries, which nothing calls, are told by the log, and by the health of the app', async () => {
    expect((await parlance.masterRest('GET', '/health')).body).toMatchObject({ app: { unservedTriggers: 2, missingIndexes: [] } });
    expect((await parlance.rest('GET', '/health')).body).toEqual({ status: 'ok' });
    const told = parlance.logs.filter(({ triggers }) => triggers === 2);
    expect(told.map(({ msg }) => String(msg))).toEqual([expect.stringContaining('_Hooks')]);
  });

  it('products are a class that is there from the start, as at Parse Server', async () => {
    const app = parlance.app('strict');
    expect((await parlance.rest('GET', '/classes/_Product', undefined, { app })).body).toEqual({ results: [] });
  });
});
