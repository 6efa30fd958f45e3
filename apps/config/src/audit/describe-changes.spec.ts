import { expect, it } from 'vitest';
import { describeChanges, type AuditedParts } from './describe-changes.ts';

const before: AuditedParts = {
  name: 'Game',
  enabled: true,
  database: { uri: 'mongodb://u:old-password@a/', name: 'game', collectionPrefix: '' },
  keys: { master: ['old-master'], rest: ['same'] },
  settings: { maxLimit: 5 },
};

it('SEC-39 SET-05 tells what changed, and of keys and addresses only that they did', () => {
  const after: AuditedParts = {
    ...before,
    name: 'Games',
    database: { uri: 'mongodb://u:new-password@a/', name: 'game', collectionPrefix: 'g_' },
    keys: { master: ['new-master'], rest: ['same'], client: ['new-client'] },
    settings: { defaultLimit: 7, auth: { facebook: { appIds: ['1'], appSecret: 'new-client-secret' } } },
    declared: { file: 'apps.json', digest: 'd', settings: { classicLimits: true } },
  };
  const changes = describeChanges(before, after);
  expect(changes).toEqual([
    { name: 'name', before: 'Game', after: 'Games' },
    { name: 'database.collectionPrefix', before: '', after: 'g_' },
    { name: 'database.uri' },
    { name: 'keys.client' },
    { name: 'keys.master' },
    { name: 'settings.auth', before: null, after: { facebook: { appIds: ['1'], appSecret: { isSet: true } } } },
    { name: 'settings.defaultLimit', before: null, after: 7 },
    { name: 'settings.maxLimit', before: 5, after: null },
    { name: 'settings.auth.facebook.appSecret' },
    { name: 'declared.classicLimits', before: null, after: true },
  ]);
  expect(JSON.stringify(changes)).not.toMatch(/password|old-master|new-master|new-client/);
});

it('SEC-39 tells of a secret that changed, and never what it was or is', () => {
  const smtp = (password: string, from: string) => ({ ...before, settings: { mail: { smtpUrl: `smtp://u:${password}@a.example`, from } } });
  expect(describeChanges(smtp('old', 'a@example.com'), smtp('new', 'a@example.com'))).toEqual([{ name: 'settings.mail.smtpUrl' }]);
  expect(describeChanges(smtp('old', 'a@example.com'), smtp('old', 'b@example.com'))).toEqual([
    {
      name: 'settings.mail',
      before: { smtpUrl: { isSet: true }, from: 'a@example.com' },
      after: { smtpUrl: { isSet: true }, from: 'b@example.com' },
    },
  ]);
  expect(describeChanges(smtp('old', 'a@example.com'), { ...before, settings: {} })).toContainEqual({ name: 'settings.mail.smtpUrl' });
});
