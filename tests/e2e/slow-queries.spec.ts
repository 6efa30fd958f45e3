import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const SOON = { timeout: 10_000, interval: 50 };
const EVIL = JSON.stringify({ text: { $regex: '^(a+)+$' } });

describe.each(MODES)('slow queries over HTTP, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings: { allowClientClassCreation: true } },
        { id: 'other', settings: { allowClientClassCreation: true } },
      ],
      replicas: { gateway: 2, data: 2 },
    });
    await parlance.rest('POST', '/classes/Text', { text: 'x', n: 1 });
    const texts = Array.from({ length: 3_000 }, (_, n) => ({ text: `${'a'.repeat(32)}!`, n }));
    await (await parlance.database()).collection('Text').insertMany(texts);
  });
  afterAll(() => parlance.close());

  const settingsAre = (changes: object) => parlance.masterRest('PATCH', '/settings', changes);
  const slowQueries = (query = '', options: RestOptions = {}) =>
    parlance.masterRest('GET', `/admin/slow-queries${query}`, undefined, options);
  const find = (where: string, more = '') => parlance.rest('GET', `/classes/Text?where=${encodeURIComponent(where)}${more}`);

  it('PER-03 the threshold is a setting that changes while the app runs, and every gateway lists the queries of all replicas', async () => {
    expect((await slowQueries()).body).toEqual({ results: [] });
    await settingsAre({ slowQueryMs: 1, queryTimeoutMs: 300 });
    const shapes = (gateway: number) =>
      slowQueries('?class=Text&limit=10', { gateway }).then(({ body }) => body.results.map(({ shape }: { shape: string }) => shape));
    await vi.waitFor(async () => {
      expect((await find(EVIL)).body.code).toBe(124);
      for (const gateway of [0, 1]) expect(await shapes(gateway)).toContain('text pattern');
    }, SOON);
    await vi.waitFor(async () => {
      const { results } = (await slowQueries('?class=Text')).body;
      const found = results.find(({ shape }: { shape: string }) => shape === 'text pattern');
      expect(found).toMatchObject({ operation: 'find', plan: { stage: 'COLLSCAN' }, suggestion: { index: null } });
      expect(found.timeouts).toBeGreaterThan(0);
      expect(found.suggestion.hint).toContain('without a fixed start');
      expect(JSON.stringify(results)).not.toContain('a+');
    }, SOON);
  });

  it('only the master keys see them, each app its own', async () => {
    const refused = await parlance.rest('GET', '/admin/slow-queries');
    expect([refused.status, refused.body.code]).toEqual([403, 119]);
    expect((await slowQueries('', { key: 'readOnlyMaster' })).status).toBe(200);
    expect((await slowQueries('', { app: parlance.app('other') })).body).toEqual({ results: [] });
    expect((await slowQueries('?limit=x')).body.code).toBe(117);
    expect((await slowQueries('?where={}')).body.code).toBe(102);
  });

  it('PER-05 a client that hangs up leaves nothing in the database beyond the deadline', async () => {
    await settingsAre({ queryTimeoutMs: 60_000, requestDeadlineMs: 1_500, slowQueryMs: null });
    const admin = (await parlance.database()).client.db('admin');
    const running = async (): Promise<number> => {
      const match = { $match: { 'command.comment': `${parlance.app().database}-gone` } };
      return (await admin.aggregate([{ $currentOp: { allUsers: true } }, match]).toArray()).length;
    };
    const url = `${parlance.urls[0]}/classes/Text?where=${encodeURIComponent(EVIL)}&comment=${parlance.app().database}-gone`;
    const { id, keys } = parlance.app();
    const client = new AbortController();
    const headers = { 'X-Parse-Application-Id': id, 'X-Parse-REST-API-Key': keys.rest };
    const gone = fetch(url, { headers, signal: client.signal }).then(
      () => 'answered',
      () => 'hung up',
    );
    await vi.waitFor(async () => expect(await running()).toBe(1), SOON);
    client.abort();
    expect(await gone).toBe('hung up');
    await vi.waitFor(async () => expect(await running()).toBe(0), SOON);
  });

  it('QRY-27 PER-04 patterns and scans are limited by settings of the app', async () => {
    await settingsAre({ regexConcurrency: 0, requestDeadlineMs: null, queryTimeoutMs: null });
    await expect.poll(() => find('{"text":{"$regex":"x"}}').then(({ body }) => body.code), SOON).toBe(155);
    await settingsAre({ regexConcurrency: null, scanLimit: 1_000 });
    await expect.poll(() => find('{"n":5}').then(({ body }) => body.code), SOON).toBe(154);
    await settingsAre({ scanLimit: null });
    await expect.poll(() => find('{"n":5}').then(({ body }) => body.results?.length), SOON).toBe(1);
  });
});
