import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PUBLIC } from '@parlance/acl';
import { Bus } from '@parlance/bus';
import { healthOf, NO_APP, SERVICE_NAMES } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../tools/launcher/paths.ts';
import { CopiedHouse, type Program } from './copied-house.ts';
import { blocksOf, follow } from './follow-guide.ts';

const GUIDE = join(ROOT, 'docs/add-a-service.md');
const TSC = 'node_modules/typescript7/bin/tsc';
const UP = 'Up and running.';

/** The app whose clients ask for greetings. */
const APP = { id: 'kit', keys: { master: 'master-of-the-kit', rest: 'rest-of-the-kit' } };
const CLIENT = { 'X-Parse-Application-Id': APP.id, 'X-Parse-REST-API-Key': APP.keys.rest };

describe('docs/add-a-service.md, followed to the letter', () => {
  const { mongodbUrl, natsUrl, redisUrl } = testServers();
  const prefix = uniqueName('kit');
  const env = {
    NODE_ENV: 'test',
    NATS_URL: natsUrl,
    MONGODB_URL: mongodbUrl,
    REDIS_URL: redisUrl,
    PARLANCE_BUS_PREFIX: prefix,
    PARLANCE_CONTROL_DATABASE: `${prefix}_control`,
    PARLANCE_DATABASE_PREFIX: `${prefix}_`,
    PARLANCE_PORT: '0',
  };
  let house: CopiedHouse;
  let bus: Bus;
  let others: Program;
  let greeter: Program;

  beforeAll(async () => {
    house = await CopiedHouse.make();
    for (const block of blocksOf(await readFile(GUIDE, 'utf8'))) await follow(block, house.root);
    await house.link();
    await writeFile(join(house.root, 'apps.json'), JSON.stringify({ apps: [APP] }));
    for (const app of ['greeter', 'standalone']) await house.tool('tools/build.ts', app);
    bus = await Bus.connect({ servers: natsUrl, prefix, name: 'test' });
    others = house.start('standalone', { ...env, ...apps(), PARLANCE_SERVICES: SERVICE_NAMES.join(',') });
    greeter = house.start('greeter', { ...env, PARLANCE_GREETER_WORD: 'Servus' });
    await greeter.said(UP);
  }, 180_000);
  afterAll(async () => {
    await bus?.close();
    await house?.remove();
    const connections = new MongoConnections({ appName: 'test' });
    for (const name of ['control', APP.id]) await (await connections.database(mongodbUrl, `${prefix}_${name}`)).dropDatabase();
    await connections.close();
  });

  const apps = () => ({ PARLANCE_APPS_FILE: join(house.root, 'apps.json') });
  const urlOf = async (gateway: Program) => (await gateway.said(UP))['url'] as string;
  const ask = async (gateway: Program, path: string) => {
    const answer = await fetch(`${await urlOf(gateway)}/parse${path}`, { headers: CLIENT });
    return [answer.status, await answer.json()] as const;
  };

  it('gives a service that the compiler accepts', { timeout: 180_000 }, async () => {
    const config = { extends: './tsconfig.json', include: ['apps/greeter/src/**/*.ts'] };
    await writeFile(join(house.root, 'tsconfig.guide.json'), JSON.stringify(config));
    await house.tool(TSC, '-p', 'tsconfig.guide.json', '--noEmit');
  });

  it('gives a process that clients ask through the gateway, over HTTP, and that obeys its settings', async () => {
    expect(await ask(others, '/greetings/Ada')).toEqual([200, { greeting: 'Servus, Ada!' }]);
    expect(await ask(others, `/greetings/${'a'.repeat(101)}`)).toEqual([400, expect.objectContaining({ code: 107 })]);
  });

  it('gives a service that tells its health over the bus', async () => {
    const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + 5_000, requestId: 'kit' };
    expect(await bus.call(healthOf('greeter'), {}, context)).toEqual({ dependencies: {} });
  });

  it('gives a service that the gateway asks for its health, and does without', async () => {
    const readiness = async () => (await fetch(`${await urlOf(others)}/health/ready`)).status;
    expect(await readiness()).toBe(200);
    await greeter.stop();
    expect(await ask(others, '/greetings/Ada')).toEqual([503, expect.objectContaining({ code: 2 })]);
    expect(await readiness()).toBe(200);
  });

  it('gives a service that runs in one process with all others', async () => {
    await others.stop();
    const all = house.start('standalone', { ...env, ...apps() });
    expect((await all.said(UP))['services']).toEqual([...SERVICE_NAMES, 'greeter']);
    expect(await ask(all, '/greetings/Ada')).toEqual([200, { greeting: 'Hello, Ada!' }]);
  });
});
