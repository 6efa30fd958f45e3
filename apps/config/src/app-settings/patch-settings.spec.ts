import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { assertMayChange } from './assert-may-change.ts';
import { patchSettings } from './patch-settings.ts';

const refusal = (changes: Record<string, unknown>, declared: Record<string, unknown> = {}): ParseError => {
  try {
    patchSettings({ settings: {}, declared: { file: 'apps.json', digest: '', settings: declared } }, changes);
  } catch (error) {
    if (error instanceof ParseError) return error;
  }
  throw new Error('It was not refused.');
};

describe('patchSettings', () => {
  it('sets, keeps, and puts back to the default', () => {
    const before = { settings: { maxLimit: 5, defaultLimit: 7 } };
    expect(patchSettings(before, { defaultLimit: null, batchLimit: 60 })).toEqual({ maxLimit: 5, batchLimit: 60 });
    expect(patchSettings(before, { maxLimit: null, batchLimit: 60 })).toEqual({ maxLimit: null, defaultLimit: 7, batchLimit: 60 });
    expect(before.settings).toEqual({ maxLimit: 5, defaultLimit: 7 });
  });

  it('keeps null where it is a value, and puts back by an operation', () => {
    const before = { settings: { accountLockout: { threshold: 3, duration: 5, unlockOnPasswordReset: false, growth: false } } };
    expect(patchSettings(before, { accountLockout: null, logInThrottle: null })).toEqual({ accountLockout: null, logInThrottle: null });
    expect(patchSettings(before, { accountLockout: { __op: 'Delete' }, maxLimit: { __op: 'Delete' } })).toEqual({});
    expect(refusal({ accountLockout: { __op: 'Add' } }).message).toMatch(/^accountLockout: /);
    expect(refusal({ noSuchSetting: { __op: 'Delete' } }).message).toMatch(/^noSuchSetting: there is no such setting/);
  });

  it('completes a setting that is an object', () => {
    expect(patchSettings({ settings: {} }, { idempotency: { paths: ['classes/.*'] } })).toEqual({
      idempotency: { paths: ['classes/.*'], ttl: 300 },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['maxLimit', 0, /^maxLimit: .*>0/],
    ['defaultLimit', -1, /^defaultLimit: .*>0/],
    ['allowClientClassCreation', 'true', /^allowClientClassCreation: .*boolean/],
    ['masterKeyIps', ['10.0.0.0/40'], /^masterKeyIps\.0: expected an address or a range/],
    ['masterKeyIps', '127.0.0.1', /^masterKeyIps: .*array/],
    ['allowHeaders', [''], /^allowHeaders\.0: /],
    ['idempotency', { ttl: 0 }, /^idempotency\.ttl: .*>0/],
    ['idempotency', { paths: ['('] }, /^idempotency\.paths\.0: expected a regular expression/],
    ['idempotency', { path: [] }, /^idempotency: .*"path"/],
    ['objectIdSize', 9, /^objectIdSize: .*>=10/],
    ['batchLimit', 1_001, /^batchLimit: .*<=1000/],
    ['noSuchSetting', null, /^noSuchSetting: there is no such setting/],
    ['__proto__', 1, /^__proto__: there is no such setting/],
  ])('SET-01 refuses %s: %j with 107 and says what is right', (name, value, expected) => {
    const error = refusal(Object.fromEntries([[name, value]]));
    expect(error.code).toBe(107);
    expect(error.message).toMatch(expected);
  });

  it('tells about every bad member at once', () => {
    expect(refusal({ maxLimit: 'a', batchLimit: 'b', defaultLimit: 5 }).message).toMatch(/maxLimit: .* batchLimit: /);
  });

  it('refuses what the apps file declares, naming the file, also to put it back', () => {
    for (const value of [9, null]) {
      const error = refusal({ maxLimit: value, defaultLimit: 5 }, { maxLimit: 5 });
      expect(error.kind).toBe('OperationForbidden');
      expect(error.message).toBe('maxLimit: declared in apps.json; change it there.');
    }
  });

  it('SEC-39 keeps a secret that comes back as it was shown', () => {
    const settings = { mail: { smtpUrl: 'smtp://u:the-password@mail.example', templates: {} } };
    const next = patchSettings({ settings }, { mail: { smtpUrl: { isSet: true }, from: 'a@example.com' } });
    expect(next['mail']).toMatchObject({ smtpUrl: 'smtp://u:the-password@mail.example', from: 'a@example.com' });
    expect(refusal({ mail: { smtpUrl: { isSet: true } } }).message).toBe(
      'mail.smtpUrl: no secret is stored there that could stay; send it.',
    );
  });

  it.each<[Record<string, unknown>]>([
    [{ mail: { smtpUrl: 'http://u:the-secret@mail.example' } }],
    [{ mail: { smtpUrl: ['the-secret'] } }],
    [{ mail: 'the-secret' }],
    [{ auth: { github: { clientId: 'ours', clientSecret: { is: 'the-secret' } } } }],
    [{ auth: { github: { clientId: 'ours', clientSecret: `the-secret${'x'.repeat(2_000)}` } } }],
    [{ auth: { mfa: { options: ['SMS'], sms: { url: 'ftp://the-secret', key: 'the-secret', lifeSeconds: 'the-secret' } } } }],
    [{ auth: { twitter: { consumer_key: 'k', consumer_secret: null, furtherApplications: 'the-secret' } } }],
  ])('SEC-39 refuses %j without repeating the secret', (changes) => {
    expect(refusal(changes).message).not.toContain('the-secret');
  });
});

describe('settings of the deployment', () => {
  const before = { quotas: { objects: { soft: null, hard: 5 } }, maxLimit: 5 };
  const raised = { ...before, quotas: { objects: { soft: null, hard: 50 } } };
  const author = { id: '1', name: 'Ada', address: '' };
  const OF_ADMINISTRATORS = 'quotas: administrators of the deployment change this.';

  it('are changed by administrators and their tokens', () => {
    for (const kind of ['administrator', 'token'] as const) {
      expect(() => assertMayChange(before, raised, { author: { kind, ...author } })).not.toThrow();
    }
  });

  it('cannot be changed, set or removed with the master key, which changes all others', () => {
    for (const context of [{}, { author: { kind: 'masterKey' as const, ...author } }]) {
      for (const after of [raised, { maxLimit: 5 }])
        expect(() => assertMayChange(before, after, context)).toThrow(expect.objectContaining({ code: 119, message: OF_ADMINISTRATORS }));
      expect(() => assertMayChange({}, raised, context)).toThrow(OF_ADMINISTRATORS);
      expect(() => assertMayChange(before, { ...before, maxLimit: 6 }, context)).not.toThrow();
      expect(() => assertMayChange({}, { quotas: DEFAULT_APP_SETTINGS.quotas }, context)).not.toThrow();
    }
  });
});
