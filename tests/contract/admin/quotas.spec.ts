import { randomBytes } from 'node:crypto';
import { startParlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

const OPEN = { allowClientClassCreation: true, fileUpload: { enableForPublic: true } };
const SOON = { timeout: 1_000, interval: 20 };
const LATER = { timeout: 30_000, interval: 20 };
const DATA_REPLICAS = 2;
const PASSWORD = 'correct horse battery';

describe('quotas of apps', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    const apps = ['alpha', 'beta', 'gamma'].map((id) => ({ id, settings: OPEN }));
    const token = randomBytes(32).toString('base64');
    const replicas = { gateway: 2, data: DATA_REPLICAS };
    deployment = await AdminDeployment.over(
      await startParlance({ mode: 'split', apps, replicas, env: { PARLANCE_ADMIN_TOKEN: token } }),
      token,
    );
  });
  afterAll(() => deployment?.close());

  const done = async (operation: string, request: object): Promise<ReturnType<typeof JSON.parse>> => {
    const { body, error } = await deployment.ask(operation, request);
    expect({ operation, error, body: error === undefined ? undefined : body }).toEqual({ operation, error: undefined, body: undefined });
    return body;
  };
  const setQuotas = (app: string, quotas: object) => done('settings.patch', { app, changes: { quotas } });
  const quotasOf = async (app: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> => {
    const { quotas } = await done('usage.quotas', { app });
    return Object.fromEntries(quotas.map((quota: { name: string }) => [quota.name, quota]));
  };
  let asked = 0;
  /** Asks the gateways in turn. */
  const ask = (app: string, method: string, path: string, body?: unknown, more: object = {}): Promise<RestAnswer> =>
    deployment.parlance.rest(method, path, body, { app: deployment.parlance.app(app), gateway: (asked += 1) % 2, ...more });
  const verdict = ({ status, body }: RestAnswer) => [status, body.code ?? 0];
  /** Each replica says so once, when it has counted. */
  const replicasAtTheLimit = (app: string): number => {
    const lines = deployment.parlance.logs.filter((line) => line['quota'] === 'objects' && line['app'] === app);
    return lines.filter(({ msg }) => /the hard limit/.test(String(msg))).length;
  };
  /** Creates until all replicas refuse: they count for themselves in between, and so pass a few more together. */
  const createUntilRefused = async (app: string): Promise<{ refused: RestAnswer; created: readonly string[] }> => {
    const created: string[] = [];
    const refused = await vi.waitFor(async () => {
      const answer = await ask(app, 'POST', '/classes/Thing', { n: 1 });
      if (answer.status === 201) created.push(answer.body.objectId);
      expect([answer.status, replicasAtTheLimit(app)]).toEqual([400, DATA_REPLICAS]);
      return answer;
    }, LATER);
    expect(created.length).toBeLessThan(20);
    return { refused, created };
  };

  it('are changed by administrators who decide on apps, and by nobody else', async () => {
    const app = 'gamma';
    const quotas = { objects: { hard: 1_000 } };
    const { secret } = await done('tokens.create', { name: 'developers', role: 'developer', apps: [app] });
    const asDeveloper = (changes: object) => deployment.ask('settings.patch', { app, changes }, { token: secret });
    expect((await asDeveloper({ maxLimit: 77 })).error).toBeUndefined();
    const refused = await asDeveloper({ quotas });
    expect([refused.error, refused.body.error]).toEqual(['119', 'To change quotas needs the scope apps:write.']);
    const patched = await deployment.parlance.masterRest('PATCH', '/settings', { quotas }, { app: deployment.parlance.app(app) });
    expect([verdict(patched), patched.body.error]).toEqual([[400, 119], 'quotas: administrators of the deployment change this.']);
    expect((await setQuotas(app, quotas)).settings.quotas.objects).toEqual({ soft: null, hard: 1_000 });
    const same = { maxLimit: 78, quotas };
    const kept = await deployment.parlance.masterRest('PATCH', '/settings', same, { app: deployment.parlance.app(app) });
    expect([kept.status, kept.body.quotas.objects.hard]).toEqual([200, 1_000]);
    expect((await deployment.ask('settings.patch', { app, changes: { quotas: { objects: { soft: 2, hard: 1 } } } })).error).toBe('107');
  });

  it('refuse objects beyond the hard limit, on all replicas; the rest of the app works on', async () => {
    const app = 'alpha';
    expect((await ask(app, 'POST', '/users', { username: 'ada', password: PASSWORD })).status).toBe(201);
    const { created: before } = { created: [(await ask(app, 'POST', '/classes/Thing', { n: 1 })).body.objectId] };
    const { objects: stored } = await done('usage.get', { app, days: 1 });
    await setQuotas(app, { objects: { soft: stored, hard: stored + 2 } });
    const { refused, created } = await createUntilRefused(app);
    expect([verdict(refused), refused.body.error]).toEqual([[400, 140], `This app may have at most ${stored + 2} objects.`]);
    expect(created.length).toBeGreaterThanOrEqual(2);

    expect(verdict(await ask(app, 'GET', '/classes/Thing'))).toEqual([200, 0]);
    expect(verdict(await ask(app, 'PUT', `/classes/Thing/${before[0]}`, { n: 2 }))).toEqual([200, 0]);
    expect(verdict(await ask(app, 'POST', '/login', { username: 'ada', password: PASSWORD }))).toEqual([200, 0]);
    expect(verdict(await ask(app, 'POST', '/users', { username: 'eve', password: PASSWORD }))).toEqual([400, 140]);
    const parts = [1, 2].map((n) => ({ method: 'POST', path: '/parse/classes/Thing', body: { n } }));
    const batch = await ask(app, 'POST', '/batch', { requests: parts });
    expect(batch.body.map(({ error }: { error?: { code: number } }) => error?.code)).toEqual([140, 140]);

    const { objects } = await quotasOf(app);
    expect(objects).toMatchObject({ soft: stored, hard: stored + 2, state: 'hard' });
    expect((await done('usage.get', { app, days: 1 })).quotas).toEqual([objects]);
    for (const id of [...created, ...before]) expect((await ask(app, 'DELETE', `/classes/Thing/${id}`)).status).toBe(200);
    await vi.waitFor(async () => expect((await ask(app, 'POST', '/classes/Thing', {})).status).toBe(201), {
      timeout: 5_000,
      interval: 100,
    });
    await setQuotas(app, {});
    await vi.waitFor(async () => {
      for (let time = 0; time < 8; time++) expect((await ask(app, 'POST', '/classes/Thing', {})).status).toBe(201);
    }, SOON);
  });

  it('refuse files beyond the hard limits, and hold nobody back who reads', async () => {
    const app = 'beta';
    const upload = (name: string, text: string) => ask(app, 'POST', `/files/${name}`, text, { headers: { 'Content-Type': 'text/plain' } });
    await setQuotas(app, { files: { hard: 1 } });
    let first: RestAnswer | undefined;
    await vi.waitFor(async () => {
      const answer = await upload('a.txt', 'hello');
      first ??= answer.status === 201 ? answer : undefined;
      expect([verdict(answer), answer.body.error]).toEqual([[400, 140], 'This app may have at most 1 files.']);
    }, SOON);
    expect((await fetch(first?.body.url)).status).toBe(200);
    const { files } = await quotasOf(app);
    expect(files?.['state']).toBe('hard');
    await setQuotas(app, { fileBytes: { hard: 100 } });
    const large = 'x'.repeat(200);
    await vi.waitFor(
      async () => expect((await upload('b.txt', large)).body.error).toBe('The files of this app may take at most 100 bytes.'),
      SOON,
    );
    expect((await upload('c.txt', 'small')).status).toBe(201);
  });

  it('refuse requests at every gateway within a second', async () => {
    const app = 'beta';
    await setQuotas(app, { requestsPerSecond: { hard: 0.001, burst: 1 }, requestsPerDay: { soft: 1 } });
    await vi.waitFor(async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => ask(app, 'GET', '/classes/Thing')));
      expect(answers.map(verdict)).toEqual(answers.map(() => [429, 155]));
    }, SOON);
    expect(verdict(await ask('gamma', 'GET', '/classes/Thing'))).toEqual([200, 0]);
    await setQuotas(app, {});
    await vi.waitFor(async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => ask(app, 'GET', '/classes/Thing')));
      expect(answers.map(verdict)).toEqual(answers.map(() => [200, 0]));
    }, SOON);
  });
});
