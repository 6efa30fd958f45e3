import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startGuard } from '../../../tools/launcher/guarding.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { startProcess, stopProcess } from '../../../tools/launcher/processes.ts';
import { findProgram } from '../../../tools/launcher/programs.ts';
import { silent } from '../../../tools/launcher/progress.ts';
import { eventually } from '../../../tools/launcher/servers/dialogue.ts';
import { startServer, STOP_GRACE_MS, type ServerInstance } from '../../../tools/launcher/servers/instance.ts';
import { SERVER } from '../../../tools/launcher/servers/table.ts';

const { MongoClient } = mongoose.mongo;
const SETTLE_MS_MAX = 30_000;

let folder: string;
const guard = startGuard();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlance-adopted-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

async function using<T>(url: string, use: (client: InstanceType<typeof MongoClient>) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5_000 });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** A MongoDB of an earlier version: a replica set of one, on a port of its own, without users. */
async function keepSomething(program: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const host = `127.0.0.1:${await anyFreePort()}`;
  const args = ['--bind_ip', '127.0.0.1', '--port', host.split(':')[1] ?? '', '--dbpath', directory, '--nounixsocket', '--replSet', 'rs0'];
  const { record } = await startProcess({ name: 'mongod', command: program, args, log: { file: join(folder, 'before.log') } });
  guard.watch(record, STOP_GRACE_MS);
  await using(`mongodb://${host}/?directConnection=true`, async (client) => {
    await client.db('admin').command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host }] } });
    await eventually(() => client.db('kept').collection('things').insertOne({ n: 1 }), SETTLE_MS_MAX);
  });
  await stopProcess(record, STOP_GRACE_MS);
}

it('a MongoDB without users gets them, and keeps its objects, also when it moves to another port later', async () => {
  const definition = SERVER.mongodb;
  const { path: program } = await findProgram(definition, process.env, silent);
  const directory = join(folder, 'mongodb');
  await keepSomething(program, directory);
  const start = async (): Promise<ServerInstance> => {
    const options = { definition, program, port: await anyFreePort(), directory, durable: true, logFile: join(folder, 'mongodb.log') };
    return startServer({ ...options, onStart: ({ record }) => guard.watch(record, STOP_GRACE_MS) });
  };
  for (let round = 0; round < 2; round++) {
    const instance = await start();
    const things = (client: InstanceType<typeof MongoClient>) => client.db('kept').collection('things').find().toArray();
    expect(await using(instance.url, things)).toMatchObject([{ n: 1 }]);
    const anonymous = `mongodb://127.0.0.1:${instance.options.port}/?directConnection=true`;
    await expect(using(anonymous, things)).rejects.toMatchObject({ code: 13 });
    await instance.stop();
  }
});
