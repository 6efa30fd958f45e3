import { once } from 'node:events';
import { Agent, get as httpGet, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { PUBLIC } from '@parlance/acl';
import { Bus } from '@parlance/bus';
import { NO_APP } from '@parlance/contracts';
import { testServers } from '@parlance/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { slow } from './probe-process.ts';
import { Probe } from './probe.ts';

/** Longer than between two looks for idle connections, and much less than a second. */
const SOON_MS = 150;

let probe: Probe | undefined;
let bus: Bus | undefined;
afterEach(async () => {
  await bus?.close();
  await probe?.end();
  probe = bus = undefined;
});

async function started(env: Record<string, string> = {}) {
  probe = new Probe({ PROBE_HTTP: 'true', PARLANCE_HEALTH_PORT: '0', ...env });
  const { url, health } = await probe.up();
  const caller = await Bus.connect({ servers: testServers().natsUrl, prefix: probe.prefix, keys: [probe.busKey], name: 'caller' });
  bus = caller;
  const call = (ms: number) => caller.call(slow, { ms }, { app: NO_APP, identity: PUBLIC, deadline: Date.now() + 9_000, requestId: 'r' });
  return { process: probe, url, health, call };
}

/** Asks through the agent; tells the fate of the connection. */
async function get(url: string, agent: Agent) {
  const request = httpGet(url, { agent });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, connection: response.headers.connection, reused: request.reusedSocket };
}

describe('a process that is asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'answers what runs over HTTP and over the bus, takes nothing new, and exits with 0 on %s',
    async (signal) => {
      const { process, url, health, call } = await started();
      const http = fetch(`${url}/slow/3000`);
      const onBus = call(3_000);
      await Promise.all([process.said('Working for HTTP.'), process.said('Working for the bus.')]);
      process.signal(signal);
      await process.said('Stopping.');
      const outcome = () =>
        fetch(`${url}/slow/0`).then(
          () => 'answered',
          () => 'refused',
        );
      await expect.poll(outcome, { timeout: 2_000 }).toBe('refused');
      expect((await fetch(`${health}/health/ready`)).status).toBe(503);
      expect((await fetch(`${health}/health/live`)).status).toBe(200);
      expect(await (await http).json()).toEqual({ done: true });
      expect(await onBus).toEqual({ done: true });
      expect(await process.exited).toBe(0);
      await expect(call(0)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    },
  );

  it('answers what comes over connections that are open, and then closes them', async () => {
    const { process, url } = await started();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await get(`${url}/slow/0`, agent);
    process.signal('SIGTERM');
    await process.said('Stopping.');
    const second = await get(`${url}/slow/0`, agent);
    agent.destroy();
    expect(first).toEqual({ status: 200, connection: 'keep-alive', reused: false });
    expect(second).toEqual({ status: 200, connection: 'close', reused: true });
    expect(await process.exited).toBe(0);
  });

  it('keeps a connection for a moment after the answer to a request from before, which has not asked its client to leave', async () => {
    const { process, url } = await started();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = get(`${url}/slow/3000`, agent);
    await process.said('Working for HTTP.');
    process.signal('SIGTERM');
    expect(await first).toEqual({ status: 200, connection: 'keep-alive', reused: false });
    await pause(SOON_MS);
    expect(await get(`${url}/slow/0`, agent)).toEqual({ status: 200, connection: 'close', reused: true });
    agent.destroy();
    expect(await process.exited).toBe(0);
  });

  it('takes requests on new connections for a while, and says that it is not ready', async () => {
    const { process, url, health, call } = await started({ PARLANCE_SHUTDOWN_DELAY_MS: '60000' });
    process.signal('SIGTERM');
    await process.said('Stopping.');
    await expect.poll(async () => (await fetch(`${health}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/slow/0`, { headers: { Connection: 'close' } })).status).toBe(200);
    expect(await call(0)).toEqual({ done: true });
    process.signal('SIGTERM');
    expect(await process.exited).toBe(143);
  });

  it('stops in order after that while', async () => {
    const { process } = await started({ PARLANCE_SHUTDOWN_DELAY_MS: '100' });
    process.signal('SIGTERM');
    expect(await process.exited).toBe(0);
  });

  it('does not wait longer than the grace time', async () => {
    const { process, url, call } = await started({ PARLANCE_SHUTDOWN_GRACE_MS: '500' });
    const http = fetch(`${url}/slow/30000`).then(
      () => 'answered',
      () => 'cut off',
    );
    const onBus = call(8_000).catch((error: unknown) => error);
    await Promise.all([process.said('Working for HTTP.'), process.said('Working for the bus.')]);
    process.signal('SIGTERM');
    expect(await process.exited).toBe(0);
    expect(await http).toBe('cut off');
    expect(process.stderr).toBe('');
    await bus!.close();
    await onBus;
  });

  it('ends at once on a second signal', async () => {
    const { process, url } = await started();
    void fetch(`${url}/slow/30000`).catch(() => {});
    await process.said('Working for HTTP.');
    process.signal('SIGTERM');
    await process.said('Stopping.');
    process.signal('SIGTERM');
    expect(await process.exited).toBe(143);
  });

  it('ends at once on a signal while it is starting', async () => {
    probe = new Probe({ NATS_URL: 'nats://127.0.0.1:9' });
    await probe.said('Waiting for NATS.');
    probe.signal('SIGTERM');
    expect(await probe.exited).toBe(143);
  });

  it('ends with 1 after a fault that nobody caught, and logs it', async () => {
    const { process, url } = await started();
    await fetch(`${url}/fault`).catch(() => {});
    expect(await process.exited).toBe(1);
    expect(process.lines.at(-1)).toMatchObject({
      level: 'fatal',
      event: 'uncaughtException',
      err: { message: 'nobody catches this', stack: expect.any(String) },
    });
  });
});
