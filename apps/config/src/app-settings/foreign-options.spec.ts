import { describe, expect, it } from 'vitest';
import { checkSetting } from './check-settings.ts';

/** Options of Parse Server that have another name or place here, and the words that the answer holds. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  idempotencyOptions: 'the setting idempotency.',
  emailAdapter: 'the setting mail.',
  customPages: 'pages.customUrls.',
  userSensitiveFields: 'the setting protectedFields.',
  appId: 'declared as id ',
  appName: 'declared as name ',
  masterKey: 'keys.master ',
  readOnlyMasterKey: 'keys.readOnlyMaster ',
  restAPIKey: 'keys.rest ',
  databaseURI: 'database.uri ',
  collectionPrefix: 'database.collectionPrefix ',
  trustProxy: 'PARLANCE_TRUSTED_PROXY_HOPS ',
  cacheTTL: 'PARLANCE_DATA_CACHE_TTL_MS ',
  port: 'PARLANCE_PORT ',
  mountPath: 'PARLANCE_MOUNT ',
  logLevel: 'PARLANCE_LOG_LEVEL ',
  cloud: 'declared as cloud ',
  webhookKey: 'keys.webhook ',
};

describe('options in the words of Parse Server', () => {
  it.each(Object.entries(ELSEWHERE))('%s is answered with "%s"', (name, words) => {
    expect(checkSetting(name, {})).toMatchObject({ ok: false, message: expect.stringContaining(words) });
  });

  it('a name that nobody knows is no option of Parse Server', () => {
    for (const name of ['nobodyKnowsThis', 'toString', '__proto__']) {
      expect(checkSetting(name, {})).toEqual({ ok: false, message: `${name}: there is no such setting.` });
    }
  });

  it('maxUploadSize is read as Parse Server reads it', () => {
    expect(checkSetting('maxUploadSize', '30mb')).toEqual({ ok: true, value: 30 * 1024 ** 2 });
    expect(checkSetting('maxUploadSize', 'much')).toMatchObject({ ok: false });
    expect(checkSetting('maxUploadSize', '3gb')).toMatchObject({ ok: false });
  });
});
