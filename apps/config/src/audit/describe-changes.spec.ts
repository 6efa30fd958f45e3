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
    { name: 'settings.auth' },
    { name: 'settings.defaultLimit', before: null, after: 7 },
    { name: 'settings.maxLimit', before: 5, after: null },
    { name: 'declared.classicLimits', before: null, after: true },
  ]);
  expect(JSON.stringify(changes)).not.toMatch(/password|old-master|new-master|new-client/);
});
