import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

const PASSWORD = 'correct horse battery';
const SOON = { timeout: 20_000, interval: 200 };

describe('sessions of users, slow queries, push credentials and unused files, every service in a process of its own', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    const settings = { slowQueryMs: 1, allowClientClassCreation: true };
    deployment = await AdminDeployment.start('split', [{ id: 'alpha', settings }, { id: 'beta' }]);
  });
  afterAll(() => deployment.close());

  const rest = (method: string, path: string, body?: unknown, key: 'rest' | 'master' = 'rest', headers: Record<string, string> = {}) =>
    deployment.parlance.rest(method, path, body, { app: deployment.parlance.app('alpha'), key, headers });
  const done = async (operation: string, request: object = {}) => {
    const { body, error } = await deployment.ask(operation, { app: 'alpha', ...request });
    if (error !== undefined) throw new Error(`${operation}: ${JSON.stringify(body)}`);
    return body;
  };
  const refused = async (operation: string, request: object = {}) => (await deployment.ask(operation, { app: 'alpha', ...request })).error;

  it('SEC-08 lists the sessions of a user without their tokens, and ends one of them alone', async () => {
    const { body: user } = await rest('POST', '/users', { username: 'ada', password: PASSWORD }, 'rest', {
      'X-Parse-Installation-Id': 'phone',
    });
    const { body: tablet } = await rest('POST', '/login', { username: 'ada', password: PASSWORD }, 'rest', {
      'X-Parse-Installation-Id': 'tablet',
    });
    const userId = user.objectId;
    const { sessions } = await done('users.sessions', { userId });
    expect(sessions.map(({ installationId }: { installationId: string }) => installationId)).toEqual(['tablet', 'phone']);
    expect(sessions[0]).toMatchObject({ restricted: false, createdWith: { action: 'login', authProvider: 'password' } });
    expect(JSON.stringify(sessions)).not.toMatch(new RegExp(`${user.sessionToken}|${tablet.sessionToken}|r:`));
    expect((await done('users.sessions', { userId, limit: 1 })).sessions).toHaveLength(1);

    expect((await done('users.end-session', { userId, sessionId: sessions[0].id })).user.sessions).toBe(1);
    const statusOf = async (token: string) =>
      (await rest('GET', '/users/me', undefined, 'rest', { 'X-Parse-Session-Token': token })).status;
    await vi.waitFor(async () => expect(await statusOf(tablet.sessionToken)).toBe(400), SOON);
    expect(await statusOf(user.sessionToken)).toBe(200);

    const { body: other } = await rest('POST', '/users', { username: 'eve', password: PASSWORD });
    expect(await refused('users.end-session', { userId: other.objectId, sessionId: sessions[1].id })).toBe('101');
    expect(await refused('users.sessions', { userId: 'nobody0000' })).toBe('101');
    const [entry] = (await deployment.ask('audit.query', { action: 'users.end-session', limit: 1 })).body.entries;
    expect(JSON.stringify(entry)).toContain(`Ended the session`);
  });

  it('PER-03 lists slow queries with shape, counts, median, p90 and advice, by class and time', async () => {
    const database = await deployment.parlance.database('alpha');
    const objects = Array.from({ length: 20_000 }, (_, n) => ({ _id: `slow${n}` as never, score: n % 9 }));
    await database.collection('Slow').insertMany(objects);
    await rest('POST', '/schemas/Slow', { fields: { score: { type: 'Number' } } }, 'master');
    const began = new Date().toISOString();
    await vi.waitFor(async () => {
      await rest('GET', `/classes/Slow?where=${encodeURIComponent('{"score":3}')}`, undefined, 'master');
      const { queries } = await done('indexes.slow-queries', { className: 'Slow', since: began });
      const found = queries.find(({ shape }: { shape: string }) => shape.includes('score'));
      expect(found).toMatchObject({ className: 'Slow', operation: 'find', key: [{ field: 'score' }], index: null });
      for (const member of ['count', 'slowCount', 'medianMs', 'p90Ms', 'averageScanned']) expect(found[member]).toBeGreaterThan(0);
    }, SOON);
    expect((await done('indexes.slow-queries', { until: '2020-01-01T00:00:00.000Z' })).queries).toEqual([]);
    expect((await done('indexes.slow-queries', { app: 'beta' })).queries).toEqual([]);
    expect(await refused('indexes.slow-queries', { since: 'yesterday' })).toBe('107');
  });

  it('an app that does not exist is told as such, and not as a caller who is nobody', async () => {
    for (const operation of ['indexes.slow-queries', 'data.classes', 'users.find']) {
      const answer = await deployment.ask(operation, { app: 'nowhere', ...(operation === 'users.find' ? { text: 'ada' } : {}) });
      expect([operation, answer.error ?? answer.body]).toEqual([operation, '101']);
    }
  });

  it('a change of a setting is told with the name of the administrator', async () => {
    const rights = { name: 'Ada', email: 'ada@example.com', role: 'owner' };
    const { administrator } = (await deployment.ask('administrators.create', rights)).body;
    const { secret } = (await deployment.ask('tokens.create', { name: 'hers', administrator: administrator.id, role: 'owner' })).body;
    await deployment.ask('apps.create', { id: 'made', name: 'Made' });
    await deployment.ask('settings.patch', { app: 'made', changes: { batchLimit: 77 } }, { token: secret });
    const [told] = (await done('settings.describe', { app: 'made', names: ['batchLimit'] })).settings;
    expect([told.value, told.changed.who]).toEqual([77, 'Ada: hers']);
  });

  it('an app without credentials of push is told so', async () => {
    expect(await refused('settings.test-credentials')).toBe('115');
  });

  it('SET-06 counts the files to which nothing refers, and removes them after the id of the app', async () => {
    expect((await done('settings.clean-up-state')).report).toBeNull();
    const { report } = await done('settings.count-unused-files');
    expect(report).toMatchObject({ dryRun: true });
    const state = async () => (await done('settings.clean-up-state')).report;
    await vi.waitFor(async () => expect((await state()).state).toBe('done'), SOON);
    expect(await refused('settings.remove-unused-files', { confirm: 'alph' })).toBe('142');
    await done('settings.remove-unused-files', { confirm: 'alpha' });
    await vi.waitFor(async () => expect(await state()).toMatchObject({ state: 'done', dryRun: false }), SOON);
  });
});
