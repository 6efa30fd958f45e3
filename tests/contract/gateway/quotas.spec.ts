import { once } from 'node:events';
import { connect } from 'node:net';
import { MASTER as MASTER_IDENTITY, PUBLIC } from '@parlance/acl';
import { appSettings, type QuotaSettings } from '@parlance/app-settings';
import { gateway as contract } from '@parlance/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, type Answer } from './ask.ts';
import { APP, GatewayProcess, MASTER, REST } from './gateway-process.ts';
import { rest } from './recorder.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_APP_REQUESTS_MAX: '3' })));
afterAll(() => gateway.stop());
beforeEach(() => gateway.recorder.reset());

let apps = 0;
/** So slow that nothing comes back within a test. */
const SLOWLY = 0.001;
const OTHER = { 'X-Parse-Application-Id': APP, 'X-Parse-REST-API-Key': 'a-wrong-key' };

function declare(quotas: object, id = `${APP}${apps++}`): string {
  const read: QuotaSettings = appSettings.shape.quotas.parse(quotas);
  gateway.declare(id, { settings: { quotas: read } });
  return id;
}

const requests = (app: string, count: number, headers: Record<string, string> = {}): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, () => request(app, headers)));
function request(app: string, headers: Record<string, string> = {}, path = '/classes/Game', body?: object): Promise<Answer> {
  return ask(gateway.url, `/parse${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...REST, 'X-Parse-Application-Id': app, ...headers },
    body,
  });
}
const count = (answers: readonly Answer[], status: number) => answers.filter((answer) => answer.status === status).length;
const context = (app: string) => ({ app, identity: MASTER_IDENTITY, deadline: Date.now() + 5_000, requestId: 'quotas' });
const use = (app: string) => gateway.bus.call(contract.quotaUse, {}, context(app));

describe('quotas on requests', () => {
  it('refuse those that come too fast, before anything is asked, with code 155 and Retry-After', async () => {
    const app = declare({ requestsPerSecond: { hard: SLOWLY, burst: 2 } });
    const answers = [await request(app), await request(app), await request(app)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.json).toEqual({ code: 155, error: `This app may send ${SLOWLY} requests in a second.` });
    expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(1);
    expect(gateway.recorder.requests).toHaveLength(2);
    expect((await request(declare({}))).status).toBe(200);
  });

  it('count master keys, too, and nobody whose keys are wrong', async () => {
    const app = declare({ requestsPerSecond: { hard: SLOWLY, burst: 2 } });
    expect(count(await requests(app, 5, OTHER), 403)).toBe(5);
    expect((await request(app, { ...MASTER, 'X-Parse-Application-Id': app })).status).toBe(200);
    expect((await request(app)).status).toBe(200);
    expect((await request(app, { ...MASTER, 'X-Parse-Application-Id': app })).status).toBe(429);
  });

  it('leave the body of a refused request unread', async () => {
    const app = declare({ requestsPerSecond: { hard: SLOWLY, burst: 1 } });
    for (let time = 0; time < 3; time++) await request(app);
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const fields = {
      Host: hostname,
      ...REST,
      'X-Parse-Application-Id': app,
      'Content-Length': 10 << 20,
      'Content-Type': 'application/json',
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    socket.write(['POST /parse/classes/Game HTTP/1.1', ...lines, '', ''].join('\r\n'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 429 /);
    socket.destroy();
  });

  it('count a batch as its parts, which later requests pay', async () => {
    const app = declare({ requestsPerDay: { hard: 10 } });
    const parts = { requests: Array.from({ length: 12 }, () => ({ method: 'GET', path: '/parse/classes/Game' })) };
    expect((await request(app, {}, '/batch', parts)).status).toBe(200);
    expect((await request(app)).status).toBe(429);
    await vi.waitFor(async () => expect((await use(app)).requestsPerDay).toBe(12));
  });

  it('of a day end with it, by UTC', async () => {
    const app = declare({ requestsPerDay: { hard: 3 } });
    const answers = await requests(app, 3);
    expect(count(answers, 200)).toBe(3);
    const refused = await request(app);
    expect([refused.status, refused.json]).toEqual([429, { code: 155, error: 'This app may send 3 requests in a day.' }]);
    const untilMidnight = 86_400 - Math.floor((Date.now() % 86_400_000) / 1_000);
    expect(Math.abs(Number(refused.headers['retry-after']) - untilMidnight)).toBeLessThan(10);
    declare({ requestsPerDay: { hard: 5 } }, app);
    await vi.waitFor(async () => expect((await request(app)).status).toBe(200), { timeout: 1_000, interval: 20 });
    expect((await use(app)).requestsPerDay).toBe(4);
  });

  it('bound the requests under way, for apps without quotas by the deployment', async () => {
    for (const [quotas, most] of [
      [{ concurrentRequests: { hard: 2 } }, 2],
      [{}, 3],
    ] as const) {
      const app = declare(quotas);
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      gateway.recorder.answers.set('data.find', () => held.then(() => rest({ results: [] })));
      const waiting = Array.from({ length: most }, () => request(app));
      await vi.waitFor(async () => expect((await use(app)).concurrentRequests).toBe(most));
      const refused = await request(app);
      expect([refused.status, refused.json]).toEqual([
        429,
        { code: 155, error: `This app may have ${most} requests under way at a time.` },
      ]);
      release();
      expect(count(await Promise.all(waiting), 200)).toBe(most);
      expect((await request(app)).status).toBe(200);
      expect((await use(app)).concurrentRequests).toBe(0);
    }
  });

  it('let requests of code wait for their turn, and refuse them when their time ends before it', async () => {
    const app = declare({ requestsPerSecond: { hard: 20, burst: 1 } });
    const inner = async (deadlineMs: number) => {
      const asked = { method: 'GET' as const, path: '/classes/Game', body: new Uint8Array() };
      const cloud = { headers: {}, ip: '198.51.100.2', context: '{}', depth: 1 };
      const within = { app, identity: PUBLIC, deadline: Date.now() + deadlineMs, requestId: 'run', cloud };
      return (await gateway.bus.call(contract.perform, asked, within)).status;
    };
    expect(await Promise.all(Array.from({ length: 6 }, () => inner(5_000)))).toEqual([200, 200, 200, 200, 200, 200]);
    const slow = declare({ requestsPerSecond: { hard: SLOWLY, burst: 1 } }, app);
    expect(slow).toBe(app);
    await vi.waitFor(async () => expect(await inner(1_000)).toBe(429));
  });

  it('are in force as soon as the app has changed, and tell soft limits in the log', async () => {
    const app = declare({});
    expect(count(await requests(app, 3), 200)).toBe(3);
    declare({ requestsPerDay: { soft: 1, hard: 100 } }, app);
    await vi.waitFor(
      async () => {
        await request(app);
        expect((await use(app)).requestsPerDay).toBeGreaterThan(0);
      },
      { timeout: 1_000, interval: 20 },
    );
    await vi.waitFor(
      () =>
        expect(gateway.logs.filter((line) => line['app'] === app && line['quota'] === 'requestsPerDay')).toMatchObject([
          { msg: 'An app has reached the soft limit of a quota.', soft: 1, hard: 100 },
        ]),
      { timeout: 3_000 },
    );
  });
});
