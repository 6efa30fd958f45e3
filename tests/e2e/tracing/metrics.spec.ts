import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelemetry, type Telemetry } from '@parlance/telemetry';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Told only when it happens, which other tests bring about. */
const WHEN_IT_HAPPENS = [
  'db.client.connection.timeouts',
  'parlance.bus.reconnects',
  'parlance.bus.refusals',
  'parlance.queue.attempts',
  'parlance.queue.duration',
  'parlance.quota.reached',
  'parlance.quota.refusals',
];
const SCHEDULE = {
  metricIntervalMs: 50,
  metricTimeoutMs: 30_000,
  spanDelayMs: 50,
  spanTimeoutMs: 5_000,
  spanQueueMax: 1_000,
  spanBatchMax: 512,
};

let collector: Server;
let telemetry: Telemetry;
let parlance: Parlance;
const received: string[] = [];
beforeAll(async () => {
  collector = createServer((request, response) => {
    void request.toArray().then((parts) => {
      // Protobuf keeps strings as they are, so names can be found without decoding.
      if (request.url === '/v1/metrics') received.push(Buffer.concat(parts).toString('latin1'));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  telemetry = await startTelemetry({ service: 'e2e', endpoint: `http://127.0.0.1:${port}`, schedule: SCHEDULE });
  parlance = await startParlance({ mode: 'split' });
});
afterAll(async () => {
  await parlance?.close();
  await telemetry?.shutdown();
  collector?.close();
});

/** Names in the first column of the table of the README, and in the third, those of attributes. */
async function documented(): Promise<{ readonly metrics: readonly string[]; readonly attributes: ReadonlySet<string> }> {
  const readme = await readFile(new URL('../../../libs/telemetry/README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').filter((line) => /^\| `[a-z]+\.[a-z.0-9_]+`/.test(line));
  const cells = rows.map((row) => row.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)));
  return { metrics: cells.flatMap(([, names]) => names!).sort(), attributes: new Set(cells.flatMap(([, , , names]) => names!)) };
}

it('sends a collector the metrics that the documents name, and no others', async () => {
  const { metrics, attributes } = await documented();
  await parlance.rest('POST', '/classes/Game', { title: 'Go' });
  await parlance.rest('GET', '/classes/Game/nowhere');
  const names = () => {
    const found = received.flatMap((body) => body.match(/\b(?:parlance|rpc|db|nodejs)(?:\.[a-z0-9_]+)+/g) ?? []);
    return [...new Set(found)].filter((name) => !attributes.has(name) && !WHEN_IT_HAPPENS.includes(name)).sort();
  };
  await expect.poll(names, { timeout: 10_000 }).toEqual(metrics.filter((name) => !WHEN_IT_HAPPENS.includes(name)));
  // Classes and apps are as many as there are clients: only the rates of operations know apps, and nothing knows classes.
  expect(received.join('')).not.toContain('Game');
});
