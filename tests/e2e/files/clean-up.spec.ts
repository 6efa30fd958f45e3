import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObjectId } from '@parlance/mongo';
import { startParlance, type Parlance } from '@parlance/testing';

const DAY_MS = 86_400_000;

describe('clean-up of files', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true, fileUpload: { enableForPublic: true }, requestDeadlineMs: 5_000 };
    parlance = await startParlance({
      mode: 'split',
      apps: [
        { id: 'test', settings },
        { id: 'busy', settings },
        { id: 'killed', settings },
        { id: 'late', settings },
      ],
    });
  });
  afterAll(() => parlance.close());

  /** Puts files into the store as if they had been uploaded two days ago. */
  async function oldFiles(id: string, names: readonly string[]): Promise<void> {
    const database = await parlance.database(id);
    const uploadDate = new Date(Date.now() - 2 * DAY_MS);
    const files = names.map((filename) => ({ _id: new ObjectId(), filename, length: 3, chunkSize: 261_120, uploadDate, metadata: {} }));
    await database.collection('fs.files').insertMany(files);
    await database.collection('fs.chunks').insertMany(files.map(({ _id }) => ({ files_id: _id, n: 0, data: Buffer.from('abc') })));
  }
  const name = (text: string) => `${randomBytes(16).toString('hex')}_${text}`;
  const remaining = async (id: string) =>
    (await (await parlance.database(id)).collection('fs.files').find().toArray()).map(({ filename }) => filename as string).sort();
  const call = (id: string, method: string, body?: unknown) =>
    parlance.masterRest(method, '/admin/files/clean-up', body, { app: parlance.app(id) });
  const ended = (id: string) =>
    expect.poll(async () => (await call(id, 'GET')).body.report?.state, { timeout: 50_000, interval: 200 }).toBe('done');

  it('FIL-22 FIL-24 FIL-38 removes every file that nothing refers to and no other, after a confirmation, with a report', async () => {
    const kept = ['field', 'list', 'deep', 'user', 'config', 'plain.txt', 'default'].map((text) =>
      text === 'plain.txt' ? text : name(text),
    );
    const [field, list, deep, user, config, plain, fallback] = kept as [string, string, string, string, string, string, string];
    const unreferenced = [name('a'), name('b'), 'unused.txt'];
    await oldFiles('test', [...kept, ...unreferenced]);
    const file = (of: string) => ({ __type: 'File', name: of });
    await parlance.rest('POST', '/classes/Note', { file: file(field), list: [1, file(list)], deep: { a: [{ b: file(deep) }] } });
    await parlance.rest('POST', '/classes/Other', { plain: file(plain) });
    await parlance.rest('POST', '/users', { username: 'ada', password: 'correct horse', picture: file(user) });
    const database = await parlance.database();
    await database.collection('_GlobalConfig').insertOne({ _id: 1 as never, params: { logo: { ...file(config), url: 'x' } } });
    await parlance.masterRest('POST', '/schemas/Made', { fields: { file: { type: 'File', defaultValue: file(fallback) } } });
    const { body: young } = await parlance.rest('POST', '/files/young.txt', 'x', { headers: { 'Content-Type': 'text/plain' } });

    expect((await parlance.rest('POST', '/admin/files/clean-up', { confirm: true })).status).toBe(403);
    const unconfirmed = await call('test', 'POST', {});
    expect([unconfirmed.status, unconfirmed.body.code]).toEqual([400, 142]);
    expect(unconfirmed.body.error).toContain('stop working');

    expect((await call('test', 'POST', { dryRun: true })).body).toMatchObject({ state: 'waiting', dryRun: true });
    await ended('test');
    const counts = { examined: 10, unreferenced: 3, bytes: 9 };
    expect((await call('test', 'GET')).body.report).toMatchObject({ state: 'done', dryRun: true, ...counts, removed: 0 });
    expect(await remaining('test')).toHaveLength(11);

    await call('test', 'POST', { confirm: true });
    await ended('test');
    expect((await call('test', 'GET')).body.report).toMatchObject({ state: 'done', dryRun: false, ...counts, removed: 3 });
    expect(await remaining('test')).toEqual([...kept, young.name].sort());
    expect((await fetch(young.url)).status).toBe(200);
  });

  it('FIL-23 leaves files alone that are uploaded or referred to while it runs', async () => {
    const old = Array.from({ length: 3_000 }, (_, at) => name(`old-${at}`));
    await oldFiles('busy', old);
    const app = parlance.app('busy');
    const referred = new Set<string>();
    const uploaded: string[] = [];
    let isDone = false;
    const writing = (async () => {
      for (let at = 0; !isDone && at < old.length; at += 30) {
        const one = old[at] ?? '';
        // A file that is there just before its save is there for good, whenever that save comes.
        const there = (await parlance.masterRest('GET', `/files/busy/metadata/${one}`, undefined, { app })).body.metadata !== undefined;
        const { status } = await parlance.rest('POST', '/classes/Late', { list: [{ __type: 'File', name: one }] }, { app });
        if (there && status === 201) referred.add(one);
        const { body } = await parlance.rest('POST', `/files/new-${at}.txt`, 'x', { app, headers: { 'Content-Type': 'text/plain' } });
        uploaded.push(body.name as string);
      }
    })();
    await expect.poll(() => referred.size).toBeGreaterThan(5);
    await call('busy', 'POST', { confirm: true });
    await ended('busy');
    isDone = true;
    await writing;
    const left = new Set(await remaining('busy'));
    expect([...referred].filter((one) => !left.has(one))).toEqual([]);
    expect(uploaded.filter((one) => !left.has(one))).toEqual([]);
    expect(left.size).toBeLessThan(old.length);
  });

  it('FIL-23 a file that is first referred to between the last look and its removal is put back', async () => {
    const [late, unused] = [name('late'), name('unused')];
    await oldFiles('late', [late, unused]);
    const database = await parlance.database('late');
    const app = parlance.app('late');
    await call('late', 'POST', { confirm: true });
    // Nothing is removed yet, and no look at the objects comes before all writes have ended that are under way now.
    await expect.poll(() => database.collection('fs.aside').countDocuments(), { timeout: 20_000, interval: 20 }).toBe(2);
    await expect.poll(async () => (await fetch(`${parlance.url}/files/late/${late}`)).status, { interval: 20 }).toBe(404);
    const file = { __type: 'File', name: late };
    expect((await parlance.rest('POST', '/classes/Late', { deep: { list: [file] } }, { app })).status).toBe(201);
    await ended('late');
    expect(await (await fetch(`${parlance.url}/files/late/${late}`)).text()).toBe('abc');
    expect((await fetch(`${parlance.url}/files/late/${unused}`)).status).toBe(404);
    expect((await call('late', 'GET')).body.report).toMatchObject({ unreferenced: 1, bytes: 3, removed: 1 });
    expect([await remaining('late'), await database.collection('fs.aside').countDocuments()]).toEqual([[late], 0]);
    expect(await database.collection('fs.chunks').countDocuments()).toBe(1);
  });

  it('FIL-23 what a killed clean-up has set aside is settled by the next one', async () => {
    const [kept, gone] = [name('kept'), name('gone')];
    await oldFiles('late', [kept, gone]);
    const database = await parlance.database('late');
    const app = parlance.app('late');
    await parlance.rest('POST', '/classes/Late', { list: [{ __type: 'File', name: kept }] }, { app });
    const left = await database
      .collection('fs.files')
      .find({ filename: { $in: [kept, gone] } })
      .toArray();
    await database.collection('fs.aside').insertMany(left);
    await database.collection('fs.files').deleteMany({ filename: { $in: [kept, gone] } });
    await call('late', 'POST', { confirm: true });
    await ended('late');
    expect(await remaining('late')).toContain(kept);
    expect(await remaining('late')).not.toContain(gone);
    expect(await (await fetch(`${parlance.url}/files/late/${kept}`)).text()).toBe('abc');
  });

  it('FIL-24 a cancelled clean-up hides nothing', async () => {
    const unused = name('hidden');
    await oldFiles('late', [unused]);
    const aside = (await parlance.database('late')).collection('fs.aside');
    await call('late', 'POST', { confirm: true });
    await expect.poll(() => aside.countDocuments(), { timeout: 20_000, interval: 20 }).toBe(1);
    await call('late', 'DELETE');
    await expect.poll(() => aside.countDocuments(), { timeout: 20_000, interval: 20 }).toBe(0);
    expect((await fetch(`${parlance.url}/files/late/${unused}`)).status).toBe(200);
  });

  it('FIL-24 can be cancelled', async () => {
    await oldFiles('killed', [name('a')]);
    const { body } = await call('killed', 'POST', { confirm: true });
    expect(body.state).toBe('waiting');
    const { body: cancelled } = await call('killed', 'DELETE');
    expect(['cancelled', 'done']).toContain(cancelled.report.state);
    expect((await call('killed', 'DELETE')).body.report.state).toBe(cancelled.report.state);
  });
});
