import { randomBytes } from 'node:crypto';
import { Bus } from '@parlance/bus';
import { SERVICE_NAMES } from '@parlance/contracts';
import { MODES, testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

type Answer = ReturnType<typeof JSON.parse>;

const KEY = randomBytes(32);

describe.each(MODES)('the fleet, %s', (mode) => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start(mode, [{ id: 'alpha' }], { PARLANCE_BUS_KEY: KEY.toString('base64') });
  });
  afterAll(() => deployment?.close());

  const done = async (operation: string, request: object = {}): Promise<Answer> => {
    const { body, error } = await deployment.ask(`fleet.${operation}`, request);
    expect([operation, error === undefined ? undefined : body]).toEqual([operation, undefined]);
    return body;
  };
  const idOf = (service: string) => {
    const found = deployment.parlance.processes.find(({ services }) => services.some((name) => name === service));
    return found?.running.bus.id;
  };

  it('has every service with its processes, their releases, states and loads', async () => {
    await vi.waitFor(async () => {
      const { services } = await done('services');
      expect(services).toEqual(SERVICE_NAMES.map((name) => ({ name, processes: 1, ready: 1 })));
    }, 10_000);
    const { processes } = await done('services');
    expect(processes.map(({ id }: Answer) => id).sort()).toEqual(deployment.parlance.processes.map(({ running }) => running.bus.id).sort());
    for (const process of processes) {
      expect(process).toMatchObject({
        state: 'ready',
        lacking: [],
        pid: globalThis.process.pid,
        version: expect.stringMatching(/^\d+\.\d+/),
      });
      expect([process.memoryBytes > 10_000_000, process.busy >= 0 && process.busy <= 1, process.uptimeSeconds >= 0]).toEqual([
        true,
        true,
        true,
      ]);
    }
    const only = await done('services', { service: 'push' });
    expect(only.services).toEqual([{ name: 'push', processes: 1, ready: 1 }]);
    expect(only.processes.map(({ id }: Answer) => id)).toEqual([idOf('push')]);
    expect((await done('services', { service: 'nothing' })).processes).toEqual([]);
  });

  it('is healthy while MongoDB, Redis and NATS answer all who use them, and tells no address', async () => {
    await vi.waitFor(async () => expect((await done('health')).problems).toEqual([]), 10_000);
    const { ok, checks } = await done('health');
    expect(ok).toBe(true);
    const seen = (name: string) => checks.filter((check: Answer) => check.name === name).map(({ service }: Answer) => service);
    expect(seen('mongodb').sort()).toEqual(['analytics', 'config', 'data', 'functions', 'push', 'workers']);
    expect(seen('redis').sort()).toEqual(['auth', 'gateway', 'push', 'workers']);
    expect(seen('nats')).toHaveLength(deployment.parlance.processes.length);
    expect(checks.every(({ ms }: Answer) => ms >= 0)).toBe(true);
    const told = JSON.stringify(await Promise.all(['services', 'health', 'leaders', 'lag', 'formats'].map((name) => done(name))));
    for (const url of Object.values(testServers()).map((value) => String(value))) expect(told).not.toContain(url);
    expect(told).not.toMatch(/:\/\/|password/);
  });

  it('tells who leads, and since when', async () => {
    await vi.waitFor(async () => {
      const { leaders, missing } = await done('leaders');
      expect(missing).toEqual([]);
      expect(leaders).toMatchObject([
        { name: 'writer of events', service: 'analytics', state: 'held', process: idOf('analytics'), error: null },
        { name: 'planner of pushes', service: 'push', state: 'held', process: idOf('push'), error: null },
      ]);
      for (const { since, until, host } of leaders) {
        expect(Date.parse(since)).toBeLessThan(Date.parse(until));
        expect(host).not.toBeNull();
      }
    }, 10_000);
  });

  it('tells how much work waits, and the formats of the databases', async () => {
    const { backlogs } = await done('lag');
    expect(backlogs.map(({ error }: Answer) => error).filter((error: unknown) => error !== null)).toEqual([]);
    const names = backlogs.map(({ kind, name }: Answer) => `${kind} ${name}`);
    for (const name of ['queue mail-delivery', 'queue push-fast', 'queue job-runs', 'journal events', 'store runs of jobs'])
      expect(names).toContain(name);
    const { databases } = await done('formats');
    expect(databases.map(({ service }: Answer) => service).sort()).toEqual(['analytics', 'config', 'functions', 'push', 'workers']);
    for (const { format, behind } of databases) expect([format >= 1, behind]).toEqual([true, []]);
  });

  it('SEC-34 gives reports to processes of the deployment alone', async () => {
    const heard: unknown[] = [];
    const inbox = `${deployment.parlance.name}.inbox.stranger.1`;
    const subscription = deployment.nats.subscribe(inbox, { callback: (_, message) => void heard.push(message) });
    deployment.nats.publish(`${deployment.parlance.name}.presence.report`, '{}', { reply: inbox });
    await deployment.nats.flush();
    // Each process hears this question after that one, and answers it no sooner.
    await done('services');
    await deployment.nats.flush();
    expect(heard).toEqual([]);
    subscription.unsubscribe();
  });

  it.runIf(mode === 'split')('names a process that is there and does not answer, within the deadline', async () => {
    const { natsUrl } = testServers();
    const { name } = deployment.parlance;
    const bus = await Bus.connect({ servers: natsUrl, prefix: name, keys: [KEY], name: 'frozen' });
    await bus.introduce({ deployment: name, services: ['files'] });
    const serving = bus.serve([]);
    await vi.waitFor(async () => {
      const { processes, services } = await done('services');
      expect(processes.find(({ id }: Answer) => id === bus.id)).toMatchObject({ state: 'silent', services: ['files'] });
      expect(services.find(({ name: service }: Answer) => service === 'files')).toEqual({ name: 'files', processes: 2, ready: 1 });
    }, 20_000);
    expect((await done('health')).problems).toContain(`The process ${bus.id} (files) does not answer.`);
    const hurried = await deployment.ask('fleet.services', {}, { timeoutMs: 1_000 });
    expect([hurried.error, hurried.body.processes.length]).toEqual([undefined, SERVICE_NAMES.length + 1]);
    await serving.stop(0);
    await bus.close();
  });

  it.runIf(mode === 'split')('names a service that has no process, and goes on with the others', async () => {
    const push = deployment.parlance.processes.find(({ services }) => services.includes('push'));
    await push?.running.close();
    await vi.waitFor(async () => {
      const { services } = await done('services');
      expect(services.find(({ name }: Answer) => name === 'push')).toEqual({ name: 'push', processes: 0, ready: 0 });
    }, 20_000);
    const { ok, problems } = await done('health');
    expect(ok).toBe(false);
    expect(problems).toEqual(['No process of the service push is there.']);
    const { leaders, missing } = await done('leaders');
    expect(leaders.map(({ service }: Answer) => service)).toEqual(['analytics']);
    expect(missing).toEqual(['push']);
    expect((await done('lag')).missing).toEqual(['push']);
  });
});
