import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC, type Identity } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { codeOf, DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

describe.each(MODES)('explain-access, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    await deployment.master.create('Game', { n: 1 });
    const users = await deployment.collection('_User');
    await users.insertMany(['useroneone', 'usertwotwo'].map((_id) => ({ _id, username: _id })));
  });
  afterAll(() => deployment.close());

  const ask = async (question: Json, identity: Identity = { kind: 'readOnlyMaster' }): Promise<Json> => {
    const { body } = await deployment.call(data.explainAccess, { question }, { identity });
    return JSON.parse(new TextDecoder().decode(body)) as Json;
  };

  it('ACL-04 says in words and rule by rule why a user cannot change an object they read', async () => {
    const { objectId } = await deployment.master.create('Game', { ACL: { '*': { read: true }, usertwotwo: { write: true } } });
    expect(await ask({ user: 'useroneone', className: 'Game', objectId, operation: 'update' })).toEqual({
      allowed: false,
      summary: `User useroneone without roles may not update Game ${objectId}: its ACL grants write to usertwotwo only.`,
      rules: [
        { rule: 'class permissions', outcome: 'allows', because: 'the class has no permissions of its own' },
        { rule: 'ACL', outcome: 'refuses', because: 'its ACL grants write to usertwotwo only' },
      ],
      user: { objectId: 'useroneone', roles: [] },
    });
    expect(await ask({ className: 'Game', objectId, operation: 'get' })).toEqual({
      allowed: true,
      summary: `A caller without session may get Game ${objectId}: its ACL grants read to everybody.`,
      rules: [expect.any(Object), { rule: 'ACL', outcome: 'allows', because: 'its ACL grants read to everybody' }],
    });
  });

  it('SPC-03 SPC-12 names the rules of the platform’s own classes', async () => {
    const rulesOf = async (question: Json) => {
      const { rules } = await ask(question);
      return (rules as { rule: string; outcome: string }[]).map(({ rule, outcome }) => `${rule} ${outcome}`);
    };
    const one = 'useroneone';
    for (const className of ['_JobStatus', '_Audience', '_SCHEMA', '_Join:users:_Role']) {
      for (const operation of ['find', 'update']) {
        expect(await rulesOf({ user: one, className, objectId: className.length > 10 ? 'x' : undefined, operation })).toEqual([
          'closed class refuses',
        ]);
      }
    }
    expect(await rulesOf({ className: '_User', operation: 'create' })).toEqual(['class rules allows', 'class permissions allows']);
    expect(await rulesOf({ user: one, className: '_User', objectId: 'usertwotwo', operation: 'update' })).toEqual([
      'class permissions allows',
      'own object refuses', // a user without an ACL
      'protected fields hides',
    ]);
    expect(await rulesOf({ className: '_User', objectId: 'usertwotwo', operation: 'update' })).toEqual(['class rules refuses']);
    expect(await rulesOf({ user: one, className: '_User', objectId: one, operation: 'update' })).toEqual([
      'class permissions allows',
      'own object allows',
    ]);
    expect(await rulesOf({ user: one, className: '_User', operation: 'delete' })).toEqual(['class permissions allows']);
    expect(await rulesOf({ className: '_User', operation: 'delete' })).toEqual(['class rules refuses']);
    expect(await rulesOf({ className: '_Session', operation: 'find' })).toEqual(['class rules refuses']);
    expect(await rulesOf({ className: '_Session', operation: 'create' })).toEqual(['class rules refuses']);
    expect(await rulesOf({ user: one, className: '_Session', operation: 'create' })).toEqual([
      'class rules allows',
      'class permissions allows',
    ]);
    expect(await rulesOf({ user: one, className: '_User', objectId: 'usertwotwo', operation: 'get' })).toContain('protected fields hides');
  });

  it('refuses questions about things that do not exist, and malformed ones', async () => {
    const { objectId } = await deployment.master.create('Game', { owner: pointer('_User', 'useroneone') });
    const asked = { user: 'useroneone', className: 'Game', objectId, operation: 'get' };
    for (const [changes, code] of [
      [{ className: 'Nowhere' }, 103],
      [{ className: 'no class' }, 103],
      [{ className: '_Unknown' }, 103],
      [{ objectId: 'nosuchgame' }, 101],
      [{ objectId: '$where' }, 101],
      [{ user: 'nosuchuser' }, 101],
      [{ user: { $ne: 1 } }, 107],
      [{ operation: 'read' }, 102],
      [{ role: 'x' }, 102],
    ] as const) {
      expect([changes, await codeOf(ask({ ...asked, ...changes }))]).toEqual([changes, code]);
    }
  });

  it('is for the master keys', async () => {
    const asked = { className: 'Game', operation: 'find' };
    for (const identity of [PUBLIC, user('useroneone', 'Admins'), { kind: 'maintenance' } as const]) {
      expect(await codeOf(ask(asked, identity))).toBe(119);
    }
    expect((await ask(asked, { kind: 'master' })).allowed).toBe(true);
  });
});
