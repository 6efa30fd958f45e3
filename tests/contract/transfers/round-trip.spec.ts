import { randomBytes } from 'node:crypto';
import { BlobReader, configure, TextWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransfersDeployment } from './transfers-deployment.ts';

configure({ useWebWorkers: false });

/** The files of a zip, their lines in the order of their letters. */
async function filesOf(zip: Buffer): Promise<Record<string, readonly string[]>> {
  const files: Record<string, readonly string[]> = {};
  for (const entry of await new ZipReader(new BlobReader(new Blob([new Uint8Array(zip)]))).getEntries()) {
    if (entry.directory) continue;
    const text = await entry.getData(new TextWriter(), { checkCrc32: true });
    files[entry.filename] = text
      .split('\n')
      .map((line) => line.replace(/,$/, ''))
      .toSorted();
  }
  return files;
}

describe('XPT-01 an export of a whole app', () => {
  const settings = { allowClientClassCreation: true };
  let source: TransfersDeployment;
  let target: TransfersDeployment;
  let stored: ReadonlyMap<string, Buffer>;
  beforeAll(async () => {
    source = await TransfersDeployment.start({
      apps: [
        { id: 'source', settings },
        { id: 'target', settings },
      ],
    });
    target = source.of('target');
    await source.ask('POST', '/schemas/Game', {
      className: 'Game',
      fields: { score: { type: 'Number', required: true, defaultValue: 0 }, players: { type: 'Relation', targetClass: 'Player' } },
      classLevelPermissions: { find: { '*': true }, create: { requiresAuthentication: true } },
      indexes: { byScore: { score: 1 } },
    });
    const players = [{ name: 'Ann' }, { name: 'Bob\nwith a newline' }, { name: null }];
    const ids: string[] = [];
    for (const player of players) ids.push(((await source.ask('POST', '/classes/Player', player)).body as { objectId: string }).objectId);
    const pointers = ids.map((objectId) => ({ __type: 'Pointer', className: 'Player', objectId }));
    await source.ask('POST', '/classes/Game', {
      score: 1.5,
      won: true,
      empty: '',
      nothing: null,
      best: pointers[0],
      at: { __type: 'Date', iso: '2015-06-30T12:00:00.001Z' },
      here: { __type: 'GeoPoint', latitude: -10.5, longitude: 20.25 },
      area: {
        __type: 'Polygon',
        coordinates: [
          [0, 0],
          [0, 1],
          [1, 1],
          [0, 0],
        ],
      },
      picture: { __type: 'File', name: 'a.png', url: 'http://x/a.png' },
      bytes: { __type: 'Bytes', base64: 'AAEC' },
      list: [1, 'two', null, { deep: [pointers[1], { __type: 'Date', iso: '2001-01-01T00:00:00.000Z' }] }],
      object: { b: 1, a: { c: null }, file: { __type: 'File', name: 'b.png' } },
      ACL: { '*': { read: true }, 'role:Admins': { write: true } },
      players: { __op: 'AddRelation', objects: pointers },
    });
    await source.ask('POST', '/classes/Game', { score: 2, ACL: {} });
    await source.parlance.rest(
      'POST',
      '/users',
      { username: 'ann', password: 'secret', email: 'ann@example.com' },
      { app: source.parlance.app('source') },
    );
    const [user] = await source.find('_User');
    await source.ask('POST', '/roles', {
      name: 'Admins',
      ACL: { '*': { read: true } },
      users: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: '_User', objectId: user?.['objectId'] }] },
    });
    stored = await sendFiles(source);
    const [small = ''] = stored.keys();
    await source.ask('PUT', '/config', {
      params: { welcome: 'Hello', limits: { b: [1, null], a: 2 }, logo: { __type: 'File', name: small }, secret: 'only for masters' },
      masterKeyOnly: { secret: true },
      conditions: { welcome: [{ name: 'one', when: { users: ['u'] }, value: 'Hi' }] },
    });
    await source.ask('POST', '/hooks/functions', { functionName: 'hello', url: 'https://hooks.example/hello' });
    const foreign = { functionName: 'hidden', url: 'https://user:pa55word@hooks.example/hidden' };
    await (await source.parlance.database('source')).collection('_Hooks').insertOne(foreign);
    await source.ask('POST', '/hooks/triggers', { className: 'Other', triggerName: 'afterSave', url: 'https://hooks.example/other' });
  });
  afterAll(() => source?.close());

  /** One file of one piece and one of three, with the bytes that they have. */
  async function sendFiles(deployment: TransfersDeployment): Promise<Map<string, Buffer>> {
    const sent = new Map<string, Buffer>();
    const type = { 'Content-Type': 'application/x-test' };
    for (const bytes of [Buffer.from('a small file'), randomBytes(2 * 512 * 1_024 + 7)]) {
      const { body } = await deployment.ask('POST', '/files/data.xtest', bytes, type);
      sent.set((body as { name: string }).name, bytes);
    }
    return sent;
  }

  it('comes back byte by byte from an empty app, and holds everything', async () => {
    const { job, bytes } = await source.export({ passwords: true, files: true });
    expect(job).toMatchObject({ state: 'done', files: true });
    const before = await filesOf(bytes);
    expect(Object.keys(before).sort()).toEqual(
      [
        ...['Game.json', 'Player.json', '_Join:players:Game.json', '_Join:users:_Role.json', '_Role.json', '_SCHEMA.json', '_User.json'],
        ...['_Parameters.json', '_Hooks.json', '_Files.json'],
      ].sort(),
    );
    expect(before['_User.json']?.join()).toContain('bcryptPassword');
    const imported = await target.import('/imports', bytes, 'application/zip');
    expect(imported.failures).toEqual([]);
    expect(imported.job.error).toBeUndefined();
    expect(imported.job).toMatchObject({ state: 'done', created: 3 + 2 + 1 + 1 + 3 + 1 + stored.size });
    const after = await filesOf((await target.export({ passwords: true, files: true })).bytes);
    expect(after).toEqual(before);
    const again = await target.parlance.rest('GET', '/login?username=ann&password=secret', undefined, {
      app: target.parlance.app('target'),
    });
    expect(again.status).toBe(200);
    const where = encodeURIComponent(
      JSON.stringify({
        $relatedTo: {
          object: { __type: 'Pointer', className: 'Game', objectId: (await target.find('Game', 'order=score'))[0]?.['objectId'] },
          key: 'players',
        },
      }),
    );
    expect(await target.find('Player', `where=${where}`)).toHaveLength(3);
    for (const [file, sent] of stored) expect((await target.download(`/files/target/${file}`)).equals(sent)).toBe(true);
    const { body } = await target.ask('GET', '/config');
    expect(body).toMatchObject({ params: { welcome: 'Hello', secret: 'only for masters' }, masterKeyOnly: { secret: true } });
    expect((await target.ask('GET', '/hooks/functions')).body).toEqual([{ functionName: 'hello', url: 'https://hooks.example/hello' }]);
    const twice = await target.import('/imports', bytes, 'application/zip');
    expect(twice.job).toMatchObject({ state: 'done', created: 0, failed: 3 + 2 + 1 + 1 });
    expect(await filesOf((await target.export({ passwords: true, files: true })).bytes)).toEqual(before);
  });

  it('XPT-05 has no secret unless it is asked for: no hash, no account, no session', async () => {
    const { bytes } = await source.export({});
    const files = await filesOf(bytes);
    expect(Object.keys(files)).not.toContain('_Session.json');
    const { '_SCHEMA.json': schemas, ...objects } = files;
    expect(schemas?.join()).toContain('authData');
    const text = JSON.stringify(objects);
    expect(text).not.toContain('bcryptPassword');
    expect(text).not.toContain('$2');
    expect(text).not.toContain('"r:');
    expect(text).not.toContain('authData');
    expect(text).not.toContain('pa55word');
    expect(text).toContain('https://hooks.example/hello');
    expect(Object.keys(files)).not.toContain('_Files.json');
    expect((await source.ask('POST', '/exports', { className: 'Game', files: true })).body).toMatchObject({ code: 107 });
  });

  it('IMP-11 is refused as a whole where a file of it is broken', async () => {
    const { job: none } = await target.import('/imports', Buffer.from('no zip at all'), 'application/zip');
    expect(none).toMatchObject({ state: 'failed', error: 'The file is no zip that can be read.' });
    const { bytes } = await source.export({});
    const broken = Buffer.from(bytes);
    broken.fill(0xff, 200, 400);
    const { job } = await target.import('/imports', broken, 'application/zip');
    expect(job).toMatchObject({ state: 'failed', created: 0 });
  });
});

describe('exports of one class', () => {
  let deployment: TransfersDeployment;
  beforeAll(async () => {
    deployment = await TransfersDeployment.start();
    const rows = Array.from({ length: 1_200 }, (_, at) => ({ at, even: at % 2 === 0, text: `row ${at}` }));
    await deployment.import('/imports/Row', JSON.stringify(rows));
  });
  afterAll(() => deployment?.close());
  const rowsIn = (bytes: Buffer) => (JSON.parse(bytes.toString()) as { results: Record<string, unknown>[] }).results;

  it('XPT-03 have exactly the rows of the filter', async () => {
    const where = { even: true, at: { $gte: 100 } };
    const { job, bytes } = await deployment.export({ className: 'Row', where });
    expect(job).toMatchObject({ state: 'done', done: 550, where });
    const wanted = await deployment.find('Row', `limit=10000&where=${encodeURIComponent(JSON.stringify(where))}`);
    const byId = (rows: Record<string, unknown>[]) => rows.toSorted((one, other) => Number(one['at']) - Number(other['at']));
    expect(byId(rowsIn(bytes))).toEqual(byId(wanted));
  });

  it('XPT-08 XPT-06 have the objects that scripts extract by updatedAt and by objectId, each once', async () => {
    const { bytes } = await deployment.export({ className: 'Row' });
    const ids = rowsIn(bytes).map(({ objectId }) => String(objectId));
    expect(new Set(ids).size).toBe(1_200);
    const byTime: string[] = [];
    for (let skip = 0; ; skip += 500) {
      const page = await deployment.find('Row', `order=updatedAt,objectId&limit=500&skip=${skip}&keys=objectId`);
      byTime.push(...page.map(({ objectId }) => String(objectId)));
      if (page.length < 500) break;
    }
    const byIds: string[] = [];
    for (let last = ''; ;) {
      const where = encodeURIComponent(JSON.stringify({ objectId: { $gt: last } }));
      const page = await deployment.find('Row', `order=objectId&limit=500&where=${where}`);
      byIds.push(...page.map(({ objectId }) => String(objectId)));
      last = byIds.at(-1) ?? '';
      if (page.length < 500) break;
    }
    expect(byTime.toSorted()).toEqual(ids.toSorted());
    expect(byIds).toEqual(ids);
  });

  it('XPT-04 are refused at once where they cannot go well, and listed otherwise', async () => {
    expect((await deployment.ask('POST', '/exports', { className: 'Nothing' })).body).toMatchObject({ code: 103 });
    expect((await deployment.ask('POST', '/exports', { className: '_Session' })).body).toMatchObject({ code: 103 });
    expect((await deployment.ask('POST', '/exports', { className: 'Row', where: { at: { $bad: 1 } } })).body).toMatchObject({ code: 107 });
    expect((await deployment.ask('POST', '/exports', { className: 'Row', where: '[' })).body).toMatchObject({ code: 102 });
    expect((await deployment.ask('POST', '/exports', { where: {} })).body).toMatchObject({ code: 102 });
    expect((await deployment.ask('POST', '/exports', { email: 'nobody' })).body).toMatchObject({ code: 125 });
    expect((await deployment.ask('POST', '/exports', { passwords: 'yes' })).body).toMatchObject({ code: 107 });
    const { job } = await deployment.export({ className: 'Row' });
    const { results } = (await deployment.ask('GET', '/exports')).body as { results: { id: string }[] };
    expect(results[0]?.id).toBe(job.id);
    expect(Date.parse(job.expiresAt ?? '') - Date.now()).toBeGreaterThan(6 * 24 * 3_600_000);
    await deployment.ask('DELETE', `/exports/${job.id}`);
    expect((await deployment.ask('GET', `/exports/${job.id}/file`)).body).toMatchObject({ code: 101 });
  });
});
