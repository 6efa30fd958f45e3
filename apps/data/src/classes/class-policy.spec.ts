import { describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { assertReadable, assertWritable, classPolicy, type ClassPolicy } from './class-policy.ts';

const identities: readonly Identity[] = [
  { kind: 'public' },
  { kind: 'user', userId: 'someoneels', roles: ['Admins'] },
  { kind: 'maintenance' },
  { kind: 'readOnlyMaster' },
  { kind: 'master' },
];

/** Kinds of identities that pass. */
function passing(className: string, assert: (policy: ClassPolicy, identity: Identity) => void): string[] {
  const policy = classPolicy(className) as ClassPolicy;
  return identities
    .filter((identity) => {
      try {
        assert(policy, identity);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 119 });
        return false;
      }
    })
    .map(({ kind }) => kind);
}

describe('classPolicy', () => {
  it('OBJ-18 knows no class for a name that none can have', () => {
    for (const name of ['', '9x', 'a-b', 'a b', '_Mine', '_', 'x'.repeat(129)]) expect(classPolicy(name)).toBeUndefined();
  });

  it('opens ordinary classes to everybody, except that the read-only master key writes nothing', () => {
    expect(passing('Game', assertReadable)).toEqual(identities.map(({ kind }) => kind));
    expect(passing('Game', assertWritable)).toEqual(['public', 'user', 'maintenance', 'master']);
  });

  it.each(['_User', '_Role', '_Session', '_Installation', '_PushStatus', '_Hooks', '_GlobalConfig'])(
    'SPC-12 lets the master keys read %s, and nobody write it',
    (className) => {
      expect(passing(className, assertReadable)).toEqual(['readOnlyMaster', 'master']);
      expect(passing(className, assertWritable)).toEqual([]);
    },
  );

  it.each(['_Join:users:_Role', '_Join:x', '_Idempotency', '_SCHEMA'])('SEC-13 closes %s, which is no class, to everybody', (className) => {
    expect(passing(className, assertReadable)).toEqual([]);
    expect(passing(className, assertWritable)).toEqual([]);
  });
});
