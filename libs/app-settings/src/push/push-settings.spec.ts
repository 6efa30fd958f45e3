import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { appSettings, DEFAULT_APP_SETTINGS } from '../app-settings.ts';
import { keepSecrets } from '../secrets/keep-secrets.ts';
import { redact } from '../secrets/redact.ts';
import { defaultSettingsFor, settingNamesOf } from '../slices.ts';
import { pushCredentials } from './push-credentials.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const P8 = ec.export({ type: 'pkcs8', format: 'pem' }).toString();
const SEC1 = ec.export({ type: 'sec1', format: 'pem' }).toString();
const CERT = '-----BEGIN CERTIFICATE-----\nMIIB+zCCAaGg\nAwIBAgI=\n-----END CERTIFICATE-----\n';
const TOKEN = { key: P8, keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' };
const ACCOUNT = {
  type: 'service_account',
  project_id: 'my-project-1',
  private_key_id: 'a',
  client_email: 'push@my-project-1.iam.example',
  private_key: P8,
  token_uri: 'https://evil.example',
};
const SID = 'ms-app://s-1-15-2-1234567890-1234567890-1234567890-1234567890-1234567890-1234567890-1234567890';
const VAPID = { subject: 'mailto:push@example.com', publicKey: 'B'.repeat(87), privateKey: 'a'.repeat(43) };

const schema = appSettings.shape.push;
const problems = (push: unknown) => schema.safeParse(push).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the credentials of push', () => {
  it("are taken in the shape of Parse Server's option, one entry or several", () => {
    const push = schema.parse({
      ios: [
        { token: TOKEN, topic: 'com.example.one', production: false },
        { cert: CERT, key: SEC1, passphrase: 'p', bundleId: 'com.example.two' },
      ],
      tvos: { firebaseServiceAccount: ACCOUNT },
      android: { firebaseServiceAccount: ACCOUNT },
      winrt: { packageSid: SID, clientSecret: 's', appIdentifier: 'Package' },
      web: { vapidDetails: VAPID },
    });
    const account = { provider: 'fcm', projectId: 'my-project-1', clientEmail: 'push@my-project-1.iam.example', privateKey: P8 };
    expect(pushCredentials(push)).toEqual([
      {
        ...{ provider: 'apns', kind: 'token', platform: 'ios', credential: 'ios-0', appIdentifier: 'com.example.one' },
        ...{ privateKey: P8, keyId: 'ABC123DEFG', teamId: 'DEF123GHIJ', production: false },
      },
      {
        ...{ provider: 'apns', kind: 'certificate', platform: 'ios', credential: 'ios-1', appIdentifier: 'com.example.two' },
        ...{ cert: CERT, key: SEC1, passphrase: 'p', production: true },
      },
      { ...account, platform: 'tvos', credential: 'tvos-0' },
      { ...account, platform: 'android', credential: 'android-0' },
      { provider: 'wns', platform: 'winrt', credential: 'winrt-0', appIdentifier: 'Package', clientId: SID, clientSecret: 's' },
      { provider: 'mpns', platform: 'winphone', credential: 'winphone-0' },
      { provider: 'webpush', platform: 'web', credential: 'web-0', ...VAPID },
    ]);
    expect(JSON.stringify(push)).not.toContain('evil');
  });

  it('are none at first, but for Windows Phones, which need none', () => {
    expect(pushCredentials(DEFAULT_APP_SETTINGS.push)).toEqual([{ provider: 'mpns', platform: 'winphone', credential: 'winphone-0' }]);
    expect(pushCredentials(schema.parse({ winphone: { enabled: false } }))).toEqual([]);
    const tenantId = '11111111-2222-3333-4444-555555555555';
    expect(pushCredentials(schema.parse({ winrt: [{ clientId: 'app', tenantId, clientSecret: 's' }] }))[0]).toMatchObject({
      clientId: 'app',
      tenantId,
    });
  });

  it.each<[string, unknown, string]>([
    ['a platform that there is not', { gcm: {} }, ': Unrecognized key: "gcm"'],
    ['no way to Apple', { ios: {} }, 'ios.0: expected exactly one of token, cert with key, and firebaseServiceAccount'],
    [
      'two ways to Apple',
      { ios: { token: TOKEN, firebaseServiceAccount: ACCOUNT } },
      'ios.0: expected exactly one of token, cert with key, and firebaseServiceAccount',
    ],
    ['a certificate without its key', { ios: { cert: CERT, topic: 'a' } }, 'ios.0.key: expected the key of the certificate'],
    ['a key without its certificate', { ios: { key: P8, topic: 'a' } }, 'ios.0.cert: expected the certificate of the key'],
    ['a certificate without its topic', { ios: { cert: CERT, key: P8 } }, 'ios.0.topic: expected the bundle id of the certificate'],
    ['two topics', { ios: { token: TOKEN, topic: 'a', bundleId: 'b' } }, 'ios.0.bundleId: expected the topic, or nothing'],
    [
      'the name of a key file',
      { ios: { token: { ...TOKEN, key: 'AuthKey.p8' } } },
      'ios.0.token.key: expected the text of the key file, which begins with -----BEGIN PRIVATE KEY-----',
    ],
    [
      'a key of the old form',
      { ios: { token: { ...TOKEN, key: SEC1 } } },
      'ios.0.token.key: expected the text of the key file, which begins with -----BEGIN PRIVATE KEY-----',
    ],
    [
      'a key id that is none',
      { ios: { token: { ...TOKEN, keyId: 'abc' } } },
      'ios.0.token.keyId: expected the 10 letters and digits of the key id',
    ],
    ['a file of certificates', { ios: { pfx: 'x.p12', topic: 'a' } }, 'ios.0: Unrecognized key: "pfx"'],
    [
      'a certificate that is none',
      { ios: { cert: 'cert.pem', key: P8, topic: 'a' } },
      'ios.0.cert: expected the text of the certificate, PEM; turn a .p12 file into one by openssl pkcs12',
    ],
    [
      'the older key of Google',
      { android: { senderId: '1', apiKey: 'k' } },
      'android.0.firebaseServiceAccount: Invalid input: expected object, received undefined',
    ],
    [
      'an account of no project',
      { android: { firebaseServiceAccount: { ...ACCOUNT, project_id: 'No Project' } } },
      'android.0.firebaseServiceAccount.project_id: expected the id of a project, such as my-project-1',
    ],
    [
      'a package SID that is none',
      { winrt: { packageSid: 's-1', clientSecret: 's' } },
      'winrt.0.packageSid: expected a package SID, ms-app://s-1-15-2-…',
    ],
    [
      'both kinds of ids at Microsoft',
      { winrt: { packageSid: SID, clientId: 'a', clientSecret: 's' } },
      'winrt.0: expected packageSid, or clientId with tenantId',
    ],
    [
      'an application without its tenant',
      { winrt: { clientId: 'a', clientSecret: 's' } },
      'winrt.0: expected packageSid, or clientId with tenantId',
    ],
    [
      'a key for browsers of another length',
      { web: { vapidDetails: { ...VAPID, publicKey: 'B' } } },
      'web.vapidDetails.publicKey: expected 65 bytes as base64url, 87 characters',
    ],
    [
      'nobody who answers for them',
      { web: { vapidDetails: { ...VAPID, subject: 'http://example.com' } } },
      'web.vapidDetails.subject: expected a mailto: or https: address of yours',
    ],
  ])('are refused with the member that is wrong and the right form: %s', (_, push, problem) => {
    expect(problems(push)).toContain(problem);
  });

  it('never quote a secret in a refusal', () => {
    const push = {
      ios: { token: { ...TOKEN, key: 'hidden-1' }, cert: 'x', key: 'hidden-2' },
      web: { vapidDetails: { ...VAPID, privateKey: 'hidden-3' } },
    };
    expect(problems(push).length).toBeGreaterThan(3);
    expect(problems(push).join()).not.toContain('hidden');
  });

  it('SEC-39 are shown to nobody, and kept when they come back as they were shown', () => {
    const push = schema.parse({
      ios: { token: TOKEN },
      android: { firebaseServiceAccount: ACCOUNT },
      winrt: { packageSid: SID, clientSecret: 'hush' },
      web: { vapidDetails: VAPID },
    });
    const shown = redact(schema, push);
    for (const hidden of [P8, 'hush', VAPID.privateKey]) expect(JSON.stringify(shown)).not.toContain(JSON.stringify(hidden).slice(1, -1));
    expect(shown).toMatchObject({
      ios: [{ token: { key: { isSet: true }, keyId: 'ABC123DEFG' } }],
      android: [{ firebaseServiceAccount: { private_key: { isSet: true }, project_id: 'my-project-1' } }],
      winrt: [{ clientSecret: { isSet: true } }],
      web: { vapidDetails: { privateKey: { isSet: true } } },
    });
    expect(keepSecrets(schema, shown, push)).toEqual({ value: push, missing: [] });
    expect(JSON.stringify(redact(schema, { ios: { token: TOKEN } }))).not.toContain('BEGIN'); // one entry, as it was sent
  });

  it('SEC-39 are learnt by push and by the workers alone, and the rights by push', () => {
    for (const service of ['gateway', 'data', 'auth', 'files', 'analytics'] as const) expect(settingNamesOf(service)).not.toContain('push');
    expect(settingNamesOf('workers')).toEqual(['push', 'jobs']);
    expect(defaultSettingsFor('push')).toMatchObject({
      clientPushEnabled: false,
      restPushEnabled: false,
      pushLimits: { clientPushesPerMinute: 10, transactionalRecipients: 10_000 },
      push: { frequencyCap: [] },
    });
  });
});
