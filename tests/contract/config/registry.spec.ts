import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettingsFor } from '@parlance/app-settings';
import { config, NO_CODE } from '@parlance/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigDeployment, MODES } from './config-service.ts';
import { digestOf } from './digest-of.ts';

let deployment: ConfigDeployment;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
});
afterEach(() => deployment.close());

describe.each(MODES)('the registry, %s', (mode) => {
  it('answers with an app of the file: digests, defaults filled in, its own database', async () => {
    deployment.declare({
      apps: [{ id: 'game', name: 'Game', keys: { master: 'the-master', rest: 'the-rest' }, settings: { maxLimit: 7 } }],
    });
    await deployment.start(mode);
    expect(await deployment.access('game')).toEqual({
      id: 'game',
      name: 'Game',
      enabled: true,
      version: 1,
      keys: { master: [digestOf('the-master')], rest: [digestOf('the-rest')] },
      code: NO_CODE,
      settings: defaultSettingsFor('gateway'),
    });
    expect(await deployment.storage('game')).toEqual({
      id: 'game',
      name: 'Game',
      enabled: true,
      version: 1,
      database: { name: `${deployment.name}_game`, collectionPrefix: '' },
      fileUrlKeys: [expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/)],
      code: NO_CODE,
      hidesAccounts: false,
      settings: { ...defaultSettingsFor('data'), maxLimit: 7 },
    });
    expect(await deployment.call(config.appForGateway, { appId: 'Game' })).toEqual({ app: null });
    expect(await deployment.call(config.appForData, { appId: 'other' })).toEqual({ app: null });
  });

  it('SEC-39 gives each service its own settings, and the secrets of auth to auth alone', async () => {
    const mail = { smtpUrl: 'smtp://mailer:the-password@mail.example/' };
    const auth = { github: { clientId: 'ours', clientSecret: 'the-client-secret' } };
    deployment.declare({ apps: [{ id: 'game', settings: { mail, auth } }] });
    await deployment.start(mode);
    const { app } = await deployment.call(config.appForAuth, { appId: 'game' });
    expect(app).toMatchObject({ id: 'game', name: 'game', enabled: true, version: 1, settings: { mail, auth } });
    for (const other of [await deployment.access('game'), await deployment.storage('game')])
      expect(JSON.stringify(other)).not.toMatch(/the-password|the-client-secret/);
  });

  it('says that it is well', async () => {
    deployment.declare({ apps: [] });
    await deployment.start(mode);
    expect((await deployment.call(config.health, {})).dependencies['mongodb']).toMatchObject({ ok: true });
  });
});

describe('the registry', () => {
  it('SEC-32 gives apps whose ids differ only by case, and long ones that begin alike, databases of their own', async () => {
    const long = 'x'.repeat(63);
    const ids = ['Game', 'game', 'GAME', `${long}1`, `${long}2`];
    deployment.declare({ apps: ids.map((id) => ({ id })) });
    await deployment.start('split');
    const names = await Promise.all(ids.map(async (id) => (await deployment.storage(id)).database.name));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
    expect(names[0]).toBe(`${deployment.name}_Game`);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  });

  it('takes an explicit database with its prefix, and keeps it when the file no longer mentions it', async () => {
    const database = { uri: 'mongodb://user:the-password@db.example/', name: 'adopted', collectionPrefix: 'p_' };
    deployment.declare({ apps: [{ id: 'game', database }] });
    await deployment.start('split');
    expect((await deployment.storage('game')).database).toEqual(database);
    deployment.declare({ apps: [{ id: 'game', name: 'renamed' }] });
    await vi.waitFor(async () => expect((await deployment.access('game')).name).toBe('renamed'), 5_000);
    expect((await deployment.storage('game')).database).toEqual(database);
  });

  it('SET-07 leaves the database of an adopted app untouched', async () => {
    const control = await deployment.control();
    const adopted = control.client.db(`${deployment.name}_adopted`);
    await adopted.collection<{ _id: string }>('Thing').insertOne({ _id: 'a' });
    deployment.declare({ apps: [{ id: 'game', database: { name: adopted.databaseName } }] });
    await deployment.start('split');
    const collections = await adopted.listCollections({}, { nameOnly: true }).toArray();
    expect(collections.map(({ name }) => name)).toEqual(['Thing']);
    expect(await adopted.collection('Thing').find().toArray()).toEqual([{ _id: 'a' }]);
    await adopted.dropDatabase();
  });

  it('reads records of another version: unknown settings dropped, missing ones at their defaults', async () => {
    deployment.declare({ apps: [{ id: 'game' }] });
    await deployment.start('split');
    const apps = (await deployment.control()).collection<{ _id: string }>('apps');
    await apps.updateOne(
      { _id: 'game' },
      { $set: { settings: { defaultLimit: 5, ofTomorrow: { a: 1 }, maxLimit: 'many' }, moreOfTomorrow: 1 } },
    );
    expect((await deployment.storage('game')).settings).toEqual({ ...defaultSettingsFor('data'), defaultLimit: 5 });
    expect(deployment.logs.join()).toMatch(/ofTomorrow: there is no such setting/);
  });

  it('SET-05 SEC-31 never answers with a key or logs one, through start, rotation, refusal and patch', async () => {
    const secrets = ['the-master-key', 'the-next-master', 'the-rest-key', 'the-javascript-key', 'the-client-key', 'mongodb-password'];
    const [master, next, rest, javascript, client, password] = secrets as [string, string, string, string, string, string];
    const app = {
      id: 'game',
      keys: { master, rest, javascript, client },
      database: { uri: `mongodb://u:${password}@db.example/`, name: 'x' },
    };
    deployment.declare({ apps: [app] });
    await deployment.start('split');
    deployment.declare({ apps: [{ ...app, keys: { ...app.keys, master: [master, next] } }] });
    await vi.waitFor(async () => expect((await deployment.access('game')).version).toBe(2), 5_000);
    deployment.declare({ apps: [{ ...app, keys: { master: rest, rest } }] });
    await vi.waitFor(() => expect(deployment.logs.join()).toContain('equals the rest key'), 5_000);
    writeFileSync(join(deployment.folder, 'apps.json'), `{"apps":[{"keys":{"master":"${master}"`);
    await vi.waitFor(() => expect(deployment.logs.join()).toContain('it is not JSON'), 5_000);
    await deployment.patch('game', { maxLimit: 3 });
    await expect(deployment.patch('game', { maxLimit: master })).rejects.toThrow(/maxLimit/);

    const answers = JSON.stringify(await deployment.access('game'));
    const audit = JSON.stringify(await (await deployment.control()).collection('audit').find().toArray());
    for (const secret of secrets) {
      expect(deployment.logs.join('\n')).not.toContain(secret);
      expect(answers).not.toContain(secret);
      expect(audit).not.toContain(secret);
    }
    expect(audit).toContain('keys.master');
  });
});
