import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { MongoConnections, readFrom, writeTo, type Collection, type Db } from '@parlance/mongo';
import { createLogger, NestLogger } from '@parlance/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SECRET = 'hunter2-of-ada@example.com';

const connections = new MongoConnections({ appName: 'test' });
let database: Db;
let accounts: Collection<{ _id: string; [field: string]: unknown }>;

beforeAll(async () => {
  database = await connections.database(process.env['MONGODB_URL'] ?? '', `t${randomBytes(5).toString('hex')}`);
  accounts = database.collection('Account');
  await accounts.insertOne({ _id: `${SECRET}-id`, secret: SECRET, list: [{ 0: 'x' }] });
  await database.createCollection('Strict', { validator: { plain: { $type: 'int' } } });
});
afterAll(async () => {
  await database.dropDatabase();
  await connections.close();
});

async function failureOf(work: () => Promise<unknown>): Promise<Error> {
  return work().then(
    () => expect.fail('MongoDB was to refuse this.'),
    (error: unknown) => error as Error,
  );
}

/** All that a process writes about an error: by our logger at any place, and by Nest's in each of its ways. */
function linesAbout(error: Error): string {
  const lines: string[] = [];
  const logger = createLogger({ service: 'test', level: 'trace', destination: { write: (line) => lines.push(line) } });
  logger.error({ err: error }, 'failed');
  logger.error({ fault: error, inside: { err: error }, list: [error] }, 'failed');
  logger.child({ fault: error }).error('failed');
  logger.error({ err: new Error('outer', { cause: error }) }, 'failed');
  const nest = new NestLogger(logger);
  nest.error(error);
  nest.error(error.message, error.stack, 'Context');
  nest.error(new Error('outer', { cause: error }));
  return lines.join('');
}

describe('SEC-42 the log of an error of MongoDB repeats nothing that somebody stored or asked for', () => {
  it.each<[string, { operation: string; code?: number }, () => Promise<unknown>]>([
    [
      'a value that an expression cannot take',
      { operation: 'find', code: 241 },
      () => readFrom(accounts, 'find', () => accounts.find({ $expr: { $toInt: '$secret' } }).toArray()),
    ],
    [
      'a value of the query',
      { operation: 'aggregate', code: 241 },
      () => readFrom(accounts, 'aggregate', () => accounts.aggregate([{ $match: { $expr: { $toInt: SECRET } } }]).toArray()),
    ],
    [
      'a document that the update does not fit',
      { operation: 'update', code: 14 },
      () => writeTo(accounts, 'update', () => accounts.updateOne({ _id: `${SECRET}-id` }, { $inc: { secret: 1 } as never })),
    ],
    [
      'a document that validation refuses',
      { operation: 'insert', code: 121 },
      () => writeTo(database.collection('Strict'), 'insert', () => database.collection('Strict').insertOne({ plain: SECRET })),
    ],
    [
      'a document of many',
      { operation: 'insert', code: 11_000 },
      () =>
        writeTo(accounts, 'insert', () =>
          accounts.insertMany([
            { _id: SECRET, n: 1 },
            { _id: SECRET, n: 2 },
          ]),
        ),
    ],
    [
      'a key that BSON cannot hold',
      { operation: 'insert' },
      () => writeTo(accounts, 'insert', () => accounts.insertOne({ _id: 'b', [`${SECRET}\0`]: 1 })),
    ],
  ])('%s', async (_title, { operation, code }, work) => {
    const failure = await failureOf(work);
    const lines = linesAbout(failure);
    expect(inspect(failure, { depth: 20 })).toContain('hunter2'); // else there is nothing to hide
    expect(lines).not.toContain('hunter2');
    expect(lines).toContain(`"operation":"${operation}"`);
    expect(lines).toMatch(/"collection":"(?:Account|Strict)"/);
    if (code !== undefined) expect(lines).toContain(`"code":${code}`);
  });
});
