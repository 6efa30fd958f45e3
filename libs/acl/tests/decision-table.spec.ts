import { ParseError } from '@parlance/errors';
import type { JsonObject } from '@parlance/values';
import {
  accessTo,
  authorizeCreate,
  accessToGrow,
  classAccess,
  explain,
  MASTER,
  parseAcl,
  PUBLIC,
  reaches,
  aclMembers,
  type GuardedDocument,
  type Identity,
} from '@parlance/acl';
import { describe, expect, it } from 'vitest';
import { ACLS, OWNER, WHO } from './callers-and-acls.ts';
import { naiveVerdict, USERS, type Facts, type Verdict, type What, type Who } from './naive-model.ts';

const WHAT: readonly What[] = ['get', 'find', 'count', 'create', 'update', 'delete', 'addField', 'newField'];

/** Entries of one operation; the other operations keep an entry of their own, so that a mix-up shows. */
const ENTRIES: readonly (Readonly<Record<string, unknown>> | undefined)[] = [
  undefined,
  {},
  { '*': true },
  { requiresAuthentication: true },
  { [OWNER]: true },
  { 'role:Parent': true },
  { 'role:Child': true },
  { requiresAuthentication: true, 'role:Parent': true },
  { pointerFields: ['holder'] },
  { pointerFields: ['friends'] },
  { pointerFields: ['holder', 'friends'] },
  { pointerFields: ['holder'], 'role:Parent': true },
  { pointerFields: ['nowhere'] },
];
const GROUPS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { readUserFields: ['holder'] },
  { writeUserFields: ['friends'] },
  { readUserFields: ['friends'], writeUserFields: ['holder'] },
];
const OBJECTS: readonly Pick<Facts, 'className' | 'holder' | 'friends' | 'objectId' | 'user'>[] = [
  { className: 'Note', holder: undefined, friends: [], objectId: 'object0001', user: OWNER },
  { className: 'Note', holder: OWNER, friends: ['member0001'], objectId: 'object0001', user: OWNER },
  { className: 'Note', holder: 'member0001', friends: [OWNER, 'stranger01'], objectId: OWNER, user: OWNER },
  { className: '_User', holder: undefined, friends: ['member0001'], objectId: OWNER, user: OWNER },
  { className: '_Session', holder: OWNER, friends: [], objectId: 'object0001', user: OWNER },
];

function* permissionsFor(what: What): Generator<Facts['clp']> {
  yield undefined;
  const opposite = { get: { '*': true }, create: { '*': true }, delete: { [OWNER]: true } };
  for (const entry of ENTRIES)
    for (const group of GROUPS) yield { ...opposite, ...group, [what === 'newField' ? 'addField' : what]: entry ?? {} };
}

function identityOf(who: Who): Identity {
  if (who === 'master') return MASTER;
  if (who === 'readOnlyMaster') return { kind: 'readOnlyMaster' };
  const user = USERS[who];
  return user === undefined ? PUBLIC : { kind: 'user', userId: user.id, roles: user.roles };
}

function documentOf({ acl, holder, friends, objectId, user }: Facts): GuardedDocument {
  const members = acl === undefined ? {} : aclMembers(parseAcl(acl)!);
  const pointers = friends.map((id) => ({ __type: 'Pointer', className: '_User', objectId: id }));
  return { _id: objectId, ...members, friends: pointers, _p_user: `_User$${user}`, ...(holder && { _p_holder: `_User$${holder}` }) };
}

function engineVerdict(who: Who, what: What, facts: Facts): Verdict {
  const guarded = { className: facts.className, classPermissions: facts.clp as JsonObject | undefined };
  const identity = identityOf(who);
  try {
    if (what === 'create') authorizeCreate(identity, guarded, {});
    else if (what === 'newField') classAccess(identity, guarded, 'addField', 'create');
    else {
      const access = what === 'addField' ? accessToGrow(identity, guarded) : accessTo(identity, guarded, what);
      return reaches(access, documentOf(facts)) ? 'yes' : 'no such object';
    }
    return 'yes';
  } catch (error) {
    if (error instanceof ParseError && error.code === 119) return 'forbidden';
    if (error instanceof ParseError && error.code === 101) return 'log in first';
    throw error;
  }
}

function* cases(): Generator<readonly [Who, What, Facts]> {
  for (const who of WHO) {
    for (const what of WHAT) {
      for (const clp of permissionsFor(what)) {
        for (const acl of ACLS) for (const object of OBJECTS) yield [who, what, { ...object, acl, clp }];
      }
    }
  }
}

describe('the engine and the naive model', () => {
  it('ACL-02 CLP-02 PTR-04 SPC-03 agree on every combination of caller, permissions, object and operation', () => {
    let count = 0;
    const verdicts = new Set<Verdict>();
    for (const [who, what, facts] of cases()) {
      const expected = naiveVerdict(who, what, facts);
      const decided = engineVerdict(who, what, facts);
      if (decided !== expected) expect.fail(`${who} ${what} ${JSON.stringify(facts)}: expected ${expected}, not ${decided}`);
      verdicts.add(expected);
      count += 1;
    }
    expect(count).toBeGreaterThanOrEqual(50_000);
    expect([...verdicts].sort()).toEqual(['forbidden', 'log in first', 'no such object', 'yes']);
  });

  it('explain decides the same', () => {
    let at = 0;
    for (const [who, what, facts] of cases()) {
      if (at++ % 17 !== 0) continue;
      const guarded = { className: facts.className, classPermissions: facts.clp as JsonObject | undefined };
      const { allowed, rules } = explain(
        identityOf(who),
        guarded,
        what === 'newField' ? 'addField' : what,
        what === 'newField' ? undefined : documentOf(facts),
        {
          protectedFields: {},
          protectedFieldsOwnerExempt: true,
          publicUserEmails: false,
        },
      );
      const expected = naiveVerdict(who, what, facts) === 'yes';
      if (allowed !== expected) expect.fail(`${who} ${what} ${JSON.stringify(facts)}: explained as ${JSON.stringify(rules)}`);
    }
  });
});
