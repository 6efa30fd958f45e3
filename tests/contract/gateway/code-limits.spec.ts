import { PUBLIC } from '@parlance/acl';
import { gateway as contract } from '@parlance/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, type Answer } from './ask.ts';
import { APP, GatewayProcess, MASTER, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_TRUSTED_PROXY_HOPS: '1' })));
afterAll(() => gateway.stop());
beforeEach(() => gateway.recorder.reset());

const HOUR = 3_600_000;
const TOO_MANY = 'Too many requests.';
let apps = 0;

/** An app of its own, whose code declares limits. */
function declare(rateLimits: readonly Record<string, unknown>[], rateLimit: readonly object[] = []): string {
  const id = `${APP}${apps++}`;
  gateway.declare(id, { code: { state: 'ready', triggers: {}, rateLimits }, settings: { rateLimit: rateLimit as never } });
  return id;
}

function asker(app: string, address = '198.51.100.1') {
  return (method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(gateway.url, `/parse${path}`, {
      method,
      headers: { ...REST, 'X-Parse-Application-Id': app, 'X-Forwarded-For': address, ...headers },
      body: method === 'GET' ? undefined : {},
    });
}

describe('limits that code declares', () => {
  it('CLD-23 CLD-39 a function answers 429 with Retry-After from the fourth call in an hour on; others go on', async () => {
    const call = asker(declare([{ requestPath: '/functions/hello', requestTimeWindow: HOUR, requestCount: 3 }]));
    for (let time = 0; time < 3; time++) expect((await call('POST', '/functions/hello')).status).toBe(200);
    const refused = await call('POST', '/functions/hello');
    expect([refused.status, refused.json]).toEqual([429, { code: 100, error: TOO_MANY }]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
    expect((await call('POST', '/functions/other')).status).toBe(200);
    expect((await call('POST', '/Functions/hello/')).status).toBe(429);
  });

  it('CLD-24 CLD-27 a trigger limits the methods that run it, with a text of its own', async () => {
    const text = 'One write a minute.';
    const requestMethods = ['POST', 'PUT'];
    const limit = {
      requestPath: '/classes/Test/*',
      requestMethods,
      requestTimeWindow: 60_000,
      requestCount: 1,
      errorResponseMessage: text,
    };
    const call = asker(declare([limit, { ...limit, requestPath: '/classes/Test' }]));
    expect((await call('POST', '/classes/Test')).status).toBe(201);
    expect((await call('POST', '/classes/Test')).json).toEqual({ code: 100, error: text });
    expect((await call('GET', '/classes/Test')).status).toBe(200);
    expect((await call('PUT', '/classes/Test/x1')).status).toBe(200);
    expect((await call('PUT', '/classes/Test/x1')).status).toBe(429);
    expect((await call('DELETE', '/classes/Test/x1')).status).toBe(200);
  });

  it('CLD-25 master keys and code of the app are counted where the limit says so, and only there', async () => {
    const limit = { requestPath: '/classes/:name', requestTimeWindow: 60_000, requestCount: 1 };
    for (const [more, ofMaster, ofCode] of [
      [{}, 200, 200],
      [{ includeMasterKey: true }, 429, 200],
      [{ includeInternalRequests: true }, 200, 429],
    ] as const) {
      const app = declare([{ ...limit, ...more }]);
      const call = asker(app, '127.0.0.1');
      const headers = { ...MASTER, 'X-Parse-Application-Id': app };
      await call('GET', '/classes/Game', headers);
      expect((await call('GET', '/classes/Game', headers)).status, JSON.stringify(more)).toBe(ofMaster);
      const cloud = { headers: {}, ip: '198.51.100.2', context: '{}', depth: 1 };
      const inner = () =>
        gateway.bus.call(
          contract.perform,
          { method: 'GET', path: '/classes/Game', body: new Uint8Array() },
          { app, identity: PUBLIC, deadline: Date.now() + 5_000, requestId: 'run', cloud },
        );
      await inner();
      expect((await inner()).status, JSON.stringify(more)).toBe(ofCode);
    }
  });

  it('CLD-22 a limit of 200 in 15 minutes on all paths lets 200 requests of an address pass', async () => {
    const app = declare(
      [],
      [{ requestPath: '*', requestTimeWindow: 900_000, requestCount: 200, zone: 'ip', errorResponseMessage: TOO_MANY }],
    );
    const call = asker(app, '198.51.100.20');
    const answers = await Promise.all(Array.from({ length: 201 }, () => call('GET', '/classes/Game')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(200);
    expect(answers.find(({ status }) => status !== 200)?.json).toEqual({ code: 100, error: TOO_MANY });
    expect((await asker(app, '198.51.100.21')('GET', '/classes/Game')).status).toBe(200);
  });

  it('CLD-29 is counted by address, which nobody makes up, beside the limits of the app', async () => {
    const settings = [{ requestPath: '*', requestTimeWindow: 900_000, requestCount: 4, zone: 'ip', errorResponseMessage: TOO_MANY }];
    const app = declare([{ requestPath: '/functions/hello', requestTimeWindow: HOUR, requestCount: 1 }], settings);
    const call = asker(app);
    expect((await call('POST', '/functions/hello')).status).toBe(200);
    expect((await call('POST', '/functions/hello')).status).toBe(429);
    for (const made of ['203.0.113.1', '203.0.113.2'])
      expect((await call('GET', '/classes/Game', { 'X-Forwarded-For': `${made}, 198.51.100.1` })).status).toBe(200);
    const refused = await call('GET', '/classes/Game', { 'X-Forwarded-For': '203.0.113.3, 198.51.100.1' });
    expect([refused.status, refused.json.error]).toEqual([429, TOO_MANY]);
    expect((await asker(app, '198.51.100.9')('POST', '/functions/hello')).status).toBe(200);
  });

  it('CLD-39 answers tell the limits that concern them in the standard fields, which pages may read', async () => {
    const limit = { requestPath: '/functions/hello', requestTimeWindow: HOUR, requestCount: 2 };
    const call = asker(declare([limit, { ...limit, requestPath: '/functions/*', requestMethods: 'POST', requestCount: 5 }]));
    const first = await call('POST', '/functions/hello');
    expect(first.headers['ratelimit-policy']).toBe('"/functions/hello";q=2;w=3600, "POST /functions/*";q=5;w=3600');
    expect(first.headers['ratelimit']).toMatch(/^"\/functions\/hello";r=1;t=3(600|5\d\d), "POST \/functions\/\*";r=4;t=3(600|5\d\d)$/);
    expect(first.headers['access-control-expose-headers']).toContain('RateLimit, RateLimit-Policy, Retry-After');
    await call('POST', '/functions/hello');
    const refused = await call('POST', '/functions/hello');
    expect([refused.status, refused.headers['ratelimit']]).toEqual([429, expect.stringMatching(/^"\/functions\/hello";r=0;/)]);
    const other = await call('GET', '/classes/Game');
    expect([other.status, other.headers['ratelimit'], other.headers['ratelimit-policy']]).toEqual([200, undefined, undefined]);
  });
});
