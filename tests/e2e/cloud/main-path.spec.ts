import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CODE = `
Parse.Cloud.define('hello', () => 'world');
Parse.Cloud.define('whoami', ({ user, ip, headers }) => ({ name: user && user.get('username'), token: user && user.getSessionToken(), ip }));
Parse.Cloud.define('count', async () => new Parse.Query('Note').count({ useMasterKey: true }));
Parse.Cloud.define('deeper', ({ params }) => Parse.Cloud.run('deeper', params));
Parse.Cloud.define('loop', () => { for (;;); });
Parse.Cloud.beforeSave('Note', ({ object }) => { object.set('seen', true); });
`;

describe.each(MODES)('Cloud Code, %s', (mode) => {
  let parlance: Parlance;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloud-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'main.js'), CODE);
    parlance = await startParlance({ mode, apps: [{ id: 'a', cloud: folder, settings: { allowClientClassCreation: true } }] });
  });
  afterAll(async () => {
    await parlance?.close();
    await rm(folder, { recursive: true });
  });

  const call = (name: string, body: object = {}, options: RestOptions = {}) => parlance.rest('POST', `/functions/${name}`, body, options);

  it('CLD-01 answers a function once its code is loaded', async () => {
    await expect.poll(async () => (await call('hello')).body).toEqual({ result: 'world' });
  });

  it('CLD-04 hands over the user of the session, and nobody without one', async () => {
    const { body } = await parlance.rest('POST', '/users', { username: 'ada', password: 'p' });
    const session = { 'X-Parse-Session-Token': body.sessionToken as string };
    expect((await call('whoami', {}, { headers: session })).body.result).toMatchObject({ name: 'ada', token: body.sessionToken });
    expect((await call('whoami')).body.result).not.toHaveProperty('name');
  });

  it('CLD-09 stores the changes of a trigger, and code reads them', async () => {
    expect((await parlance.rest('POST', '/classes/Note', { text: 'x' })).status).toBe(201);
    expect((await parlance.rest('GET', '/classes/Note')).body.results).toMatchObject([{ text: 'x', seen: true }]);
    expect((await call('count')).body).toEqual({ result: 1 });
  });

  it('tells the holder of the master key which walls are around the code', async () => {
    const { text } = await parlance.rest('GET', '/health', undefined, { key: 'master' });
    expect(text).toContain('Code runs behind: permissions');
  });

  it('CLD-37 ends a recursion without end with 141', async () => {
    expect((await call('deeper')).body).toMatchObject({ code: 141 });
  });
});
