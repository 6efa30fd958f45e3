import { startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Probe } from './probe.ts';

const SECRET = 'hunter2';
/** A port that refuses connections. */
const NOWHERE = '127.0.0.1:9';

let probe: Probe | undefined;
let server: PrivateServer | undefined;
afterEach(async () => {
  await probe?.end();
  await server?.dispose();
  probe = server = undefined;
});
const start = (env: Record<string, string>): Probe => (probe = new Probe(env));

describe('a process that starts', () => {
  it('names all bad settings of all its tables in one message and exits with 1', async () => {
    const process = start({ PARLANCE_LOG_LEVEL: SECRET, PROBE_SIZE: SECRET, PARLANCE_HEALTH_PORT: '70000', NATS_URL: SECRET });
    expect(await process.exited).toBe(1);
    expect(process.stderr.trimEnd().split('\n')).toEqual([
      'Settings of this process are wrong:',
      '  NATS_URL must be an address such as nats://… or tls://…',
      '  PARLANCE_HEALTH_PORT must be a whole number from 0 to 65535',
      '  PARLANCE_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
      '  PROBE_SIZE must be a whole number from 0 to 9',
    ]);
    expect(process.stdout).toBe('');
  });

  it('warns of a variable that is probably misspelt', async () => {
    const process = start({ PARLANCE_LOG_LEVLE: 'warn' });
    const line = await process.said(/^PARLANCE_LOG_LEVLE/);
    expect(line).toMatchObject({
      level: 'warn',
      msg: 'PARLANCE_LOG_LEVLE is no setting of Parlance; did you mean PARLANCE_LOG_LEVEL?',
    });
  });

  it('says that it waits for NATS, without credentials, and gives up in time with exit code 1', async () => {
    const process = start({ NATS_URL: `nats://user:${SECRET}@${NOWHERE}`, PROBE_START_MS: '1500' });
    expect(await process.exited).toBe(1);
    expect(process.lines).toMatchObject([
      { level: 'warn', service: 'probe', msg: 'Waiting for NATS.', reason: 'NATS does not listen at its address.' },
      { level: 'fatal', msg: 'Not started within 1.5 s: still waiting for NATS, which does not listen at its address.' },
    ]);
    expect(process.stdout + process.stderr).not.toContain(SECRET);
  });

  it('says that it waits for MongoDB, without credentials, and gives up in time with exit code 1', async () => {
    const process = start({ MONGODB_URL: `mongodb://user:${SECRET}@${NOWHERE}/`, PROBE_START_MS: '5000' });
    expect(await process.exited).toBe(1);
    expect(process.lines[0]).toMatchObject({
      level: 'warn',
      msg: 'Waiting for MongoDB.',
      reason: 'MongoDB does not listen at its address.',
    });
    expect(process.lines.at(-1)).toMatchObject({
      level: 'fatal',
      msg: expect.stringMatching(/^Not started within 5 s: still waiting for MongoDB/),
    });
    expect(process.stdout + process.stderr).not.toContain(SECRET);
  });

  it('starts as soon as a server that was late is there, and counts as alive but not ready until then', async () => {
    server = await startPrivateServer('nats');
    await server.stop();
    const process = start({ NATS_URL: server.url, PARLANCE_HEALTH_PORT: '0', PROBE_START_MS: '20000' });
    await process.said('Waiting for NATS.');
    const { health } = (await process.said('Health is answered.')) as unknown as { health: string };
    expect((await fetch(`${health}/health/live`)).status).toBe(200);
    expect((await fetch(`${health}/health/ready`)).status).toBe(503);
    await server.start();
    await process.up();
    expect((await fetch(`${health}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${health}/health/ready`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${health}/elsewhere`)).status).toBe(404);
  });

  it('is not ready while the connection to NATS is lost, and alive all the while', async () => {
    server = await startPrivateServer('nats');
    const process = start({ NATS_URL: server.url, PARLANCE_HEALTH_PORT: '0' });
    const { health } = await process.up();
    expect((await fetch(`${health}/health/ready`)).status).toBe(200);
    await server.kill();
    await process.said('Disconnected from NATS.');
    expect((await fetch(`${health}/health/ready`)).status).toBe(503);
    expect((await fetch(`${health}/health/live`)).status).toBe(200);
    await server.start();
    await process.said('Reconnected to NATS.');
    expect((await fetch(`${health}/health/ready`)).status).toBe(200);
  });
});
