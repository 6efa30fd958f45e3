import { DEFAULT_APP_SETTINGS, defaultSettingsFor } from '@parlance/app-settings';
import { config } from '@parlance/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigDeployment, MODES } from './config-service.ts';

let deployment: ConfigDeployment;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
  deployment.declare({ apps: [{ id: 'game', settings: { maxLimit: 7 } }, { id: 'other' }] }); // prettier-ignore
});
afterEach(() => deployment.close());

describe.each(MODES)('config.patch-settings, %s', (mode) => {
  beforeEach(() => deployment.start(mode));

  it('SET-01 changes, answers with all settings, raises the version and tells everybody', async () => {
    const { settings } = await deployment.patch('game', { defaultLimit: 5, idempotency: { paths: ['classes/'] } });
    expect(settings).toEqual({ ...DEFAULT_APP_SETTINGS, maxLimit: 7, defaultLimit: 5, idempotency: { paths: ['classes/'], ttl: 300 } });
    expect(await deployment.shown('game')).toEqual(settings);
    expect(await deployment.access('game')).toMatchObject({ version: 2, settings: { idempotency: { paths: ['classes/'], ttl: 300 } } });
    expect((await deployment.storage('game')).settings).toMatchObject({ maxLimit: 7, defaultLimit: 5 });
    await vi.waitFor(() => expect(deployment.events).toContainEqual({ app: 'game', version: 2 }), 10_000);
    expect(await deployment.access('other')).toMatchObject({ version: 1, settings: defaultSettingsFor('gateway') });
  });

  it('puts a setting back to its default with null', async () => {
    await deployment.patch('game', { defaultLimit: 5, batchLimit: 60 });
    const { settings } = await deployment.patch('game', { defaultLimit: null });
    expect(settings).toEqual({ ...DEFAULT_APP_SETTINGS, maxLimit: 7, batchLimit: 60 });
  });

  it('changes nothing, tells nobody and audits nothing when one member is bad or nothing differs', async () => {
    await expect(deployment.patch('game', { defaultLimit: 5, batchLimit: 'many' })).rejects.toMatchObject({
      kind: 'InvalidJson',
      message: expect.stringMatching(/^batchLimit: .*number/),
    });
    await expect(deployment.patch('game', { noSuch: 1 })).rejects.toMatchObject({
      code: 107,
      message: 'noSuch: there is no such setting.',
    });
    await deployment.patch('game', { defaultLimit: null });
    await deployment.patch('game', {});
    expect((await deployment.access('game')).version).toBe(1);
    await deployment.bus.flush();
    expect(deployment.events.filter(({ version }) => version > 1)).toEqual([]);
    expect(await (await deployment.control()).collection('audit').countDocuments({ action: 'settings-patched' })).toBe(0);
  });

  it('refuses settings that the apps file declares with a text that names the file', async () => {
    for (const value of [9, null]) {
      await expect(deployment.patch('game', { defaultLimit: 5, maxLimit: value })).rejects.toMatchObject({
        kind: 'OperationForbidden',
        message: 'maxLimit: declared in apps.json; change it there.',
      });
    }
    expect(await deployment.shown('game')).toMatchObject({ maxLimit: 7, defaultLimit: 100 });
  });

  it.each([
    [{ kind: 'public' }, 'MasterKeyRequired'],
    [{ kind: 'user', userId: 'u', roles: ['admin'] }, 'MasterKeyRequired'],
    [{ kind: 'maintenance' }, 'MasterKeyRequired'],
    [{ kind: 'readOnlyMaster' }, 'OperationForbidden'],
  ] as const)('SEC-38 refuses %j', async (identity, kind) => {
    await expect(deployment.patch('game', { defaultLimit: 5 }, identity)).rejects.toMatchObject({ kind });
    expect((await deployment.access('game')).version).toBe(1);
  });

  it.each([{ kind: 'public' }, { kind: 'user', userId: 'u', roles: ['admin'] }, { kind: 'maintenance' }] as const)(
    'SEC-38 does not show settings to %j',
    async (identity) => {
      await expect(deployment.shown('game', identity)).rejects.toMatchObject({ kind: 'MasterKeyRequired' });
    },
  );

  it('shows settings to the read-only master key', async () => {
    expect(await deployment.shown('game', { kind: 'readOnlyMaster' })).toEqual({ ...DEFAULT_APP_SETTINGS, maxLimit: 7 });
    await expect(deployment.shown('none')).rejects.toMatchObject({ kind: 'InvalidApiKey' });
  });

  it('SEC-39 shows of secrets that they are set, to both master keys, and takes that back without losing them', async () => {
    const smtpUrl = 'smtp://mailer:the-password@mail.example/';
    const { settings } = await deployment.patch('game', { mail: { smtpUrl, from: 'a@example.com' } });
    expect(settings['mail']).toMatchObject({ smtpUrl: { isSet: true }, from: 'a@example.com' });
    expect((await deployment.shown('game', { kind: 'readOnlyMaster' }))['mail']).toEqual(settings['mail']);
    const { maxLimit: _declared, ...own } = settings;
    await deployment.patch('game', { ...own, mail: { ...(own['mail'] as object), from: 'b@example.com' } });
    const { app } = await deployment.call(config.appForAuth, { appId: 'game' });
    expect(app?.settings.mail).toMatchObject({ smtpUrl, from: 'b@example.com' });
    const audit = await (await deployment.control()).collection('audit').find().toArray();
    expect(JSON.stringify(audit)).not.toContain('the-password');
    expect(JSON.stringify(audit)).toContain('"settings.mail.smtpUrl"');
    expect(deployment.logs.join('\n')).not.toContain('the-password');
  });

  it('refuses an app that does not exist', async () => {
    await expect(deployment.patch('none', { defaultLimit: 5 })).rejects.toMatchObject({ kind: 'InvalidApiKey', message: 'unauthorized' });
  });

  it('SEC-39 writes the author, the time, the address and the members of a change', async () => {
    const before = new Date();
    await deployment.patch('game', { defaultLimit: 5 });
    const entry = await (await deployment.control()).collection('audit').findOne({ action: 'settings-patched' });
    expect(entry).toMatchObject({
      app: 'game',
      who: 'master',
      from: 'request-1',
      changes: [{ name: 'settings.defaultLimit', before: null, after: 5 }],
    });
    expect(entry?.['at'].getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('loses none of several changes made at once', async () => {
    const names = ['defaultLimit', 'batchLimit', 'requestDeadlineMs', 'queryTimeoutMs', 'objectIdSize'];
    const values = [50, 51, 200, 201, 12];
    await Promise.all(names.map((name, index) => deployment.patch('game', { [name]: values[index] })));
    const settings = await deployment.shown('game');
    expect((await deployment.access('game')).version).toBe(6);
    expect(names.map((name) => settings[name])).toEqual(values);
    await vi.waitFor(() => expect(deployment.events.filter(({ app, version: of }) => app === 'game' && of > 1)).toHaveLength(5), 10_000);
  });
});

it('SET-01 a change through one replica is the answer of every replica', async () => {
  await deployment.start('split');
  await deployment.start('split');
  await deployment.patch('game', { defaultLimit: 5 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => deployment.call(config.appForData, { appId: 'game' })));
  for (const { app } of answers) expect(app?.settings.defaultLimit).toBe(5);
});
