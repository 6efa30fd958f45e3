import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PUBLIC } from '@parlance/acl';
import { Bus } from '@parlance/bus';
import { healthOf, NO_APP, operation, REST, SERVICE_NAMES, type Operation, type RestReply } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../../../tools/launcher/paths.ts';
import { CopiedHouse, type Program } from './copied-house.ts';
import { blocksOf, follow } from './follow-guide.ts';

const GUIDE = join(ROOT, 'docs/add-a-service.md');
const TSC = 'node_modules/typescript7/bin/tsc';
const UP = 'Up and running.';

/** The operation of the guide, as a program that knows nothing of the copy calls it. */
const greet = operation<{ name: string }, RestReply>({
  subject: 'greeter.greet',
  request: z.object({ name: z.string() }),
  reply: REST,
  retry: 'safe',
  deadlineMs: 2_000,
});

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
    PARLANCE_PORT: '0',
  };
  let house: CopiedHouse;
  let bus: Bus;
  let others: Program;
  let greeter: Program;
  let url: string;

  beforeAll(async () => {
    house = await CopiedHouse.make();
    for (const block of blocksOf(await readFile(GUIDE, 'utf8'))) await follow(block, house.root);
    await house.link();
    for (const app of ['greeter', 'standalone']) await house.tool('tools/build.ts', app);
    bus = await Bus.connect({ servers: natsUrl, prefix, name: 'test' });
    others = house.start('standalone', { ...env, PARLANCE_SERVICES: SERVICE_NAMES.join(',') });
    greeter = house.start('greeter', { ...env, PARLANCE_GREETER_WORD: 'Servus' });
    url = (await others.said(UP))['url'] as string;
    await greeter.said(UP);
  }, 180_000);
  afterAll(async () => {
    await bus?.close();
    await house?.remove();
    const connections = new MongoConnections({ appName: 'test' });
    await (await connections.database(mongodbUrl, `${prefix}_control`)).dropDatabase();
    await connections.close();
  });

  const call = <Request, Reply>(asked: Operation<Request, Reply>, request: Request) =>
    bus.call(asked, request, { app: NO_APP, identity: PUBLIC, deadline: Date.now() + 5_000, requestId: 'kit' });
  const greeting = async (name: string) => JSON.parse(Buffer.from((await call(greet, { name })).body).toString()) as unknown;

  it('gives a service that the compiler accepts', { timeout: 180_000 }, async () => {
    const config = { extends: './tsconfig.json', include: ['apps/greeter/src/**/*.ts'] };
    await writeFile(join(house.root, 'tsconfig.guide.json'), JSON.stringify(config));
    await house.tool(TSC, '-p', 'tsconfig.guide.json', '--noEmit');
  });

  it('gives a process that answers the operation and its health over the bus, by its settings', async () => {
    expect(await greeting('Ada')).toEqual({ greeting: 'Servus, Ada!' });
    expect(await call(healthOf('greeter'), {})).toEqual({ dependencies: {} });
  });

  it('gives a service that the gateway asks for its health, and does without', async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    await greeter.stop();
    await expect(greeting('Ada')).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('gives a service that runs in one process with all others', async () => {
    await others.stop();
    const all = house.start('standalone', env);
    expect((await all.said(UP))['services']).toEqual([...SERVICE_NAMES, 'greeter']);
    expect(await greeting('Ada')).toEqual({ greeting: 'Hello, Ada!' });
  });
});
