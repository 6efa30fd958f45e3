import { describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { assertReadable, assertWritable, classPolicy, type ClassPolicy } from './class-policy.ts';

const policyOf = (className: string) => classPolicy(className) as ClassPolicy;
type Assert = (className: string, identity: Identity) => void;
const assertCreatable: Assert = (className, identity) =>
  assertWritable(policyOf(className), className, { identity, operation: 'create', objectId: undefined, trusted: false });
const assertSeen: Assert = (className, identity) => assertReadable(policyOf(className), identity);

const identities: readonly Identity[] = [
  { kind: 'public' },
  { kind: 'user', userId: 'someoneels', roles: ['Admins'] },
  { kind: 'maintenance' },
  { kind: 'readOnlyMaster' },
  { kind: 'master' },
];

/** Kinds of identities that pass. */
function passing(className: string, assert: Assert): string[] {
  return identities
    .filter((identity) => {
      try {
        assert(className, identity);
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
    expect(passing('Game', assertSeen)).toEqual(identities.map(({ kind }) => kind));
    expect(passing('Game', assertCreatable)).toEqual(['public', 'user', 'maintenance', 'master']);
  });

  it.each(['_Product', '_PushStatus', '_Hooks', '_GlobalConfig'])(
    'SPC-12 lets the master keys read %s, and nobody write it',
    (className) => {
      expect(passing(className, assertSeen)).toEqual(['readOnlyMaster', 'master']);
      expect(passing(className, assertCreatable)).toEqual([]);
    },
  );

  it('SES-05 USR-16 opens sessions to their users, users to everybody, and creates neither by a plain save', () => {
    const code = (className: string, assert: Assert, identity: Identity) => {
      try {
        assert(className, identity);
        return 0;
      } catch (error) {
        return (error as { code: number }).code;
      }
    };
    const codes = (className: string, assert: Assert) => identities.map((identity) => code(className, assert, identity));
    expect(codes('_Session', assertSeen)).toEqual([209, 0, 0, 0, 0]);
    expect(codes('_Session', assertCreatable)).toEqual([209, 119, 119, 119, 119]);
    expect(codes('_User', assertSeen)).toEqual([0, 0, 0, 0, 0]);
    expect(codes('_User', assertCreatable)).toEqual([207, 207, 207, 119, 207]);
  });

  it.each(['_Join:users:_Role', '_Join:x', '_Idempotency', '_SCHEMA'])('SEC-13 closes %s, which is no class, to everybody', (className) => {
    expect(passing(className, assertSeen)).toEqual([]);
    expect(passing(className, assertCreatable)).toEqual([]);
  });
});
