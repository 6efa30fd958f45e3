import { randomBytes } from 'node:crypto';
import { PUBLIC } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { activeTraceId, span } from '@parlance/telemetry';
import { MODES, startParlance, type Parlance, type TestApp } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ancestry, startRecording, type Recording } from './recording.ts';

const CLIENT_SPAN = 'b7ad6b7169203331';

let recording: Recording;
beforeAll(async () => {
  recording = await startRecording();
});
afterAll(async () => {
  await recording?.stop();
});

describe.each(MODES)('a traced request, services %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      logLevel: 'trace',
      env: { PARLANCE_TRACE_PROXIES: '127.0.0.1' }, // the tests stand for a proxy of the deployment
      apps: ['one', 'two'].map((id) => ({ id, settings: { allowClientClassCreation: true } })),
    });
  });
  afterAll(async () => {
    await parlance?.close();
  });

  /** Sends a request that continues a trace of the client's, and gives that trace's spans once the last of them has ended. */
  async function traced(method: string, path: string, body?: unknown, app?: TestApp) {
    const traceId = randomBytes(16).toString('hex');
    const headers = { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` };
    const answer = await parlance.rest(method, path, body, { headers, ...(app === undefined ? {} : { app }) });
    await expect
      .poll(async () => (await recording.spansOf(traceId)).some(({ parentSpanContext }) => parentSpanContext?.spanId === CLIENT_SPAN))
      .toBe(true);
    return { answer, traceId, trace: await recording.spansOf(traceId) };
  }

  it('is one trace from HTTP over the bus to the MongoDB command, each span a child of the one that caused it', async () => {
    await parlance.rest('POST', '/classes/Game', { title: 'Go' });
    const { answer, trace } = await traced('GET', '/classes/Game');
    expect(answer.status).toBe(200);

    const command = trace.find(
      ({ attributes }) => attributes['db.operation.name'] === 'find' && attributes['db.collection.name'] === 'Game',
    );
    const bus = mode === 'fused' ? ['data.find'] : ['data.find', 'data.find']; // split: the caller's and the server's
    expect(ancestry(command!, trace)).toEqual(['find Game', ...bus, 'GET /classes/:className']);
    const root = trace.find(({ name }) => name === 'GET /classes/:className');
    expect(root?.parentSpanContext?.spanId).toBe(CLIENT_SPAN);
    expect(command!.attributes).toMatchObject({ 'db.system.name': 'mongodb', 'db.namespace': parlance.app('one').database });
  });

  it('leaves no value of an object, key or query in its spans', async () => {
    const secret = randomBytes(8).toString('hex');
    await parlance.rest('POST', '/classes/Game', { title: secret });
    const where = encodeURIComponent(JSON.stringify({ title: secret }));
    const { answer, trace } = await traced('GET', `/classes/Game?where=${where}`);
    expect(answer.body.results).toHaveLength(1);
    const recorded = JSON.stringify(trace.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })));
    expect(recorded).not.toContain(secret);
    expect(recorded).not.toContain(answer.body.results[0].objectId);
    for (const key of Object.values(parlance.app('one').keys)) expect(recorded).not.toContain(key);
  });

  it('names the error of a request that failed, in each span it passed', async () => {
    const { answer, trace } = await traced('GET', '/classes/Game/nowhere');
    expect(answer.body.code).toBe(101);
    for (const name of ['data.get', 'GET /classes/:className/:objectId'])
      expect(trace.find((ended) => ended.name === name)?.attributes['error.type']).toBe('ObjectNotFound');
  });

  it('is counted by operation and app, with its error code and its duration', async () => {
    const app = parlance.app('two');
    const before = await countsOf(app.id);
    await parlance.rest('POST', '/classes/Counted', { a: 1 }, { app });
    await parlance.rest('GET', '/classes/Counted', undefined, { app });
    await parlance.rest('GET', '/classes/Counted', undefined, { app });
    await parlance.rest('GET', '/classes/Counted/nowhere', undefined, { app });
    const after = await countsOf(app.id);
    const grown = Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)]);
    expect(Object.fromEntries(grown)).toMatchObject({
      'requests data.create': 1,
      'requests data.find': 2,
      'requests data.get': 1,
      'errors data.get 101': 1,
      'duration data.find': 2,
    });
    expect(grown.filter(([key, count]) => String(key).startsWith('errors data.find') && count !== 0)).toEqual([]);
  });

  async function countsOf(app: string): Promise<Record<string, number>> {
    const metrics = ['requests', 'errors', 'duration'] as const;
    const points = await Promise.all(
      metrics.map(async (metric) => [metric, await recording.pointsOf(`parlance.operation.${metric}`)] as const),
    );
    const own = points.flatMap(([metric, list]) =>
      list.filter(({ attributes }) => attributes['app'] === app).map((point) => [metric, point] as const),
    );
    return Object.fromEntries(
      own.map(([metric, { attributes, value }]) => [
        `${metric} ${attributes['operation']} ${attributes['code'] ?? ''}`.trimEnd(),
        typeof value === 'number' ? value : (value as { count: number }).count,
      ]),
    );
  }

  it('has its trace id, request id and app in the lines that services log for it', async () => {
    const { bus } = parlance.processes[0]!.running;
    const context = { app: 'two', identity: PUBLIC, deadline: Date.now() + 5_000, requestId: randomBytes(6).toString('hex') };
    const traceId = await span('caller', 'client', undefined, async () => {
      // Not a request by the contract, which the serving side logs.
      await bus.call(data.find, { className: 5 } as never, context).catch(() => {});
      return activeTraceId();
    });
    const line = parlance.logs.find(({ request_id }) => request_id === context.requestId);
    expect(line).toMatchObject({ level: 'warn', trace_id: traceId, app: 'two', msg: expect.stringContaining('data.find refused request') });
  });
});
