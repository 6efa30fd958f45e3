import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, userPointer, verdict, type SignedUp } from './accounts.ts';

const OPEN = { '*': true };
const ALL_OPEN = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };
const RW = { read: true, write: true };

describe.each(MODES)('POST /admin/explain-access, %s', (mode) => {
  let parlance: Parlance;
  let owner: SignedUp;
  let nested: SignedUp;
  let stranger: SignedUp;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: PATIENT }] });
    [owner, nested, stranger] = [await signUp(parlance), await signUp(parlance), await signUp(parlance)];
    const role = async (name: string, members: object) =>
      (await parlance.masterRest('POST', '/roles', { name, ACL: {}, ...members })).body.objectId as string;
    const child = await role('Child', { users: { __op: 'AddRelation', objects: [userPointer(nested.id)] } });
    const children = [{ __type: 'Pointer', className: '_Role', objectId: child }];
    await role('Parent', { roles: { __op: 'AddRelation', objects: children } });
  });
  afterAll(() => parlance?.close());

  const explain = (question: object, key: 'master' | 'readOnlyMaster' = 'master') =>
    parlance.masterRest('POST', '/admin/explain-access', question, { key });
  const make = async (className: string, members: object) =>
    (await parlance.masterRest('POST', `/classes/${className}`, members)).body.objectId as string;
  const declare = async (className: string, classLevelPermissions: object) => {
    const fields = { owner: { type: 'Pointer', targetClass: '_User' }, secret: { type: 'String' } };
    const { status, text } = await parlance.masterRest('POST', `/schemas/${className}`, { fields, classLevelPermissions });
    expect([status, text]).toEqual([200, expect.any(String)]);
  };

  it('ROL-04 PTR-01 tells the roles of a user, inherited ones too, the grants of a pointer, and hidden fields', async () => {
    await declare('Told', { ...ALL_OPEN, get: { pointerFields: ['owner'] }, protectedFields: { '*': ['secret'] } });
    const objectId = await make('Told', { owner: userPointer(nested.id), ACL: { 'role:Parent': { read: true } } });
    const read = await explain({ user: nested.id, className: 'Told', objectId, operation: 'get' }, 'readOnlyMaster');
    expect([read.status, read.body]).toEqual([
      200,
      {
        allowed: true,
        summary: `User ${nested.id} with 2 roles: Child, Parent may get Told ${objectId}: its ACL grants read to role:Parent.`,
        rules: [
          { rule: 'class permissions', outcome: 'allows', because: 'they allow get to users that an object points to by owner' },
          { rule: 'pointer permissions', outcome: 'allows', because: 'owner of the object points to the user' },
          { rule: 'ACL', outcome: 'allows', because: 'its ACL grants read to role:Parent' },
          { rule: 'protected fields', outcome: 'hides', because: 'class and settings hide secret' },
        ],
        user: { objectId: nested.id, roles: ['Child', 'Parent'] },
      },
    ]);
    const refused = await explain({ user: stranger.id, className: 'Told', objectId, operation: 'find' });
    expect(refused.body).toMatchObject({ allowed: false, user: { roles: [] } });
    expect(refused.body.summary).toMatch(/may not find .* its ACL grants read to role:Parent only\.$/);
  });

  it('is a read of the master keys, alone and in a batch', async () => {
    const question = { className: '_User', operation: 'find' };
    expect(verdict(await parlance.rest('POST', '/admin/explain-access', question))).toEqual([403, 119]);
    expect(verdict(await parlance.rest('POST', '/admin/explain-access', question, as(owner.token)))).toEqual([403, 119]);
    const requests = [{ method: 'POST', path: '/parse/admin/explain-access', body: question }];
    expect((await parlance.masterRest('POST', '/batch', { requests })).body).toEqual([
      { success: expect.objectContaining({ allowed: true }) },
    ]);
    expect(verdict(await explain({ ...question, operation: 'look' }))).toEqual([400, 102]);
    expect(verdict(await explain({ ...question, className: 'Nowhere' }))).toEqual([400, 103]);
    expect(verdict(await explain({ ...question, user: 'nosuchuser' }))).toEqual([404, 101]);
  });

  const ACLS = (): readonly (object | undefined)[] => [
    undefined,
    {},
    { '*': { read: true } },
    { [owner.id]: RW },
    { 'role:Parent': RW },
    { [owner.id]: { write: true }, 'role:Child': { read: true } },
  ];

  /** The routes' answer to the same question. */
  async function happens(operation: string, who: SignedUp | undefined, className: string, objectId: string): Promise<boolean> {
    const send = (method: string, path: string, body?: object): Promise<RestAnswer> =>
      parlance.rest(method, `/classes/${className}${path}`, body, who === undefined ? {} : as(who.token));
    const where = encodeURIComponent(JSON.stringify({ objectId: { $in: [objectId] } }));
    switch (operation) {
      case 'get':
        return (await send('GET', `/${objectId}`)).status === 200;
      case 'find':
        return (await send('GET', `?where=${where}`)).body.results?.length === 1;
      case 'count':
        return (await send('GET', `?limit=0&count=1&where=${where}`)).body.count === 1;
      case 'update':
        return (await send('PUT', `/${objectId}`, { n: 2 })).status === 200;
      case 'addField':
        if (objectId !== '') return (await send('PUT', `/${objectId}`, { [`c${(columns += 1)}`]: 1 })).status === 200;
        return (await send('POST', '', { n: 1, [`c${(columns += 1)}`]: 1 })).status === 201;
      case 'delete':
        return (await send('DELETE', `/${objectId}`)).status === 200;
      default:
        return (await send('POST', '', { n: 1 })).status === 201;
    }
  }
  let columns = 0;

  const OPERATIONS = ['get', 'find', 'count', 'update', 'addField', 'delete'] as const;

  /** The questions whose explanation says something else than the routes do. */
  async function disagreements(className: string, newObject: (at: number) => Promise<string>, operations: readonly string[] = OPERATIONS) {
    const wrong: string[] = [];
    for (const [name, who] of Object.entries({ public: undefined, owner, nested, stranger })) {
      for (let at = 0; at < ACLS().length; at++) {
        const objectId = await newObject(at);
        for (const operation of operations) {
          const { body } = await explain({ user: who?.id, className, objectId, operation });
          const isAllowed =
            body.allowed &&
            (operation !== 'addField' || (await explain({ user: who?.id, className, objectId, operation: 'update' })).body.allowed);
          const happened = await happens(operation, who, className, objectId);
          if (isAllowed !== happened) wrong.push(`${name}: ${happened ? 'but could' : 'but could not'}: ${JSON.stringify(body)}`);
        }
      }
    }
    return wrong;
  }

  it('ACL-12 CLP-02 PTR-04 agrees with the routes, for every caller, class and operation of a table', async () => {
    const tables: readonly object[] = [
      ALL_OPEN,
      { ...ALL_OPEN, get: { 'role:Parent': true }, update: { [owner.id]: true }, count: {} },
      { ...ALL_OPEN, find: { requiresAuthentication: true }, delete: { 'role:Child': true }, create: {} },
      { readUserFields: ['owner'], writeUserFields: ['owner'], create: OPEN },
      { ...ALL_OPEN, update: { pointerFields: ['owner'] }, delete: {}, addField: {} },
    ];
    for (const [at, permissions] of tables.entries()) {
      const className = `Table${at}`;
      await declare(className, permissions);
      await make(className, { n: 1 });
      const newObject = (n: number) => make(className, { n: 1, owner: userPointer(owner.id), ACL: ACLS()[n] });
      expect([className, await disagreements(className, newObject)]).toEqual([className, []]);
      for (const who of [undefined, owner, nested]) {
        const say = async (operation: string) => (await explain({ user: who?.id, className, operation })).body.allowed as boolean;
        expect(await happens('create', who, className, '')).toBe(await say('create'));
        expect(await happens('addField', who, className, '')).toBe((await say('create')) && (await say('addField')));
      }
    }
  }, 120_000);

  it('SPC-02 SPC-03 SPC-12 agrees with the routes on users, sessions and the platform’s own classes', async () => {
    const newUser = async (at: number) => {
      const made = await signUp(parlance);
      const acl = ACLS()[at];
      if (acl !== undefined) await parlance.masterRest('PUT', `/users/${made.id}`, { ACL: acl });
      return made.id;
    };
    expect(await disagreements('_User', newUser)).toEqual([]);
    const sessions = (await parlance.database()).collection('_Session');
    const sessionOf = async (who: SignedUp) => (await sessions.findOne({ _session_token: who.token }))?._id as unknown as string;
    const ids = [await sessionOf(owner), await sessionOf(stranger)];
    expect(await disagreements('_Session', (at) => Promise.resolve(ids[at % 2] as string), ['get', 'find', 'count'])).toEqual([]);
    for (const who of [undefined, owner]) {
      const closed = await explain({ user: who?.id, className: '_JobStatus', operation: 'find' });
      const answer = await parlance.rest('GET', '/classes/_JobStatus', undefined, who === undefined ? {} : as(who.token));
      expect([closed.body.allowed, answer.body.code]).toEqual([false, 119]);
      const session = await explain({ user: who?.id, className: '_Session', operation: 'create' });
      const made = await parlance.rest('POST', '/sessions', {}, who === undefined ? {} : as(who.token));
      expect(session.body.allowed).toBe(made.status === 201);
    }
  }, 120_000);
});
