import { describe, expect, it } from 'vitest';
import { appSettings } from '../app-settings.ts';
import { keepSecrets } from './keep-secrets.ts';
import { redact, SECRET_IS_SET, secretsIn } from './redact.ts';

const SMTP = 'smtp://mailer:the-password@mail.example/';
const settings = appSettings.parse({
  mail: { smtpUrl: SMTP, from: 'a@example.com' },
  auth: {
    twitter: {
      consumer_key: 'one',
      consumer_secret: 'secret-one',
      furtherApplications: [
        { consumer_key: 'two', consumer_secret: 'secret-two' },
        { consumer_key: 'three', consumer_secret: 'secret-three' },
      ],
    },
    mfa: { options: ['SMS'], sms: { url: 'https://hook.example/T000', key: 'secret-key' } },
  },
});
const shown = redact(appSettings, settings);

describe('redacted settings', () => {
  it('show of each secret that it is set, and everything else', () => {
    expect(shown).toEqual({
      ...settings,
      mail: { ...settings.mail, smtpUrl: { isSet: true } },
      auth: {
        ...settings.auth,
        twitter: {
          ...settings.auth.twitter,
          consumer_secret: { isSet: true },
          furtherApplications: [
            { consumer_key: 'two', consumer_secret: { isSet: true } },
            { consumer_key: 'three', consumer_secret: { isSet: true } },
          ],
        },
        mfa: { ...settings.auth.mfa, sms: { url: { isSet: true }, key: { isSet: true }, lifeSeconds: 300 } },
      },
    });
    expect(JSON.stringify(shown)).not.toMatch(/secret-|the-password|T000/);
  });

  it('show nothing of a value that does not fit, where a secret could be in it', () => {
    const unfit = { mail: SMTP, auth: { facebook: ['the-secret'], unknown: 'the-secret' }, ofTomorrow: 'the-secret', maxLimit: 'many' };
    expect(redact(appSettings, unfit)).toEqual({
      mail: SECRET_IS_SET,
      auth: { facebook: SECRET_IS_SET, unknown: SECRET_IS_SET },
      ofTomorrow: SECRET_IS_SET,
      maxLimit: 'many',
    });
  });

  it('leave out secrets that are not set', () => {
    expect(redact(appSettings, appSettings.parse({}))).toEqual(appSettings.parse({}));
  });

  it('name the places of secrets', () => {
    expect([...secretsIn(appSettings, settings)]).toContainEqual(['auth.twitter.furtherApplications.1.consumer_secret', 'secret-three']);
    expect([...secretsIn(appSettings, settings)]).toContainEqual(['mail.smtpUrl', SMTP]);
  });
});

describe('settings that come back as they were shown', () => {
  const kept = (sent: unknown, stored: unknown = settings) => keepSecrets(appSettings, sent, stored);

  it('keep all secrets', () => {
    expect(kept(shown)).toEqual({ value: settings, missing: [] });
  });

  it('change a secret where a new one is sent, and drop it where none is', () => {
    expect(kept({ mail: { smtpUrl: 'smtp://new.example' } }).value).toEqual({ mail: { smtpUrl: 'smtp://new.example' } });
    expect(kept({ mail: { from: 'b@example.com' } }).value).toEqual({ mail: { from: 'b@example.com' } });
  });

  it('keep the secrets of elements that moved, by what is shown of them', () => {
    const sent = { auth: { twitter: { furtherApplications: [{ consumer_key: 'three', consumer_secret: SECRET_IS_SET }] } } };
    const expected = { auth: { twitter: { furtherApplications: [{ consumer_key: 'three', consumer_secret: 'secret-three' }] } } };
    expect(kept(sent)).toEqual({ value: expected, missing: [] });
  });

  it('tell of places where no secret is stored, so that nobody is left without one by mistake', () => {
    const changed = { furtherApplications: [{ consumer_key: 'four', consumer_secret: SECRET_IS_SET }] };
    expect(kept({ auth: { twitter: changed } }).missing).toEqual(['auth.twitter.furtherApplications.0.consumer_secret']);
    expect(kept({ mail: { smtpUrl: SECRET_IS_SET } }, {}).missing).toEqual(['mail.smtpUrl']);
    expect(kept({ mail: { smtpUrl: SECRET_IS_SET } }, { mail: { smtpUrl: { a: 1 } } }).missing).toEqual(['mail.smtpUrl']);
  });
});
