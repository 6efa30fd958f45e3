import { Bus } from '@parlance/bus';
import { healthOf } from '@parlance/contracts';
import { HealthBoard } from '@parlance/gateway';
import { healthHandler, startServices, type RunningServices, type ServiceDefinition } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { afterEach, expect, it } from 'vitest';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A service that answers nothing but its health. */
function definition(name: string, answers: () => boolean): ServiceDefinition {
  class ProbeModule {}
  const health = healthHandler(healthOf(name), { disk: { title: 'The disk', answers } });
  return { name, module: { register: () => ({ module: ProbeModule, controllers: [health] }) }, settings: {}, http: false };
}

const asked = (name: string, gatewayNeeds: boolean) => ({ name, health: healthOf(name), gatewayNeeds });

async function deployment() {
  const env = { NATS_URL: testServers().natsUrl, PARLANCE_BUS_PREFIX: uniqueName('health') };
  const start = async (...definitions: ServiceDefinition[]): Promise<RunningServices> => {
    const running = await startServices(definitions, env, { logger: createLogger({ service: 'test', level: 'silent' }) });
    closers.push(() => running.close());
    return running;
  };
  const bus = await Bus.connect({ servers: env.NATS_URL, prefix: env.PARLANCE_BUS_PREFIX, name: 'test' });
  closers.push(() => bus.close());
  /** A board of its own each time, as boards remember for a second. */
  const board = (...services: ReturnType<typeof asked>[]) => new HealthBoard(bus, services);
  const report = (...services: ReturnType<typeof asked>[]) => board(...services).report();
  return { start, board, report };
}

it('is ok while a service that the gateway does not need is away or ill, and says so to operators', async () => {
  const { start, report } = await deployment();
  await start(definition('needed', () => true));
  const [needed, spare] = [asked('needed', true), asked('spare', false)];
  const away = await report(needed, spare);
  expect(away).toMatchObject({ status: 'ok', dependencies: { 'needed.disk': { ok: true }, spare: { ok: false } } });
  await start(definition('spare', () => Promise.reject(new Error('broken')) as unknown as boolean));
  expect(await report(needed, spare)).toMatchObject({
    status: 'ok',
    dependencies: { 'spare.disk': { ok: false, detail: 'The disk does not answer.' } },
  });
});

it('is not ok while a service that it needs is away or ill, unless the deployment does not run it', async () => {
  const { start, report } = await deployment();
  let works = false;
  await start(definition('one', () => works));
  expect(await report(asked('one', true))).toMatchObject({ status: 'starting', dependencies: { 'one.disk': { ok: false } } });
  works = true;
  expect(await report(asked('one', true), asked('other', true))).toMatchObject({
    status: 'starting',
    dependencies: { other: { ok: false } },
  });
  expect((await report(asked('one', true))).status).toBe('ok');
});

it('has started for good once everything it needs has answered', async () => {
  const { start, board } = await deployment();
  const fresh = board(asked('one', true), asked('spare', false));
  expect(await fresh.hasStarted()).toBe(false);
  let works = true;
  const service = await start(definition('one', () => works));
  await expect.poll(() => fresh.hasStarted(), { timeout: 5_000 }).toBe(true);
  works = false;
  await expect.poll(async () => (await fresh.report()).status, { timeout: 5_000 }).toBe('error');
  expect(await fresh.hasStarted()).toBe(true);
  await service.close();
  expect(await fresh.hasStarted()).toBe(true);
});
