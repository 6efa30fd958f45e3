import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ancestry, startRecording, type Recording } from './recording.ts';

const CLIENT_SPAN = 'b7ad6b7169203331';
const CODE = `
Parse.Cloud.beforeSave('Review', async ({ object }) => {
  const others = await new Parse.Query('Movie').count({ useMasterKey: true });
  object.set('others', others);
});
Parse.Cloud.afterSave('Review', ({ log }) => { log.info('a review was saved'); });
Parse.Cloud.define('hello', () => 'hi');
Parse.Cloud.define('fails', ({ params }) => { throw new Parse.Error(9001, 'no luck'); });
`;

let recording: Recording;
let parlance: Parlance;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlance-code-'));
  const file = join(folder, 'main.js');
  await writeFile(file, CODE);
  recording = await startRecording();
  const settings = { allowClientClassCreation: true, allowClientFieldAddition: true };
  parlance = await startParlance({
    mode: 'split',
    env: { PARLANCE_TRACE_PROXIES: '127.0.0.1' },
    apps: [{ id: 'one', settings, cloud: file }],
  });
});
afterAll(async () => {
  await parlance?.close();
  await recording?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a save shows in its trace the guards, its triggers, their requests and the database, each below what caused it', async () => {
  const hello = async () => (await parlance.rest('POST', '/functions/hello', {})).body;
  await expect.poll(hello, { timeout: 30_000 }).toEqual({ result: 'hi' });
  const traceId = randomBytes(16).toString('hex');
  const headers = { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` };
  const saved = await parlance.rest('POST', '/classes/Review', { stars: 4 }, { headers });
  expect([saved.status, saved.body.others]).toEqual([201, 0]);
  const spans = () => recording.spansOf(traceId);
  await expect.poll(async () => (await spans()).some(({ parentSpanContext: parent }) => parent?.spanId === CLIENT_SPAN)).toBe(true);
  const trace = await spans();
  const paths = trace.map((span) => ancestry(span, trace).toReversed().join(' > '));
  const root = 'POST /classes/:className';
  const data = `${root} > data.create > data.create`;
  const before = `${data} > functions.run-trigger > functions.run-trigger > beforeSave Review`;
  expect(paths).toEqual(
    expect.arrayContaining([
      `${root} > guards`,
      before,
      `${before} > wait for a process`,
      `${before} > run trigger beforeSave.Review`,
      expect.stringContaining(`${before} > run trigger beforeSave.Review > gateway.perform > gateway.perform > GET /classes/:className`),
      expect.stringMatching(new RegExp(`^${data}[^]*insert Review$`)),
      `${data} > functions.run-trigger > functions.run-trigger > afterSave Review`,
    ]),
  );
});

it('CLD-12 lines of code are read with the function and the request that they belong to, and followed as they come', async () => {
  const mount = parlance.url;
  const { id, keys } = parlance.app();
  const head = { 'X-Parse-Application-Id': id, 'X-Parse-Master-Key': keys.master };
  const lines = async () => (await parlance.masterRest('GET', '/scriptlog?size=50')).body as Record<string, unknown>[];
  await expect.poll(lines).toContainEqual(
    expect.objectContaining({
      level: 'info',
      message: 'a review was saved',
      triggerType: 'afterSave',
      className: 'Review',
      requestId: expect.any(String),
    }),
  );

  const following = await fetch(`${mount}/scriptlog/follow?n=1&level=error`, { headers: head });
  expect([following.status, following.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  expect((await parlance.rest('POST', '/functions/fails', { password: 'a secret of ada' })).body).toEqual({
    code: 9_001,
    error: 'no luck',
  });
  let read = '';
  for await (const part of following.body!) {
    read += Buffer.from(part).toString();
    if (read.includes('fails')) break;
  }
  const told = read
    .split('\n')
    .filter((line) => line.includes('fails'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told[0]).toMatchObject({ level: 'error', functionName: 'fails', message: expect.stringContaining('"password":"********"') });
  expect(read).not.toContain('a secret of ada');
});

it('the report of the app tells calls, errors and times of functions and triggers, and the line of the last error', async () => {
  const report = async () => (await parlance.masterRest('GET', '/admin/cloud')).body as Record<string, unknown>;
  await expect.poll(report).toMatchObject({
    state: 'ready',
    functions: expect.arrayContaining([
      expect.objectContaining({
        functionName: 'fails',
        errors: 1,
        lastError: expect.objectContaining({
          code: 9_001,
          message: 'no luck',
          place: expect.objectContaining({ file: 'main.js', line: 8 }),
        }),
      }),
      expect.objectContaining({ functionName: 'hello', servedBy: 'code', p50Ms: expect.any(Number), p99Ms: expect.any(Number) }),
    ]),
    triggers: expect.arrayContaining([expect.objectContaining({ className: 'Review', triggerName: 'beforeSave', calls: 1, errors: 0 })]),
  });
  expect((await parlance.rest('GET', '/admin/cloud')).status).toBe(403);
});
