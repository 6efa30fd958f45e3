import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Http2Pool } from './pool.ts';

let simulators: Simulators;
let pool: Http2Pool;
beforeAll(async () => {
  simulators = await startSimulators({ seed: 5 });
});
beforeEach(() => {
  simulators.apns.change({ reset: true });
  pool = create();
});
afterEach(() => pool.close());
afterAll(() => simulators.close());

const create = (more: Partial<ConstructorParameters<typeof Http2Pool>[0]> = {}) =>
  new Http2Pool({ origin: simulators.apns.url, tls: { ca: simulators.authority, ...certificate() }, ...more });
const certificate = () => ({ cert: simulators.apns.credentials.certificate.cert, key: simulators.apns.credentials.certificate.key });
const request = (headers: Record<string, string> = {}) => ({
  headers: { ':method': 'POST', ':path': `/3/device/${'d1'.repeat(32)}`, 'apns-push-type': 'alert', ...headers },
  body: '{"aps":{"alert":"Hello"}}',
});

describe('requests over HTTP/2', () => {
  it('are answered with status, headers and body, whatever the status', async () => {
    expect(await pool.request(request())).toMatchObject({ kind: 'answer', status: 200, body: '' });
    expect(await pool.request(request({ 'apns-priority': '7' }))).toMatchObject({
      kind: 'answer',
      status: 400,
      body: '{"reason":"BadPriority"}',
    });
  });

  it('with headers that cannot be sent end alone', async () => {
    await pool.request(request());
    expect(await pool.request(request({ connection: 'close' }))).toEqual({ kind: 'malformed', reason: 'malformedHeader' });
    expect(await pool.request(request())).toMatchObject({ status: 200 });
  });

  it('wait for their turn, and leave the queue when they are aborted there', async () => {
    simulators.apns.change({ behaviours: { maxConcurrentStreams: 1 }, scripts: [{ prefix: '', fates: ['silence', 'accept'] }] });
    await pool.close();
    pool = create({ connections: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const held = pool.request(request(), first.signal);
    await simulators.apns.journal.waitFor(1);
    const waiting = pool.request(request(), second.signal);
    expect(pool.load).toMatchObject({ connections: 1, inFlight: 1, waiting: 1, window: 1 });
    second.abort();
    expect(await waiting).toEqual({ kind: 'unprocessed', reason: 'aborted' });
    first.abort();
    expect(await held).toEqual({ kind: 'unknown', reason: 'aborted' });
    expect(await pool.request(request())).toMatchObject({ status: 200 });
    expect(simulators.apns.journal.length).toBe(2);
  });

  it('find a new connection after the provider cut all', async () => {
    expect(await pool.request(request())).toMatchObject({ status: 200 });
    simulators.apns.cutAll();
    await expect.poll(() => pool.load.connections).toBe(0);
    expect(await pool.request(request())).toMatchObject({ status: 200 });
  });

  it('give up a connection whose peer does not read any more', async () => {
    await pool.close();
    pool = create({ requestTimeoutMs: 100, connections: 1 });
    await pool.request(request());
    simulators.apns.change({ behaviours: { stopReadingAfterRequests: 1 } });
    const results = await Promise.all(Array.from({ length: 5 }, () => pool.request(request())));
    for (const result of results) expect(result).toEqual({ kind: 'unknown', reason: 'timeout' });
  });

  it('let those under way end when the pool is closed, and take no further ones', async () => {
    simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 50 } } });
    await pool.request(request());
    const last = pool.request(request());
    await expect.poll(() => pool.load.inFlight).toBe(1);
    const closed = pool.close();
    expect(await last).toMatchObject({ status: 200 });
    await closed;
    expect(await pool.request(request())).toEqual({ kind: 'unprocessed', reason: 'aborted' });
  });

  it('are not sent to a peer whose certificate nobody trusts', async () => {
    await pool.close();
    pool = create({ tls: {} });
    expect(await pool.request(request())).toEqual({ kind: 'unprocessed', reason: 'noConnection' });
  });
});
