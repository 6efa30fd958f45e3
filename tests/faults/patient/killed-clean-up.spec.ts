import { randomBytes } from 'node:crypto';
import { ObjectId } from '@parlance/mongo';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from '../deployment/launched-parlance.ts';
import { eventually } from '../eventually.ts';

const FILES = 2_000;
/** Enough that the walk through them takes some seconds. */
const DOCUMENTS = 60_000;
const RESTART_MS_MAX = 20_000;
/** A job whose worker died is taken up again after half a minute. */
const DONE_MS_MAX = 90_000;
const DAY_MS = 86_400_000;

interface Report {
  readonly state: string;
  readonly documents: number;
  readonly removed: number;
}

describe('workers killed during a clean-up of files, under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
  });
  afterAll(async () => {
    await parlance?.close();
  });

  async function cleanUp(method: 'GET' | 'POST'): Promise<Report> {
    const body = method === 'POST' ? '{"confirm":true}' : undefined;
    const response = await fetch(`${parlance.url}/admin/files/clean-up`, { method, headers: parlance.masterHeaders, body });
    const answer = (await response.json()) as Report & { report?: Report };
    return answer.report ?? answer;
  }

  it('FIL-23 another attempt goes on: every unreferenced file goes, and no other', async () => {
    const database = await parlance.database();
    const uploadDate = new Date(Date.now() - 2 * DAY_MS);
    const files = Array.from({ length: FILES }, (_, at) => {
      const filename = `${randomBytes(16).toString('hex')}_${at}.txt`;
      return { _id: new ObjectId(), filename, length: 3, chunkSize: 261_120, uploadDate, metadata: {} };
    });
    await database.collection('fs.files').insertMany(files);
    await database.collection('fs.chunks').insertMany(files.map(({ _id }) => ({ files_id: _id, n: 0, data: Buffer.from('abc') })));
    const kept = files.filter((_, at) => at % 2 === 0).map(({ filename }) => filename);
    const documents = Array.from({ length: DOCUMENTS }, (_, at) => {
      const name = kept[at];
      return {
        _id: `doc${at}` as never,
        _updated_at: uploadDate,
        text: 'x'.repeat(200),
        list: name === undefined ? [] : [{ __type: 'File', name }],
      };
    });
    await database.collection('Note').insertMany(documents);

    await cleanUp('POST');
    await eventually('the walk to have begun', RESTART_MS_MAX, async () => (await cleanUp('GET')).documents > 0);
    await parlance.kill('workers');
    const left = async () => (await database.collection('fs.files').find().toArray()).map(({ filename }) => filename as string).sort();
    expect((await left()).length).toBe(FILES);
    await parlance.reported('workers runs again.', RESTART_MS_MAX);
    await eventually('the clean-up to be done', DONE_MS_MAX, async () => (await cleanUp('GET')).state === 'done');
    expect(await left()).toEqual(kept.toSorted());
    expect((await cleanUp('GET')).removed).toBe(FILES / 2);
  });
});
