import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoConnections, type Collection } from '@parlance/mongo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGuard } from '../../../tools/launcher/guarding.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { startProcess, stopProcess, type RunningProcess } from '../../../tools/launcher/processes.ts';
import { findProgram } from '../../../tools/launcher/programs.ts';
import { silent } from '../../../tools/launcher/progress.ts';
import { SERVER } from '../../../tools/launcher/servers/table.ts';
import { codeOf, DataDeployment, pointer, type Json } from './data-service.ts';

const STOP_MS_MAX = 10_000;
const DATABASE = 'lone';

/** An app whose objects are on a MongoDB that is no member of a replica set, and so has no transactions. */
describe('an app on a server without a replica set', () => {
  let folder: string;
  let server: RunningProcess;
  let deployment: DataDeployment;
  const connections = new MongoConnections({ appName: 'test' });
  let uri: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parlance-lone-'));
    const { path: command } = await findProgram(SERVER.mongodb, process.env, silent);
    const port = await anyFreePort();
    const args = [
      '--port',
      String(port),
      '--dbpath',
      folder,
      '--bind_ip',
      '127.0.0.1',
      '--wiredTigerCacheSizeGB',
      '0.25',
      '--nounixsocket',
    ];
    server = await startProcess({ name: 'mongod', command, args, env: process.env, log: { file: join(folder, 'mongod.log') } });
    startGuard().watch(server.record, STOP_MS_MAX);
    uri = `mongodb://127.0.0.1:${port}`;
    await connections.connect(uri);
    deployment = await DataDeployment.start('fused');
    deployment.declare('lone', { allowClientClassCreation: true }, { uri, name: DATABASE });
  });
  afterAll(async () => {
    await deployment?.close();
    await connections.close();
    if (server !== undefined) await stopProcess(server.record, STOP_MS_MAX);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const anyone = () => deployment.as({ kind: 'public' }, 'lone');
  const collection = async (name: string): Promise<Collection<Json>> => (await connections.database(uri, DATABASE)).collection<Json>(name);
  const create = (body: Json) => ({ kind: 'create', className: 'Game', body }) as const;

  it('carries out a transaction in order, and the writes before a refused one stay', async () => {
    const increment = { __op: 'Increment', amount: 2 };
    const [first] = await anyone().transaction([create({ n: 1 }), create({ n: increment })]);
    const objectId = (first?.['success'] as Json)['objectId'] as string;
    const update = { kind: 'update', className: 'Game', objectId, body: { n: increment } } as const;
    const absent = { kind: 'remove', className: 'Game', objectId: 'nowhere000' } as const;
    expect(await codeOf(anyone().transaction([update, absent, create({ n: 100 })]))).toBe(101);
    const stored = await (await collection('Game')).find().sort({ n: 1 }).toArray();
    expect(stored.map((object) => object['n'])).toEqual([2, 3]);
  });

  it('changes relations with their object', async () => {
    const members = { __op: 'AddRelation', objects: [pointer('Game', 'one'), pointer('Game', 'two')] };
    await anyone().transaction([create({ n: 200, members })]);
    expect(await (await collection('_Join:members:Game')).countDocuments()).toBe(2);
  });

  it('keeps values apart while duplicates keep their index away, without transactions too', async () => {
    const dates = { _created_at: new Date('2014-05-06'), _updated_at: new Date('2014-05-06') };
    await (
      await collection('_Role')
    ).insertMany(['one', 'two'].map((name) => ({ _id: `role${name}000`, name: 'Twins', ...dates })) as never);
    const master = deployment.as({ kind: 'master' }, 'lone');
    const make = (name: string) => codeOf(master.create('_Role', { name, ACL: {} }));
    expect(await make('Twins')).toBe(137);
    const codes = await Promise.all(
      Array.from({ length: 10 }, () =>
        master.create('_Role', { name: 'Fresh', ACL: {} }).then(
          () => 0,
          (error: { code: number }) => error.code,
        ),
      ),
    );
    expect(codes.sort()).toEqual([0, ...Array<number>(9).fill(137)]);
    expect(await (await collection('_Role')).countDocuments({ name: 'Fresh' })).toBe(1);
    expect(await (await collection('_Role')).indexes()).not.toContainEqual(expect.objectContaining({ name: 'name_1' }));
  });
});
