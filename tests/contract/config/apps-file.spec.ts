import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigDeployment } from './config-service.ts';
import { digestOf } from './digest-of.ts';

let deployment: ConfigDeployment;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
});
afterEach(() => deployment.close());

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 5_000, interval: 50 });
const audit = async () =>
  (await deployment.control())
    .collection('audit')
    .find({}, { projection: { _id: 0, at: 0 } })
    .toArray();

describe('the apps file', () => {
  it('SET-01 is followed while running: versions rise, every change is an event at once', async () => {
    deployment.declare({ apps: [{ id: 'a' }, { id: 'b' }] });
    await deployment.start('split');
    await soon(() => expect(deployment.events).toEqual([{ app: 'a', version: 1 }, { app: 'b', version: 1 }])); // prettier-ignore
    const before = Date.now();
    deployment.declare({ apps: [{ id: 'a', settings: { maxLimit: 5 } }, { id: 'b' }, { id: 'c' }] });
    await soon(() => expect(deployment.events.slice(2)).toEqual([{ app: 'a', version: 2 }, { app: 'c', version: 1 }])); // prettier-ignore
    expect(Date.now() - before).toBeLessThan(4_000);
    expect((await deployment.storage('a')).settings.maxLimit).toBe(5);
    expect((await deployment.access('b')).version).toBe(1);
  });

  it('disables an app that is removed, deletes nothing, and enables it when it is back', async () => {
    const app = { id: 'game', keys: { master: 'm' }, settings: { maxLimit: 5 } };
    deployment.declare({ apps: [app] });
    await deployment.start('split');
    await deployment.patch('game', { defaultLimit: 3 });
    deployment.declare({ apps: [] });
    await soon(async () => expect(await deployment.access('game')).toMatchObject({ enabled: false, version: 3 }));
    await soon(() => expect(deployment.events.at(-1)).toEqual({ app: 'game', version: 3 }));
    await expect(deployment.patch('game', { defaultLimit: 4 })).rejects.toMatchObject({ kind: 'InvalidApiKey' });
    deployment.declare({ apps: [app] });
    await soon(async () =>
      expect(await deployment.storage('game')).toMatchObject({ enabled: true, version: 4, settings: { maxLimit: 5, defaultLimit: 3 } }),
    );
  });

  it('leaves apps alone that no file ever declared', async () => {
    deployment.declare({ apps: [{ id: 'declared' }] });
    await deployment.start('split');
    const apps = (await deployment.control()).collection<{ _id: string }>('apps');
    const { declared: _declared, ...record } = (await apps.findOne({ _id: 'declared' })) as unknown as Record<string, unknown>;
    await apps.insertOne({ ...record, _id: 'made', databaseClaim: 'own/elsewhere/' } as never);
    deployment.declare({ apps: [] });
    await soon(async () => expect((await deployment.access('declared')).enabled).toBe(false));
    expect(await deployment.access('made')).toMatchObject({ enabled: true, version: 1 });
  });

  it('SEC-36 SET-04 rotates a key that comes from a file: both values, then the new one alone', async () => {
    const keyFile = join(deployment.folder, 'next.key');
    writeFileSync(keyFile, 'old-value\n');
    deployment.declare({ apps: [{ id: 'game', keys: { master: [{ env: 'CONTRACT_TEST_MASTER' }, { file: './next.key' }] } }] });
    process.env['CONTRACT_TEST_MASTER'] = 'value-of-environment';
    await deployment.start('split');
    expect((await deployment.access('game')).keys.master).toEqual([digestOf('value-of-environment'), digestOf('old-value')]);
    writeFileSync(keyFile, 'new-value\n');
    await soon(async () => expect((await deployment.access('game')).keys.master).toContain(digestOf('new-value')));
    deployment.declare({ apps: [{ id: 'game', keys: { master: { file: 'next.key' } } }] });
    await soon(async () => expect((await deployment.access('game')).keys.master).toEqual([digestOf('new-value')]));
    expect(deployment.events.at(-1)).toEqual({ app: 'game', version: 3 });
  });

  it('keeps the applied settings when the new file is bad, missing, or refused by the registry, and takes the next good one', async () => {
    deployment.declare({ apps: [{ id: 'game', keys: { master: 'm' } }] });
    await deployment.start('split');
    const before = await deployment.access('game');
    for (const [content, complaint] of [
      ['{ "apps": [ { "id": "game", ', 'it is not JSON'],
      [{ apps: [{ id: 'game', settings: { maxLimit: 'x' } }] }, 'apps[0].settings.maxLimit'],
      [{ apps: [{ id: 'game', database: { name: `${deployment.name}_control` } }] }, 'is the control database'],
    ] as const) {
      deployment.declare(content);
      await soon(() => expect(deployment.logs.join()).toContain(complaint));
    }
    unlinkSync(deployment.appsFile);
    await soon(() => expect(deployment.logs.join()).toContain('ENOENT'));
    expect(await deployment.access('game')).toEqual(before);
    deployment.declare({ apps: [{ id: 'game', name: 'Good again' }] });
    await soon(async () => expect((await deployment.access('game')).name).toBe('Good again'));
  });

  it('is applied once by replicas that start together, and changes nothing when they start again', async () => {
    deployment.declare({ apps: Array.from({ length: 12 }, (_, index) => ({ id: `app${index}`, keys: { master: `m${index}` } })) });
    await Promise.all([deployment.start('split'), deployment.start('split'), deployment.start('split')]);
    await deployment.bus.flush();
    await soon(() => expect(deployment.events).toHaveLength(12));
    expect(new Set(deployment.events.map(({ app }) => app)).size).toBe(12);
    for (const { version } of deployment.events) expect(version).toBe(1);
    await deployment.start('split');
    expect((await audit()).map(({ action }) => String(action))).toEqual(Array.from({ length: 12 }, () => 'app-declared'));
  });

  it('SEC-32 keeps ids apart that differ only by case when replicas create them together', async () => {
    deployment.declare({ apps: [{ id: 'game' }, { id: 'Game' }] });
    await Promise.all([deployment.start('split'), deployment.start('split')]);
    const names = await Promise.all(['game', 'Game'].map(async (id) => (await deployment.storage(id)).database.name.toLowerCase()));
    expect(new Set(names).size).toBe(2);
  });

  it('SEC-39 writes the author, the members and the origin of a change to the audit log', async () => {
    deployment.declare({ apps: [{ id: 'game', keys: { master: 'm' } }] });
    await deployment.start('split');
    deployment.declare({ apps: [] });
    await soon(async () => expect(await audit()).toHaveLength(2));
    expect((await audit())[1]).toEqual({
      app: 'game',
      action: 'app-withdrawn',
      who: 'appsFile',
      from: 'apps.json',
      changes: [{ name: 'enabled', before: true, after: false }],
    });
  });
});

describe('starting', () => {
  it('fails with all that is wrong in the file', async () => {
    deployment.declare({ apps: [{ id: 'a', keys: { master: '' } }, { id: 'b', settings: { x: 1 } }] }); // prettier-ignore
    await expect(deployment.start('split')).rejects.toThrow(/apps\[0\]\.keys\.master: expected a key/);
    deployment.declare({ apps: [{ id: 'b', settings: { x: 1, maxLimit: 0 } }] });
    await expect(deployment.start('split')).rejects.toThrow(/settings\.x: there is no such setting[^]*settings\.maxLimit/);
  });

  it.each([
    ['no master key', {}],
    ['a short one', { master: 'short' }],
    ['an example', { master: 'change-me-please-1234' }],
    ['a short one beside a good one', { master: ['hR3yJf8cMa1gUe5xWo0k', 'old'] }],
  ])('SEC-36 fails in production with %s, and not elsewhere', async (_title, keys) => {
    deployment.declare({ apps: [{ id: 'game', keys }] });
    await expect(deployment.start('split', { NODE_ENV: 'production' })).rejects.toThrow(/apps\[0\]\.keys\.master: .*production needs/);
    await deployment.start('split');
    expect((await deployment.access('game')).enabled).toBe(true);
  });

  it('SEC-36 fails in production while the registry has a weak key that no file declares', async () => {
    deployment.declare({ apps: [{ id: 'game', keys: { master: 'weak-one' } }] });
    await deployment.start('split');
    const production = deployment.start('split', { NODE_ENV: 'production', PARLANCE_APPS_FILE: '' });
    await expect(production).rejects.toThrow(/app "game": the master key is too short/);
    await expect(production).rejects.not.toThrow(/weak-one/);
  });

  it('SEC-36 works in production with a random key', async () => {
    deployment.declare({ apps: [{ id: 'game', keys: { master: 'hR3yJf8cMa1gUe5xWo0k' } }] });
    await deployment.start('split', { NODE_ENV: 'production' });
    expect((await deployment.access('game')).enabled).toBe(true);
  });
});
