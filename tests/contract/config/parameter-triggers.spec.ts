import { Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MASTER } from '@parlance/acl';
import { BUS, BusServer } from '@parlance/bus';
import { config, CONFIG_CLASS, functions, type CloudContext, type RequestContext } from '@parlance/contracts';
import { DATA_SETTINGS, DataModule } from '@parlance/data';
import { ParseError } from '@parlance/errors';
import { MongoConnections } from '@parlance/mongo';
import { loadSettings } from '@parlance/settings';
import { createLogger, LOGGER } from '@parlance/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigDeployment, MODES } from './config-service.ts';

type Json = Record<string, unknown>;
interface Asked {
  readonly kind: string;
  readonly input: Json;
  readonly context: RequestContext;
}

const APP = 'triggered';
const AUTHOR = { address: '203.0.113.9' };
const CLOUD: CloudContext = { headers: {}, ip: '203.0.113.9', context: '{"trace":1}', depth: 0 };

describe.each(MODES)('triggers of parameters, %s', (mode) => {
  let deployment: ConfigDeployment;
  let data: INestMicroservice;
  const asked: Asked[] = [];
  let answer: (asked: Asked) => unknown = () => undefined;

  beforeAll(async () => {
    deployment = await ConfigDeployment.create();
    const keys = { master: 'the-master-key-of-the-app' };
    deployment.declare({
      apps: [
        { id: APP, keys },
        { id: 'plain', keys },
      ],
    });
    await deployment.start(mode);
    const { bus } = deployment;
    bus.serve([{ operation: functions.runTrigger, handle: (request, context) => run(request as functions.TriggerRequest, context) }]);
    const provided = [
      { provide: BUS, useValue: bus },
      { provide: LOGGER, useValue: createLogger({ service: 'data', level: 'silent' }) },
    ];
    const root = class Root {};
    const process = { module: class Process {}, global: true, providers: provided, exports: [BUS, LOGGER] };
    Module({ imports: [process, DataModule.register(loadSettings(DATA_SETTINGS, deployment.environment))] })(root);
    data = await NestFactory.createMicroservice(root, { strategy: new BusServer(bus), logger: false, abortOnError: false });
    await data.listen();
    await bus.flush();
    const hooks = { digest: 'd', functions: [], triggers: { [CONFIG_CLASS]: ['beforeSave', 'afterSave'] as const } };
    await call(config.recordCode, { hooks });
  });
  afterAll(async () => {
    await data?.close();
    const connections = new MongoConnections({ appName: 'test' });
    for (const app of [APP, 'plain']) {
      await (await connections.database(deployment.environment['MONGODB_URL']!, `${deployment.name}_${app}`)).dropDatabase();
    }
    await connections.close();
    await deployment.close();
  });
  beforeEach(() => {
    asked.length = 0;
    answer = () => undefined;
  });

  async function run({ kind, className, body }: functions.TriggerRequest, context: RequestContext) {
    expect(className).toBe(CONFIG_CLASS);
    const one = { kind, input: JSON.parse(new TextDecoder().decode(body)) as Json, context };
    asked.push(one);
    const outcome = answer(one);
    return { status: 200, body: outcome === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(outcome)) };
  }

  const call: ConfigDeployment['call'] = (operation, request, context = {}) =>
    deployment.call(operation, request, { app: APP, identity: MASTER, cloud: CLOUD, ...context });
  const put = (change: Json) => call(config.changeParameters, { change, author: AUTHOR });
  const stored = async () => (JSON.parse((await call(config.parametersOf, {})).forMaster) as { params: Json }).params;

  it('beforeSave sees what is sent and all that was there, afterSave all that is there now; a context goes from one to the other', async () => {
    const when = { __type: 'Date', iso: '2026-01-01T00:00:00.000Z' };
    await put({ params: { color: 'red', when } });
    expect(asked).toMatchObject([
      { kind: 'beforeSave', input: { update: { color: 'red', when } }, context: { identity: MASTER, cloud: { context: '{"trace":1}' } } },
      { kind: 'afterSave', input: { update: { color: 'red', when } } },
    ]);
    expect(asked[0]!.input).not.toHaveProperty('original');
    asked.length = 0;
    answer = ({ kind }) => (kind === 'beforeSave' ? { context: { seen: true }, config: { color: 'never' } } : undefined);
    await put({ params: { size: 1, when: { __op: 'Delete' } } });
    expect(asked).toMatchObject([
      { kind: 'beforeSave', input: { original: { color: 'red', when }, update: { size: 1, when: { __op: 'Delete' } } } },
      { kind: 'afterSave', input: { original: { color: 'red', when } }, context: { cloud: { context: '{"trace":1,"seen":true}' } } },
    ]);
    expect(asked[1]!.input['update']).toEqual({ color: 'red', size: 1 });
    expect(await stored()).toEqual({ color: 'red', size: 1 });
  });

  it('a change that beforeSave refuses changes nothing, and its error reaches the client', async () => {
    const before = await stored();
    answer = () => {
      throw ParseError.custom(9006, 'colours are frozen');
    };
    await expect(put({ params: { color: 'blue' } })).rejects.toMatchObject({ code: 9006, message: 'colours are frozen' });
    expect(await stored()).toEqual(before);
    expect(asked.map(({ kind }) => kind)).toEqual(['beforeSave']);
  });

  it('an error of afterSave reaches the client, and the change stands', async () => {
    answer = ({ kind }) => {
      if (kind === 'afterSave') throw ParseError.custom(141, 'too late');
    };
    await expect(put({ params: { color: 'green' } })).rejects.toMatchObject({ code: 141 });
    expect(await stored()).toMatchObject({ color: 'green' });
  });

  it('each of many changes at once asks once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => put({ params: { [`p${n}`]: n } })));
    expect(asked.filter(({ kind }) => kind === 'beforeSave')).toHaveLength(8);
    expect(asked.filter(({ kind }) => kind === 'afterSave')).toHaveLength(8);
  });

  it('a change that is no change, a malformed one and a way back: triggers hear of what is one', async () => {
    const { color } = await stored();
    await put({ params: { color } });
    expect(asked).toHaveLength(2);
    await expect(put({ params: { color: { __type: 'Pointer', className: 'A', objectId: 'x' } } })).rejects.toMatchObject({ code: 111 });
    expect(asked).toHaveLength(2);
    await call(config.rollBackParameters, { change: { version: 1 }, author: AUTHOR });
    expect(asked).toHaveLength(4);
    expect(asked[2]!.input['update']).toMatchObject({ color: 'red' });
  });

  it('an app without triggers asks nobody', async () => {
    const context = { app: 'plain' };
    await call(config.changeParameters, { change: { params: { a: 1 } }, author: AUTHOR }, context);
    expect(asked).toEqual([]);
  });
});
