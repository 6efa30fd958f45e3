import { describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { PLATFORM_CLASSES, type OpenTo } from '@parlance/platform-classes';
import { assertReadable, assertWritable, classPolicy, isReadable, rulesOf, type ClassPolicy } from './class-policy.ts';

const policyOf = (className: string) => classPolicy(className) as ClassPolicy;
type Assert = (className: string, identity: Identity) => void;
const assertCreatable: Assert = (className, identity) =>
  assertWritable(policyOf(className), className, { identity, operation: 'create', objectId: undefined, trusted: false });
const assertSeen: Assert = (className, identity) => assertReadable(policyOf(className), className, identity, 'find');

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

  it('opens _Product like any class, as the contract closes it nowhere', () => {
    expect(passing('_Product', assertSeen)).toEqual(identities.map(({ kind }) => kind));
    expect(passing('_Product', assertCreatable)).toEqual(['public', 'user', 'maintenance', 'master']);
  });

  it.each(['_PushStatus', '_JobStatus', '_JobSchedule', '_Hooks', '_GlobalConfig', '_GraphQLConfig', '_Audience'])(
    'SPC-12 lets the master keys read %s, and no key write it',
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
    expect(codes('_Session', assertSeen)).toEqual([209, 0, 209, 0, 0]);
    expect(codes('_Session', assertCreatable)).toEqual([209, 119, 119, 119, 119]);
    expect(codes('_User', assertSeen)).toEqual([0, 0, 0, 0, 0]);
    expect(codes('_User', assertCreatable)).toEqual([207, 207, 207, 119, 207]);
  });

  it.each(['_Join:users:_Role', '_Join:x', '_Idempotency', '_SCHEMA'])('SEC-13 closes %s, which is no class, to everybody', (className) => {
    expect(passing(className, assertSeen)).toEqual([]);
    expect(passing(className, assertCreatable)).toEqual([]);
  });
});

describe('readers and writers', () => {
  const everyKind = [...identities.map(({ kind }) => kind), 'platform'];
  const asked = (identity: Identity) => ({ identity, operation: 'create', objectId: undefined, trusted: false }) as const;
  const writes = (policy: ClassPolicy, identity: Identity) => {
    try {
      assertWritable(policy, 'Game', asked(identity));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 119 });
      return false;
    }
  };

  it.each<[OpenTo, readonly string[], readonly string[]]>([
    ['permission', everyKind, ['public', 'user', 'maintenance', 'master', 'platform']],
    ['master', ['readOnlyMaster', 'master', 'platform'], ['master', 'platform']],
    ['owner', ['platform'], ['platform']],
    ['nobody', [], []],
  ])('%s lets in those of the table, and no others', (openTo, readers, writers) => {
    const policy: ClassPolicy = { readers: openTo, writers: openTo };
    const all: readonly Identity[] = [...identities, { kind: 'platform' }];
    expect(all.filter((identity) => isReadable(policy, identity)).map(({ kind }) => kind)).toEqual(readers);
    expect(all.filter((identity) => writes(policy, identity)).map(({ kind }) => kind)).toEqual(writers);
  });

  it('keep sessions of another device from users, sessions and roles alone', () => {
    const restricted: Identity = { kind: 'user', userId: 'someoneels', roles: [], restricted: true };
    const refused = [...PLATFORM_CLASSES.map(({ name }) => name), 'Game'].filter((name) => {
      const { rules: _, ...policy } = policyOf(name);
      try {
        assertWritable(policy, name, asked(restricted));
        return false;
      } catch {
        return policy.writers === 'permission';
      }
    });
    expect(refused).toEqual(['_User', '_Session', '_Role']);
  });
});

describe('rules and declarations', () => {
  it('agree on the classes whose changes are announced, and as what', () => {
    const announced = PLATFORM_CLASSES.map(({ name }) => [name, rulesOf(name)?.staleAfter?.('abcdefghij', undefined)?.kind]);
    expect(announced).toEqual(PLATFORM_CLASSES.map(({ name, announces }) => [name, announces]));
  });
});
