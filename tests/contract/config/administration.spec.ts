import { config, type Operation, type RequestContext } from '@parlance/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigDeployment, MODES } from './config-service.ts';
import { digestOf } from './digest-of.ts';

let deployment: ConfigDeployment;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
  deployment.declare({ apps: [{ id: 'declared', name: 'Declared', settings: { maxLimit: 7 }, keys: { master: 'Zq7-vX2pLw9sKd4bTn6m' } }] }); // prettier-ignore
});
afterEach(() => deployment.close());

const ask = <Request, Reply>(operation: Operation<Request, Reply>, app: string, request: Request): Promise<Reply> =>
  deployment.call(operation, request, { app, identity: { kind: 'master' } } satisfies Partial<RequestContext>);
const create = (id: string, more: { name?: string; settings?: Record<string, unknown>; kinds?: config.KeyKind[] } = {}) =>
  ask(config.createApp, id, { id, name: more.name ?? id, settings: more.settings ?? {}, kinds: more.kinds ?? ['master', 'rest'] });
const audit = async (action: string) => (await deployment.control()).collection('audit').find({ action }).toArray();

describe.each(MODES)('administration of apps, %s', (mode) => {
  beforeEach(() => deployment.start(mode));

  it('SET-05 creates an app with keys that are told once, and no audit entry or log line has them', async () => {
    const { app, keys } = await create('game', { name: ' Game ', settings: { maxLimit: 5 } });
    expect(app).toMatchObject({ id: 'game', name: 'Game', enabled: true, version: 1, declaredIn: null, deletion: null });
    expect(Object.keys(keys)).toEqual(['master', 'rest']);
    const access = await deployment.access('game');
    expect(access.keys).toEqual({ master: [digestOf(keys.master ?? '')], rest: [digestOf(keys.rest ?? '')] });
    expect((await deployment.storage('game')).settings.maxLimit).toBe(5);
    await vi.waitFor(() => expect(deployment.events).toContainEqual({ app: 'game', version: 1 }), 10_000);
    const [entry] = await audit('app-created');
    expect(entry).toMatchObject({ app: 'game' });
    expect(entry?.['changes']).toContainEqual({ name: 'keys.master' });
    expect(JSON.stringify(entry) + deployment.logs.join('\n')).not.toContain(keys.master);
  });

  it('SET-02 refuses names that are none with 256, ids that are taken with 137, and settings that are none', async () => {
    for (const name of ['', '  ', 'x'.repeat(257)]) await expect(create('game', { name })).rejects.toMatchObject({ code: 256 });
    await expect(create('__proto__')).rejects.toMatchObject({ code: 256 });
    await expect(create('declared')).rejects.toMatchObject({ code: 137, message: 'There is an app declared already.' });
    await expect(create('game', { settings: { maxLimit: 'many' } })).rejects.toMatchObject({ code: 107 });
    await expect(ask(config.describeApp, 'game', {})).rejects.toMatchObject({ code: 101 });
  });

  it('gives apps whose ids differ by case databases of their own', async () => {
    await create('game');
    await create('Game');
    const names = [(await deployment.storage('game')).database.name, (await deployment.storage('Game')).database.name];
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2);
  });

  it('renames, disables and enables an app, and refuses one that the apps file declares with the name of the file', async () => {
    await create('game');
    expect((await ask(config.changeApp, 'game', { name: 'Chess', enabled: false })).app).toMatchObject({ name: 'Chess', enabled: false });
    expect(await deployment.access('game')).toMatchObject({ enabled: false, version: 2 });
    await ask(config.changeApp, 'game', { enabled: false });
    expect((await deployment.access('game')).version).toBe(2);
    expect((await ask(config.changeApp, 'game', { enabled: true })).app.enabled).toBe(true);
    await expect(ask(config.changeApp, 'game', { name: '' })).rejects.toMatchObject({ code: 256 });
    for (const change of [{ name: 'Other' }, { enabled: false }]) {
      await expect(ask(config.changeApp, 'declared', change)).rejects.toMatchObject({
        code: 119,
        message: 'The app declared is declared in apps.json; change it there.',
      });
    }
  });

  it('makes an app that was removed from the apps file an ordinary one when it is enabled, with the settings it had', async () => {
    deployment.declare({ apps: [] });
    await vi.waitFor(async () => expect((await deployment.access('declared')).enabled).toBe(false), 10_000);
    expect((await ask(config.changeApp, 'declared', { enabled: true })).app).toMatchObject({ enabled: true, declaredIn: null });
    expect((await deployment.storage('declared')).settings.maxLimit).toBe(7);
    await ask(config.changeApp, 'declared', { name: 'Mine' });
  });

  it('deletes a disabled app in stages that may be asked again, and frees its id', async () => {
    await create('game');
    await expect(ask(config.deleteApp, 'game', { stage: 'begin' })).rejects.toMatchObject({ code: 119 });
    await ask(config.changeApp, 'game', { enabled: false });
    await expect(ask(config.deleteApp, 'game', { stage: 'end' })).rejects.toMatchObject({ code: 119 });
    expect(await ask(config.deleteApp, 'game', { stage: 'begin' })).toEqual({ done: [] });
    await expect(ask(config.changeApp, 'game', { enabled: true })).rejects.toMatchObject({ code: 119 });
    for (const service of ['data', 'files', 'data']) await ask(config.deleteApp, 'game', { stage: 'note', service });
    expect(await ask(config.deleteApp, 'game', { stage: 'begin' })).toEqual({ done: ['data', 'files'] });
    expect((await ask(config.describeApp, 'game', {})).app.deletion?.done).toEqual(['data', 'files']);
    await expect(create('game')).rejects.toMatchObject({ code: 137 });
    await ask(config.deleteApp, 'game', { stage: 'end' });
    await ask(config.deleteApp, 'game', { stage: 'end' });
    expect((await deployment.call(config.appForGateway, { appId: 'game' })).app).toBeNull();
    expect(await audit('app-deleted')).toHaveLength(1);
    expect((await create('game')).app.version).toBe(1);
    await expect(ask(config.deleteApp, 'declared', { stage: 'begin' })).rejects.toMatchObject({ code: 119 });
  });
});

describe('administration of keys', () => {
  beforeEach(() => deployment.start('split'));

  it('SEC-36 SET-04 rotates a key with a window in which both are taken, and ends the old one when its time has come', async () => {
    const { keys } = await create('game');
    const { key, id, oldUntil } = await ask(config.rotateKey, 'game', { kind: 'master', overlapSeconds: 2 });
    expect((await deployment.access('game')).keys.master).toEqual([digestOf(key), digestOf(keys.master ?? '')]);
    const listed = (await ask(config.listKeys, 'game', {})).keys.filter(({ kind }) => kind === 'master');
    expect(listed).toMatchObject([
      { id, until: null },
      { until: oldUntil, createdAt: expect.any(String) },
    ]);
    expect(JSON.stringify(listed)).not.toMatch(new RegExp(`${key}|${keys.master}`));
    await vi.waitFor(async () => expect((await deployment.access('game')).keys.master).toEqual([digestOf(key)]), 10_000);
    await vi.waitFor(() => expect(deployment.events).toContainEqual({ app: 'game', version: 3 }), 10_000);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(oldUntil ?? ''));
    const entries = [...(await audit('key-rotated')), ...(await audit('key-ended'))];
    expect(entries.map(({ changes }) => changes as unknown)).toEqual([[{ name: 'keys.master' }], [{ name: 'keys.master' }]]);
  });

  it('SET-04 ends the old master key at once without a window', async () => {
    await create('game');
    const { key, oldUntil } = await ask(config.rotateKey, 'game', { kind: 'master', overlapSeconds: 0 });
    expect(oldUntil).toBeNull();
    expect((await deployment.access('game')).keys.master).toEqual([digestOf(key)]);
    await vi.waitFor(() => expect(deployment.events).toContainEqual({ app: 'game', version: 2 }), 10_000);
  });

  it('SET-04 revokes one key by its id, the old one without, and never the only master key', async () => {
    const { keys } = await create('game');
    const { key, id } = await ask(config.rotateKey, 'game', { kind: 'master', overlapSeconds: 3_600 });
    await ask(config.revokeKey, 'game', { kind: 'master', id });
    expect((await deployment.access('game')).keys.master).toEqual([digestOf(keys.master ?? '')]);
    expect((await ask(config.listKeys, 'game', {})).keys[1]).toMatchObject({ kind: 'master', until: null }); // it stays for good now
    await expect(ask(config.revokeKey, 'game', { kind: 'master' })).rejects.toMatchObject({ code: 119 });
    await expect(ask(config.revokeKey, 'game', { kind: 'master', id })).rejects.toMatchObject({ code: 101 });
    const next = await ask(config.rotateKey, 'game', { kind: 'master', overlapSeconds: 3_600 });
    await ask(config.revokeKey, 'game', { kind: 'master' });
    expect((await deployment.access('game')).keys.master).toEqual([digestOf(next.key)]);
    await ask(config.revokeKey, 'game', { kind: 'rest' });
    expect((await deployment.access('game')).keys.rest).toBeUndefined();
    expect(JSON.stringify(await audit('key-revoked')) + deployment.logs.join('\n')).not.toMatch(new RegExp(`${key}|${keys.rest}`));
  });

  it('SET-05 shows keys of clients alone', async () => {
    const { keys } = await create('game', { kinds: ['master', 'readOnlyMaster', 'client', 'webhook'] });
    const listed = (await ask(config.listKeys, 'game', {})).keys;
    expect(listed.map(({ kind, key }) => [kind, key])).toEqual([
      ['client', keys.client],
      ['master', undefined],
      ['readOnlyMaster', undefined],
      ['webhook', undefined],
    ]);
  });

  it('refuses keys of an app that the apps file declares with the name of the file', async () => {
    const refused = { code: 119, message: 'The app declared is declared in apps.json; change it there.' };
    await expect(ask(config.rotateKey, 'declared', { kind: 'master', overlapSeconds: 0 })).rejects.toMatchObject(refused);
    await expect(ask(config.revokeKey, 'declared', { kind: 'master' })).rejects.toMatchObject(refused);
    expect((await ask(config.listKeys, 'declared', {})).declaredIn).toBe('apps.json');
  });
});

describe('administration of settings', () => {
  beforeEach(() => deployment.start('fused'));

  it('explains each setting: default, description, who decides it, who changed it last', async () => {
    await create('game');
    await deployment.patch('game', { defaultLimit: 5, mail: { smtpUrl: 'smtp://u:the-password@mail.example/', from: 'a@example.com' } });
    await deployment.patch('game', { defaultLimit: 6 });
    const { settings } = await ask(config.explainSettings, 'game', { names: ['defaultLimit', 'mail', 'maxLimit'] });
    const [limit, mail, other] = settings;
    expect(limit).toMatchObject({ owner: 'data', default: 100, value: 6, from: 'request', changed: { who: 'master' } });
    expect(limit?.schema).toMatchObject({ type: 'integer' });
    expect(Date.parse(limit?.changed?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(mail?.changed?.at ?? ''));
    expect(other).toMatchObject({ from: 'default', changed: null, description: expect.stringContaining('Highest limit') });
    expect(JSON.stringify(settings)).not.toContain('the-password');
    expect(mail?.value).toMatchObject({ smtpUrl: { isSet: true } });
    const declared = await ask(config.explainSettings, 'declared', { names: ['maxLimit'] });
    expect(declared.settings[0]).toMatchObject({ value: 7, from: 'appsFile', changed: { who: 'appsFile' } });
    const all = (await ask(config.explainSettings, 'game', {})).settings;
    expect(all.filter(({ owner, schema }) => owner === '' || schema === undefined)).toEqual([]);
    await expect(ask(config.explainSettings, 'game', { names: ['nothing'] })).rejects.toMatchObject({ code: 102 });
  });

  it('compares two apps, secrets too, which it never shows', async () => {
    await create('one');
    await create('two');
    const mail = (password: string) => ({ smtpUrl: `smtp://u:${password}@mail.example/`, from: 'a@example.com' });
    await deployment.patch('one', { mail: mail('password-one'), defaultLimit: 5 });
    await deployment.patch('two', { mail: mail('password-one') });
    const differences = async () => (await ask(config.compareSettings, 'one', { other: 'two' })).differences;
    expect(await differences()).toEqual([{ name: 'defaultLimit', value: 5, other: 100 }]);
    await deployment.patch('two', { mail: mail('password-two') });
    const found = await differences();
    expect(found.map(({ name }) => name).sort()).toEqual(['defaultLimit', 'mail']);
    expect(JSON.stringify(found)).not.toMatch(/password-one|password-two/);
    await expect(ask(config.compareSettings, 'one', { other: 'none' })).rejects.toMatchObject({ code: 101 });
  });
});
