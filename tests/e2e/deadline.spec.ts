import { MODES, startParlance, startPrivateServer, type Parlance, type PrivateServer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DEADLINE_MS = 700;
/** Time that may pass beyond the deadline on a busy machine. */
const GRACE_MS = 1_500;

describe.each(MODES)('a database that does not answer in time, %s', (mode) => {
  let mongodb: PrivateServer;
  let parlance: Parlance;
  let path: string;
  beforeAll(async () => {
    mongodb = await startPrivateServer('mongodb');
    const database = { uri: mongodb.url, name: 'slow' };
    const settings = { allowClientClassCreation: true, requestDeadlineMs: DEADLINE_MS };
    parlance = await startParlance({ mode, apps: [{ id: 'slow', settings, database }, { id: 'other', settings: { allowClientClassCreation: true } }] }); // prettier-ignore
    const { body } = await parlance.rest('POST', '/classes/Note', { n: 1 });
    path = `/classes/Note/${body.objectId}`;
  });
  afterAll(async () => {
    mongodb.thaw();
    await parlance?.close();
    await mongodb.dispose();
  });

  it('OBJ-47 every request is answered with 124 when its deadline has passed, reads and writes alike; other apps do not notice', async () => {
    mongodb.freeze();
    const timed = async (method: string, target: string, body?: unknown) => {
      const begun = Date.now();
      const answer = await parlance.rest(method, target, body);
      return { status: answer.status, code: answer.body.code ?? answer.body[0]?.error?.code, ms: Date.now() - begun };
    };
    try {
      const part = { method: 'POST', path: '/parse/classes/Note', body: { n: 3 } };
      const asked = Promise.all([
        timed('GET', path),
        timed('GET', '/classes/Note?count=1'),
        timed('POST', '/classes/Note', { n: 2 }),
        timed('PUT', path, { n: 2 }),
        timed('DELETE', path),
        timed('POST', '/batch', { requests: [part, part] }),
      ]);
      const begun = Date.now();
      const other = await parlance.rest('POST', '/classes/Note', { n: 1 }, { app: parlance.app('other') });
      expect([other.status, Date.now() - begun < GRACE_MS]).toEqual([201, true]);
      for (const { status, code, ms } of await asked) {
        expect(code).toBe(124);
        expect([200, 400]).toContain(status);
        expect(ms).toBeLessThan(DEADLINE_MS + GRACE_MS);
      }
    } finally {
      mongodb.thaw();
    }
  });

  it('OBJ-47 afterwards everything works as before', async () => {
    await expect.poll(() => parlance.rest('GET', '/classes/Note?limit=1').then(({ status }) => status), { timeout: 10_000 }).toBe(200);
    expect((await parlance.rest('POST', '/classes/Note', { n: 9 })).status).toBe(201);
    expect(parlance.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });

  it('OBJ-47 a query that takes longer than the app allows is ended in the database', async () => {
    await parlance.masterRest('PATCH', '/settings', { queryTimeoutMs: 50 }, { app: parlance.app('other') });
    const notes = (await parlance.database('other')).collection('Long');
    await parlance.rest('POST', '/classes/Long', { text: 'a' }, { app: parlance.app('other') });
    const text = `${'ab'.repeat(15_000)}c`;
    for (let n = 0; n < 4; n++) await notes.insertMany(Array.from({ length: 500 }, () => ({ _id: crypto.randomUUID() as never, text })));
    const where = { text: { $regex: '(a|b|ab)*d' } };
    const query = new URLSearchParams({ where: JSON.stringify(where) }).toString();
    const begun = Date.now();
    const answer = await parlance.rest('GET', `/classes/Long?${query}`, undefined, { app: parlance.app('other') });
    expect([answer.status, [102, 124].includes(answer.body.code)]).toEqual([400, true]);
    expect(Date.now() - begun).toBeLessThan(3_000);
  });
});
