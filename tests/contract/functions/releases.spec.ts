import type { CloudManifest, functions } from '@parlance/contracts';
import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NONE: Omit<CloudManifest, 'version'> = { functions: [], jobs: [], triggers: {}, rateLimits: [] };
const HELLO = "Parse.Cloud.define('hello', () => 'world');";
const SECOND = "Parse.Cloud.define('second', () => require('./lib/two.js'));";

/** Code with a function that tells its number. */
const numbered = (number: number) => ({ 'main.js': `Parse.Cloud.define('number', () => ${number});` });

describe.each(MODES)('releases of Cloud Code, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      replicas: mode === 'split' ? { functions: 2, files: 2 } : {},
      apps: [{ id: 'test' }, { id: 'other' }, { id: 'declared', cloud: '/srv/code/main.js' }],
    });
  });
  afterAll(() => parlance?.close());

  const as = (app: string, key: 'master' | 'readOnlyMaster' | 'rest' = 'master') => ({ app: parlance.app(app), key }) as const;
  const deploy = (files: unknown, app = 'test', note?: string) => parlance.rest('POST', '/cloud/releases', { files, note }, as(app));
  const list = async (app = 'test') => {
    const { body } = await parlance.rest('GET', '/cloud/releases', undefined, as(app, 'readOnlyMaster'));
    return (body as functions.ReleaseList).releases;
  };
  const inForce = async (app = 'test') => (await list(app)).filter((release) => release.inForce).map(({ release }) => release);
  const call = (name: string, app = 'test') => parlance.rest('POST', `/functions/${name}`, {}, as(app, 'rest'));
  const recorded = async (app = 'test') => {
    const apps = (await parlance.controlDatabase()).collection<{ _id: string; release?: string; manifest?: CloudManifest }>('apps');
    return apps.findOne({ _id: app }, { projection: { release: 1, manifest: 1, _id: 0 } });
  };

  it('CLD-30 are deployed, listed and read: files and manifest, never the bytes', async () => {
    const code = `${HELLO} Parse.Cloud.beforeSave('Review', () => {});`;
    const files = { 'main.js': code, 'lib/x.bin': { base64: '/wA=' } };
    const { status, body } = await deploy(files, 'test', 'first');
    expect(status).toBe(200);
    const { release } = body as functions.ReleaseView;
    const view = {
      release,
      note: 'first',
      files: 2,
      inForce: true,
      manifest: { ...NONE, functions: ['hello'], triggers: { Review: ['beforeSave'] } },
    };
    expect(await list()).toEqual([{ ...view, bytes: expect.any(Number) as number, deployedAt: expect.any(String) as string }]);
    const read = await parlance.rest('GET', `/cloud/releases/${release}`, undefined, as('test', 'readOnlyMaster'));
    expect(read.body).toMatchObject(view);
    expect(read.body.contents).toContainEqual({ path: 'lib/x.bin', bytes: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(read.text).not.toContain('define');
    expect(await recorded()).toEqual({ release, manifest: { ...view.manifest, version: release } });
  });

  it('CLD-30 SES-12 broken code is refused with its file and line, and the code before stays', async () => {
    const before = await recorded();
    for (const [files, text] of [
      [{ 'main.js': "require('./lib/words.js');", 'lib/words.js': '\n\n  const words = ;' }, /^lib\/words\.js:3:\d+: /],
      [{ 'main.js': `\n\nthrow new Error('no table');` }, /no table \(main\.js:3:\d+\)$/],
      [{ 'main.js': `${HELLO}\nprocess.exit();` }, /cannot be loaded/],
      [{ 'main.ts': 'const n: number = ;' }, /^main\.ts:1:\d+: /],
      [{ 'package.json': '{"main":"./nowhere.js"}' }, /has no main\.js/],
      [{ 'other.js': '' }, /has no main\.js/],
      [{ 'main.js': "Parse.Cloud.beforeSave('_Session', () => {});" }, /Only the afterLogout trigger is allowed for the _Session class\./],
      [{ 'main.js': "Parse.Cloud.job('a', () => 1, { attempts: 0 });" }, /jobRules\.a\.attempts/],
      [{ 'main.js': "Parse.Cloud.job('a', () => 1, { retries: 2 });" }, /Invalid option of a job "retries"/],
      [{ 'main.js': "Parse.Cloud.define('a', () => 1, { rateLimit: { requestCount: 0, requestTimeWindow: 1 } });" }, /requestCount/],
    ] as const) {
      const { status, body } = await deploy(files);
      expect([status, body], JSON.stringify(files)).toEqual([400, { code: 141, error: expect.stringMatching(text) as string }]);
    }
    expect(await recorded()).toEqual(before);
    expect(await list()).toHaveLength(1);
  });

  it('roll back to the one before, to one that is named, and to none', async () => {
    const [first = ''] = await inForce();
    const second = (await deploy({ 'main.js': SECOND, 'lib/two.js': 'module.exports = 2;' })).body.release as string;
    expect((await call('second')).body).toEqual({ result: 2 });
    expect(await inForce()).toEqual([second]);
    const rollBack = (body: object) => parlance.rest('POST', '/cloud/rollback', body, as('test'));
    expect((await rollBack({})).body).toEqual({ release: first });
    expect([await inForce(), (await recorded())?.manifest?.functions]).toEqual([[first], ['hello']]);
    await expect.poll(async () => [(await call('hello')).body, (await call('second')).body.code]).toEqual([{ result: 'world' }, 141]);
    expect((await rollBack({ release: second })).body).toEqual({ release: second });
    expect((await rollBack({ release: 'f'.repeat(20) })).body).toEqual({ code: 101, error: 'There is no such release.' });
    expect((await rollBack({ release: null })).body).toEqual({ release: null });
    expect([await inForce(), await recorded()]).toEqual([[], {}]);
    expect((await rollBack({ release: first })).body).toEqual({ release: first });
  });

  it('are removed unless they are in force, with their bytes', async () => {
    const [first = ''] = await inForce();
    const remove = (release: string) => parlance.rest('DELETE', `/cloud/releases/${release}`, undefined, as('test'));
    expect((await remove(first)).body).toEqual({ code: 119, error: 'This release is in force.' });
    const bundles = (await parlance.database('test')).collection('_cloud_fs.files');
    const [other = ''] = (await list()).filter((release) => !release.inForce).map(({ release }) => release);
    expect(await bundles.countDocuments({ filename: other })).toBe(1);
    expect((await remove(other)).body).toEqual({});
    expect([await bundles.countDocuments({ filename: other }), (await list()).length]).toEqual([0, 1]);
    expect((await remove(other)).body).toEqual({ code: 101, error: 'There is no such release.' });
  });

  it('are the same release for the same files, whoever asks, and repeating a deployment changes nothing', async () => {
    const [one, again, others] = [await deploy(numbered(0), 'test'), await deploy(numbered(0), 'test'), await deploy(numbered(0), 'other')];
    expect(new Set([one, again, others].map(({ body }) => body.release as string)).size).toBe(1);
    expect(await list('other')).toHaveLength(1);
    expect((await parlance.database('test')).databaseName).not.toBe((await parlance.database('other')).databaseName);
  });

  it('CLD-40 SEC are for holders of the master key alone; the read-only one may list', async () => {
    const [release = ''] = await inForce();
    const before = await recorded();
    const writes = [
      ['POST', '/cloud/releases', { files: numbered(1) }],
      ['POST', '/cloud/rollback', {}],
      ['DELETE', `/cloud/releases/${release}`, undefined],
    ] as const;
    for (const key of ['rest', 'readOnlyMaster'] as const) {
      for (const [method, path, body] of writes) {
        const { status, body: refused } = await parlance.rest(method, path, body, as('test', key));
        expect([status, refused.code], `${method} ${path}`).toEqual([key === 'rest' ? 403 : 400, 119]);
      }
    }
    for (const path of ['/cloud/releases', `/cloud/releases/${release}`]) {
      expect((await parlance.rest('GET', path, undefined, as('test', 'rest'))).status).toBe(403);
      expect((await parlance.rest('GET', path, undefined, as('test', 'readOnlyMaster'))).status).toBe(200);
    }
    expect(await recorded()).toEqual(before);
  });

  it('CLD-40 SEC are read by nobody as files, and no clean-up and no count of files sees them', async () => {
    const [release = ''] = await inForce();
    for (const key of ['master', 'rest'] as const) {
      const { status } = await parlance.rest('GET', `/files/test/${release}`, undefined, as('test', key));
      expect(status).toBe(404);
      expect((await parlance.rest('GET', `/files/test/metadata/${release}`, undefined, as('test', key))).body).toEqual({});
    }
    expect((await parlance.masterRest('DELETE', `/files/${release}`)).body.code).toBe(153);
    expect((await parlance.masterRest('GET', '/admin/files/usage')).body.stores.gridfs).toEqual({ files: 0, bytes: 0 });
    expect((await parlance.masterRest('GET', '/classes/_cloud_fs.files')).body).toEqual({ results: [] });
    expect((await parlance.masterRest('POST', '/classes/_cloud_fs.files', {})).body.code).toBe(103);
  });

  it('are refused for an app whose code the apps file declares, and the answer names the file', async () => {
    const text = expect.stringMatching(/^cloud: declared in apps\.json \(\/srv\/code\/main\.js\); change the code there\.$/) as string;
    expect((await deploy(numbered(1), 'declared')).body).toEqual({ code: 119, error: text });
    expect((await parlance.rest('POST', '/cloud/rollback', {}, as('declared'))).body).toEqual({ code: 119, error: text });
  });

  it('ERR-01 SEC are refused with unsafe paths', async () => {
    const before = await recorded();
    for (const path of ['../main.js', '/etc/passwd', 'a\\b.js']) {
      expect((await deploy({ 'main.js': '', [path]: '' })).body.code, path).toBe(107);
    }
    expect(await recorded()).toEqual(before);
  });

  it('CLD-30 are rolled out under load: no call fails, and each ends in the code it began in', { timeout: 60_000 }, async () => {
    const slow = (number: number) => ({
      'main.js': `Parse.Cloud.define('number', async () => { await new Promise((done) => setTimeout(done, 20)); return ${number}; });`,
    });
    await deploy(slow(0), 'other');
    let isOver = false;
    const seen = new Map<unknown, number>();
    const failed: unknown[] = [];
    const client = async () => {
      while (!isOver) {
        const { status, body } = await call('number', 'other');
        if (status !== 200) failed.push(body);
        else seen.set(body.result, (seen.get(body.result) ?? 0) + 1);
      }
    };
    const clients = Array.from({ length: 16 }, client);
    for (const number of [1, 2, 3]) {
      expect((await deploy(slow(number), 'other')).status).toBe(200);
      await expect.poll(() => seen.has(number)).toBe(true);
      if (number === 2) expect((await deploy({ 'main.js': 'broken(' }, 'other')).status).toBe(400);
    }
    const before = seen.get(3) ?? 0;
    await expect.poll(() => seen.get(3) ?? 0).toBeGreaterThan(before + 100);
    isOver = true;
    await Promise.all(clients);
    expect(failed).toEqual([]);
    expect([...seen.keys()]).toEqual([0, 1, 2, 3]);
  });

  it('are audited', async () => {
    const audit = (await parlance.controlDatabase()).collection<{ action: string; app: string }>('audit');
    expect(await audit.countDocuments({ action: 'code-recorded', app: 'other' })).toBeGreaterThan(0);
  });
});
