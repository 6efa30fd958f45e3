import type { mongo } from 'mongoose';
import mongoose from 'mongoose';
import { READ_GOAL, type Scenario } from './scenario.ts';

const FILE_BYTES = 10 << 10;
const NAME = '00112233445566778899aabbccddeeff_bench.json';
/** Valid JSON, since the answers of all scenarios are read as such. */
const CONTENT = JSON.stringify({ text: 'x'.repeat(FILE_BYTES - 11) });

/** Stores the file that is downloaded, as both sides store files. */
export async function seedFile(database: mongo.Db): Promise<void> {
  const _id = new mongoose.mongo.ObjectId();
  const files = database.collection('fs.files');
  const chunks = database.collection('fs.chunks');
  await files.createIndex({ filename: 1, uploadDate: 1 });
  await chunks.createIndex({ files_id: 1, n: 1 }, { unique: true });
  await chunks.insertOne({ files_id: _id, n: 0, data: Buffer.from(CONTENT) });
  await files.insertOne({ _id, filename: NAME, length: CONTENT.length, chunkSize: 261_120, uploadDate: new Date(), metadata: {} });
}

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
  {
    name: 'download of 10 KB',
    goal: READ_GOAL,
    amount: 1_000,
    status: 200,
    next: () => ({ method: 'GET', path: `/parse/files/peer/${NAME}` }),
    check: (body) => (typeof body['text'] === 'string' && body['text'].length === FILE_BYTES - 11 ? undefined : 'expected the file'),
  },
];
