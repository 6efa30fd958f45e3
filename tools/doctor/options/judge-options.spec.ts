import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appsFileOf } from '../apps-file.ts';
import { judgeOptions } from './judge-options.ts';
import { OldOptions, OptionsError, readOptions } from './old-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const judged = (values: Record<string, unknown>) => judgeOptions(new OldOptions(join(folder, 'options.json'), values));
const told = (values: Record<string, unknown>) => judged(values).findings.map(({ id, about, level }) => `${level} ${id} ${about}`);

describe('options of Parse Server', () => {
  it('keep their names and values where they are settings, in the forms of variables too', () => {
    const { settings } = judged({
      allowClientClassCreation: 'true',
      maxLimit: '500',
      allowOrigin: 'https://a.example,https://b.example',
      maxUploadSize: '30mb',
      idempotencyOptions: { paths: ['classes/.*'], ttl: 60 },
      accountLockout: '{"threshold":3,"duration":5}',
    });
    expect(settings).toMatchObject({
      allowClientClassCreation: true,
      maxLimit: 500,
      allowOrigin: ['https://a.example', 'https://b.example'],
      maxUploadSize: '30mb',
      idempotency: { paths: ['classes/.*'], ttl: 60 },
      accountLockout: { threshold: 3, duration: 5 },
      extendSessionOnUse: false,
    });
  });

  it.each([
    [{ liveQuery: { classNames: ['A'] } }, 'act option-without-setting liveQuery'],
    [{ requestComplexity: { includeDepth: 3 } }, 'differs option-without-setting requestComplexity'],
    [{ cacheTTL: 100 }, 'note option-without-setting cacheTTL'],
    [{ passwordPolicy: { validatorCallback: { $function: 'check' } } }, 'act callback passwordPolicy.validatorCallback'],
    [{ verifyUserEmails: { $function: 'f' } }, 'act callback verifyUserEmails'],
    [{ auth: { spotify: { appIds: ['a'] } } }, 'act auth-function auth.spotify'],
    [{ auth: { google: { module: './google.js' } } }, 'act auth-options auth.google'],
    [{ auth: { google: { id: 'x' } } }, 'act auth-options auth.google'],
    [{ auth: { 'my-own': {} } }, 'act auth-name auth.my-own'],
    [{ filesAdapter: { module: '@parse/s3-files-adapter' } }, 'act option-without-setting filesAdapter'],
    [{ push: { adapter: { $instance: 'Push' } } }, 'act option-without-counterpart push.adapter'],
    [{ defaultLimit: 'many' }, 'act option-refused defaultLimit'],
    [{ cloud: './absent.js' }, 'act cloud-code cloud'],
    [{ nobodyKnows: 1 }, 'note unknown-option nobodyKnows'],
    [{ readOnlyMasterKey: 'x' }, 'differs other-default readOnlyMasterKeyIps'],
  ])('%j is told: %s', (values, finding) => {
    expect(told(values)).toContain(finding);
  });

  it.each([
    { mountGraphQL: false },
    { directAccess: true },
    { mountPath: '/parse' },
    { liveQuery: {} },
    { masterKey: 'x' },
    { appName: 'x' },
  ])('%j is told of nothing', (values) => {
    expect(told(values).filter((finding) => !finding.includes('other-default'))).toEqual([]);
  });

  it('never quote a value that does not fit', () => {
    expect(JSON.stringify(judged({ auth: { facebook: { appIds: 5, appSecret: 'the-secret' } }, push: 'the-secret' }))).not.toContain(
      'the-secret',
    );
  });
});

describe('the apps file', () => {
  it('refers to variables for keys and secrets, and holds everything else', () => {
    const options = new OldOptions(join(folder, 'options.json'), {
      appId: 'game',
      masterKey: 'the-master-key',
      restAPIKey: 'the-rest-key',
      encryptionKey: 'the-encryption-key',
      auth: { facebook: { appIds: ['1'], appSecret: 'the-app-secret' } },
    });
    const database = { name: 'game', prefix: 'old_', uri: 'mongodb://u:the-password@h/game' };
    const parts = { options, judged: judgeOptions(options), database, settings: { classQuota: 4_000 } };
    const { file: written, variables } = appsFileOf({ ...parts, withSecrets: false });
    expect(JSON.stringify(written)).not.toMatch(/the-/);
    expect(written.apps[0]).toMatchObject({
      id: 'game',
      keys: { master: { env: 'PARSE_SERVER_MASTER_KEY' }, rest: { env: 'PARSE_SERVER_REST_API_KEY' } },
      database: { uri: { env: 'PARSE_SERVER_DATABASE_URI' }, name: 'game', collectionPrefix: 'old_' },
      settings: { classQuota: 4_000, encryptionKey: { env: 'PARSE_SERVER_ENCRYPTION_KEY' }, auth: { facebook: { appIds: ['1'] } } },
    });
    expect(variables).toHaveProperty('PARSE_SERVER_AUTH_FACEBOOK_APP_SECRET', 'settings.auth.facebook.appSecret');
    expect(JSON.stringify(appsFileOf({ ...parts, withSecrets: true }).file)).toContain('the-app-secret');
  });
});

describe('a file of options', () => {
  it('may be a module, whose functions and adapters are told as such, and which can write nothing', async () => {
    const path = file(
      'options.mjs',
      `import { writeFileSync } from 'node:fs';
       class S3Adapter {}
       let wrote = true;
       try { writeFileSync(${JSON.stringify(join(folder, 'written.txt'))}, 'x'); } catch { wrote = false; }
       console.log('starting');
       export default { appId: 'game', wrote, filesAdapter: new S3Adapter(), verifyUserEmails: function isNew() {}, passwordPolicy: { validatorPattern: /^.{8,}$/ } };`,
    );
    const options = await readOptions(path);
    expect(options.value('wrote')).toBe(false);
    expect(options.value('filesAdapter')).toEqual({ $instance: 'S3Adapter' });
    expect(options.value('verifyUserEmails')).toEqual({ $function: 'isNew' });
    expect(() => readFileSync(join(folder, 'written.txt'))).toThrow('ENOENT');
    expect(judgeOptions(options).settings).toMatchObject({ verifyUserEmails: { function: 'verifyUserEmails' } });
  });

  it.each([
    ['absent.json', undefined, 'cannot be read'],
    ['text.json', 'hello', 'is no JSON'],
    ['list.json', '[1]', 'holds no object'],
    ['two.json', '{"apps":[{},{}]}', 'declares 2 apps'],
    ['broken.mjs', 'throw new Error("the-secret")', 'exports no options'],
  ])('%s is told in plain words', async (name, text, words) => {
    const path = text === undefined ? join(folder, name) : file(name, text);
    const fault = await readOptions(path).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(OptionsError);
    expect((fault as Error).message).toContain(words);
    expect((fault as Error).message).not.toContain('the-secret');
  });

  it('may declare one app as the list of apps', async () => {
    expect((await readOptions(file('one.json', '{"apps":[{"appId":"game"}]}'))).value('appId')).toBe('game');
  });
});
