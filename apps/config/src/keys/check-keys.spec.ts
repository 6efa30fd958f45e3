import { describe, expect, it } from 'vitest';
import type { AppKeys } from '../registry/app-record.ts';
import { checkKeys } from './check-keys.ts';

const GOOD = 'Zq7-vX2pLw9sKd4bTn6m';
const OTHER = 'hR3yJf8cMa1gUe5xWo0k';

describe('checkKeys', () => {
  it.each<[string, AppKeys, string]>([
    [
      'another privileged key',
      { master: [GOOD], readOnlyMaster: [GOOD] },
      'master: equals the readOnlyMaster key; each needs a value of its own.',
    ],
    ['the maintenance key', { master: [GOOD], maintenance: [GOOD] }, 'master: equals the maintenance key; each needs a value of its own.'],
    ['a public key', { master: [GOOD], client: [GOOD] }, 'master: equals the client key; each needs a value of its own.'],
    ['a key being rotated', { master: [OTHER, GOOD], rest: [GOOD] }, 'master: equals the rest key; each needs a value of its own.'],
    [
      'each other',
      { readOnlyMaster: [GOOD], maintenance: [GOOD] },
      'readOnlyMaster: equals the maintenance key; each needs a value of its own.',
    ],
  ])('refuses a privileged key that equals %s, once, in every mode', (_title, keys, expected) => {
    expect(checkKeys(keys, false).map(({ kind, message }) => `${kind}: ${message}`)).toEqual([expected]);
  });

  it('lets keys that grant nothing be equal', () => {
    expect(checkKeys({ master: [GOOD], client: [OTHER], javascript: [OTHER], rest: [OTHER] }, true)).toEqual([]);
  });

  it.each<[string, AppKeys, string]>([
    ['a missing master key', { rest: ['r'] }, 'master is missing'],
    ['15 characters', { master: ['Zq7-vX2pLw9sKd4'] }, 'master is too short'],
    ['a key of the documentation', { master: ['YOUR_MASTER_KEY_1'] }, 'master looks like an example'],
    ['a template', { master: ['please-change-me-now'] }, 'master looks like an example'],
    ['few characters', { master: ['abababababababababab'] }, 'master repeats a few characters'],
    ['a weak second value', { master: [GOOD, 'old'] }, 'master is too short'],
    ['a weak read-only key', { master: [GOOD], readOnlyMaster: ['reader'] }, 'readOnlyMaster is too short'],
    ['a weak webhook key', { master: [GOOD], webhook: ['hook'] }, 'webhook is too short'],
  ])('SEC-36 refuses %s in production only, without quoting it', (_title, keys, expected) => {
    const issues = checkKeys(keys, true);
    expect(issues.map(({ kind, message }) => `${kind} ${message}`).join()).toContain(expected);
    for (const value of Object.values(keys).flat())
      expect(JSON.stringify(issues.map(({ message }) => message))).not.toContain(`"${value}"`);
    expect(checkKeys(keys, false)).toEqual([]);
  });

  it('SEC-36 takes 16 random characters, and two values while a key is rotated', () => {
    expect(checkKeys({ master: ['Zq7-vX2pLw9sKd4b', OTHER] }, true)).toEqual([]);
  });
});
