import type { mongo } from 'mongoose';
import mongoose from 'mongoose';
import { READ_GOAL, type Answer, type Scenario } from './scenario.ts';

const FILE_BYTES = 10 << 10;
/** More than are asked for at the same time by far: no two requests that could share a look-up ask for the same one. */
const FILES = 1_000;
const nameOf = (index: number): string => `${(index % FILES).toString(16).padStart(32, '0')}_bench.json`;
/** Valid JSON, since the answers of all scenarios are read as such. */
const CONTENT = JSON.stringify({ text: 'x'.repeat(FILE_BYTES - 11) });

/** Stores the files that are downloaded, as both sides store files. */
export async function seedFiles(database: mongo.Db): Promise<void> {
  const files = database.collection('fs.files');
  const chunks = database.collection('fs.chunks');
  await files.createIndex({ filename: 1, uploadDate: 1 });
  await chunks.createIndex({ files_id: 1, n: 1 }, { unique: true });
  const stored = Array.from({ length: FILES }, (_, index) => ({ _id: new mongoose.mongo.ObjectId(), filename: nameOf(index) }));
  const facts = { length: CONTENT.length, chunkSize: 261_120, uploadDate: new Date(), metadata: {} };
  await chunks.insertMany(stored.map(({ _id }) => ({ files_id: _id, n: 0, data: Buffer.from(CONTENT) })));
  await files.insertMany(stored.map((file) => ({ ...file, ...facts })));
}

const isWhole = (body: Answer): string | undefined =>
  typeof body['text'] === 'string' && body['text'].length === FILE_BYTES - 11 ? undefined : 'expected the file';
const download = (name: string, fileOf: (index: number) => number): Scenario => ({
  name,
  goal: READ_GOAL,
  amount: 1_000,
  status: 200,
  next: (index) => ({ method: 'GET', path: `/parse/files/peer/${nameOf(fileOf(index))}` }),
  check: isWhole,
});

/** Uploads are made with the master key, which may everywhere. */
export const FILE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'upload of 10 KB',
    goal: READ_GOAL,
    amount: 300,
    key: 'master',
    status: 201,
    next: () => ({ method: 'POST', path: '/parse/files/bench.json', body: CONTENT }),
    check: (body) => (typeof body['name'] === 'string' && typeof body['url'] === 'string' ? undefined : 'expected a name and an address'),
  },
  download('download of 10 KB', (index) => index),
  download('download of the same 10 KB', () => 0),
];
