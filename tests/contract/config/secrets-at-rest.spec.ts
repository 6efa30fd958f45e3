import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_SETTINGS, rotateSecrets } from '@parlance/config';
import { config } from '@parlance/contracts';
import { loadSettings } from '@parlance/settings';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigDeployment } from './config-service.ts';

const SECRETS = [
  'the-master-key',
  'the-rest-key',
  'the-javascript-key',
  'database-password',
  'mail-password',
  'github-secret',
  'twitter-secret',
];
const [master, rest, javascript, database, mail, github, twitter] = SECRETS as [string, string, string, string, string, string, string];
const APP = {
  id: 'game',
  keys: { master: [master, 'the-next-master-key'], rest, javascript },
  database: { uri: `mongodb://user:${database}@db.example/`, name: 'game' },
  settings: { auth: { github: { clientId: 'ours', clientSecret: github }, twitter: { consumer_key: 'k', consumer_secret: twitter } } },
};
const PATCH = { mail: { smtpUrl: `smtp://mailer:${mail}@mail.example/`, from: 'a@example.com' } };
const key = (fill: string) => Buffer.alloc(32, fill).toString('base64');

let deployment: ConfigDeployment;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
  deployment.declare({ apps: [APP] });
});
afterEach(() => deployment.close());

/** Everything in the control database, as a dump of it would show. */
async function dump(): Promise<string> {
  const control = await deployment.control();
  const documents = await Promise.all(
    (await control.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => control.collection(name).find().toArray()),
  );
  return JSON.stringify(documents);
}

const keyIds = async () => [...new Set((await dump()).match(/"keyId":"[0-9a-f]+"/g))];
const environment = (keys: string) => ({ PARLANCE_SECRETS_KEY: keys });
const asAuthSees = async () => (await deployment.call(config.appForAuth, { appId: 'game' })).app?.settings;

async function rotate(keys: string): Promise<readonly string[]> {
  const said: string[] = [];
  await rotateSecrets(loadSettings(CONFIG_SETTINGS, { ...deployment.environment, ...environment(keys) }), (line) => void said.push(line));
  return said;
}

/** Puts the app of the file there as a version without encryption did. */
async function storeInClear(): Promise<void> {
  const control = await deployment.control();
  const { id, keys, ...rest } = APP;
  await control.collection<{ _id: string }>('apps').insertOne({
    _id: id,
    name: id,
    enabled: true,
    version: 1,
    ...rest,
    database: { ...rest.database, collectionPrefix: '' },
    databaseClaim: 'claim',
    keys: { ...keys, rest: [keys.rest], javascript: [keys.javascript] },
    settings: PATCH,
    declared: { file: 'apps.json', digest: 'of another version', settings: APP.settings },
    createdAt: new Date(),
    updatedAt: new Date(),
  } as never);
  await control.collection('audit').insertOne({
    at: new Date(),
    app: id,
    action: 'settings-patched',
    who: 'master',
    from: 'request-0',
    changes: [
      { name: 'settings.mail', before: null, after: PATCH.mail },
      { name: 'settings.maxLimit', before: null, after: 5 },
    ],
  });
}

describe('secrets in the control database', () => {
  it('SEC-39 are encrypted: of the file, of a PATCH, in the audit', async () => {
    await deployment.start('split');
    await deployment.patch('game', PATCH);
    const stored = await dump();
    for (const secret of SECRETS) expect(stored).not.toContain(secret);
    expect(stored).toContain('settings.mail.smtpUrl');
    expect((await deployment.storage('game')).database.uri).toBe(APP.database.uri);
    expect(await asAuthSees()).toMatchObject({ ...APP.settings, ...PATCH });
    expect(statSync(join(deployment.folder, 'secrets.key')).mode & 0o777).toBe(0o600);
    expect(deployment.logs.filter((line) => line.includes('A key for the secrets of apps was made'))).toHaveLength(1);
    for (const secret of SECRETS) expect(deployment.logs.join('\n')).not.toContain(secret);
  });

  it('that an older version stored in clear are read, and encrypted at the next start', async () => {
    await storeInClear();
    await deployment.start('split', { PARLANCE_APPS_FILE: '' });
    expect(await asAuthSees()).toMatchObject({ ...APP.settings, ...PATCH });
    const stored = await dump();
    for (const secret of SECRETS) expect(stored).not.toContain(secret);
    expect((await deployment.access('game')).version).toBe(1);
    const entry = await (await deployment.control()).collection('audit').findOne({ from: 'request-0' });
    expect(entry?.['changes']).toEqual([
      { name: 'settings.mail', before: null, after: { smtpUrl: { isSet: true }, from: 'a@example.com' } },
      { name: 'settings.maxLimit', before: null, after: 5 },
    ]);
  });

  it('are the same for every replica that starts with the same key', async () => {
    await Promise.all([1, 2, 3].map(() => deployment.start('split')));
    await deployment.patch('game', PATCH);
    for (let ask = 0; ask < 10; ask++) expect(await asAuthSees()).toMatchObject(PATCH);
    expect(await keyIds()).toHaveLength(1);
  });
});

describe('a rotation of keys', () => {
  it('encrypts all secrets with the first key, once, and leaves the second without use', async () => {
    await deployment.start('split', environment(key('old')));
    await deployment.patch('game', PATCH);
    const [before] = await keyIds();
    const said = await rotate(`${key('new')} ${key('old')}`);
    expect(said.join('\n')).toMatch(/ {2}game: 8 encrypted anew\.\nDone: 1 apps with 8 secrets; 8 in 1 apps were encrypted anew\./);
    expect(await keyIds()).not.toContain(before);
    expect(await keyIds()).toHaveLength(1);
    const stored = await dump();
    expect((await rotate(key('new'))).join('\n')).toContain('0 in 0 apps were encrypted anew');
    expect(await dump()).toBe(stored);
    await deployment.start('split', environment(key('new')));
  });

  it('encrypts secrets in clear, too', async () => {
    await storeInClear();
    expect((await rotate(key('new'))).join('\n')).toMatch(/8 in 1 apps were encrypted anew\.\n1 entries of the audit were redacted/);
    for (const secret of SECRETS) expect(await dump()).not.toContain(secret);
  });
});

describe('a lost key', () => {
  it('stops the start and the rotation with its id, and changes nothing', async () => {
    await deployment.start('split', environment(key('lost')));
    const stored = await dump();
    const [id] = (await keyIds()).map((member) => member.slice(9, -1));
    const expected = new RegExp(`The app "game" has secrets .* encrypted with the key ${id}, which this process does not have`);
    await expect(deployment.start('split', environment(key('other')))).rejects.toThrow(expected);
    await expect(rotate(key('other'))).rejects.toThrow(expected);
    expect(await dump()).toBe(stored);
  });

  it('is told of as well where no key was configured', async () => {
    await expect(deployment.start('split', { NODE_ENV: 'production', PARLANCE_DATA_FOLDER: '', PARLANCE_APPS_FILE: '' })).rejects.toThrow(
      /PARLANCE_SECRETS_KEY .*PARLANCE_DATA_FOLDER/,
    );
    writeFileSync(join(deployment.folder, 'secrets.key'), 'no key');
    await expect(deployment.start('split')).rejects.toThrow(/secrets\.key: key 1 must be 32 bytes/);
  });
});
