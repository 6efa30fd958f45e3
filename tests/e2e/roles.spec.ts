import { startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, userPointer, verdict, type SignedUp } from './accounts.ts';

/** The time in which a change of members has to reach every process, with some for a busy machine. */
const SOON = { timeout: 4_000, interval: 50 } as const;
const RW = { read: true, write: true };

describe.each(['fused', 'split'] as const)('roles, %s', (mode) => {
  let parlance: Parlance;
  let ada: SignedUp;
  let eve: SignedUp;
  beforeAll(async () => {
    parlance = await startParlance({ mode, replicas: { gateway: 2 }, apps: [{ id: 'test', settings: PATIENT }] });
    ada = await signUp(parlance);
    eve = await signUp(parlance);
  });
  afterAll(() => parlance?.close());

  let count = 0;
  const newName = () => `Role ${(count += 1)}`;
  const rolePointer = (objectId: string) => ({ __type: 'Pointer', className: '_Role', objectId });
  const add = (objects: readonly object[]) => ({ __op: 'AddRelation', objects });
  const remove = (objects: readonly object[]) => ({ __op: 'RemoveRelation', objects });

  const newRole = async (name: string, users: readonly SignedUp[] = [], roles: readonly string[] = [], ACL: object = {}) => {
    const { status, body, text } = await parlance.masterRest('POST', '/roles', {
      name,
      ACL,
      ...(users.length === 0 ? {} : { users: add(users.map(({ id }) => userPointer(id))) }),
      ...(roles.length === 0 ? {} : { roles: add(roles.map(rolePointer)) }),
    });
    expect([status, text]).toEqual([201, expect.any(String)]);
    return body.objectId as string;
  };
  const guardedBy = async (name: string) =>
    (await parlance.masterRest('POST', '/classes/Guarded', { n: 1, ACL: { [`role:${name}`]: RW } })).body.objectId as string;
  const reads = async ({ token }: SignedUp, id: string, gateway = 0) =>
    (await parlance.rest('GET', `/classes/Guarded/${id}`, undefined, as(token, { gateway }))).status;

  it.each([
    ['ROL-01 without ACL', { name: 'No ACL' }, 111],
    ['ROL-01 with an ACL that is none', { name: 'No ACL', ACL: null }, 111],
    ['ROL-01 without name', { ACL: {} }, 111],
    ['ROL-02 with an empty name', { name: '', ACL: {} }, 111],
    ['ROL-02 with a name that is no text', { name: { of: 1 }, ACL: {} }, 111],
    ['ROL-02 with a mark in its name', { name: 'bad!', ACL: {} }, 139],
    ['ROL-02 with a letter of another alphabet', { name: 'Rôle', ACL: {} }, 139],
    ['ROL-02 with a line break at its end', { name: 'Role\n', ACL: {} }, 139],
    ['ROL-02 with NUL in its name', { name: 'Ro\0le', ACL: {} }, 139],
  ])('%s a role is refused', async (_name, body, code) => {
    for (const path of ['/roles', '/classes/_Role']) {
      expect([path, ...verdict(await parlance.rest('POST', path, body, as(ada.token)))]).toEqual([path, 400, code]);
    }
  });

  it('ROL-01 ROL-02 ROL-10 a role with name and ACL is made, found by its name, and its name is taken', async () => {
    const role = { name: 'Super Admins-2_x', ACL: { '*': { read: true } }, colour: 'red' };
    const made = await parlance.rest('POST', '/roles', role, as(ada.token));
    expect([made.status, Object.keys(made.body).sort()]).toEqual([201, ['createdAt', 'objectId']]);
    expect(made.headers.get('location')).toMatch(new RegExp(`/(roles|classes/_Role)/${made.body.objectId}$`));
    const where = encodeURIComponent(JSON.stringify({ name: role.name }));
    const { body } = await parlance.rest('GET', `/roles?where=${where}`);
    expect(body.results).toMatchObject([
      {
        ...role,
        objectId: made.body.objectId,
        users: { __type: 'Relation', className: '_User' },
        roles: { __type: 'Relation', className: '_Role' },
      },
    ]);
    expect(verdict(await parlance.rest('POST', '/roles', role, as(eve.token)))).toEqual([400, 137]);
    const many = await Promise.all(Array.from({ length: 8 }, () => parlance.rest('POST', '/roles', { name: 'At Once', ACL: {} })));
    expect(many.map((answer) => verdict(answer)[1]).sort()).toEqual([0, ...Array.from({ length: 7 }, () => 137)]);
  });

  it('ROL-03 ROL-07 a role keeps its name, and only the master key changes a role that nobody may write', async () => {
    const id = await newRole(newName(), [], [], { '*': { read: true } });
    expect(verdict(await parlance.masterRest('PUT', `/roles/${id}`, { name: 'Renamed' }))).toEqual([400, 136]);
    expect(verdict(await parlance.masterRest('PUT', `/roles/${id}`, { name: { __op: 'Delete' } }))).toEqual([400, 111]);
    expect(verdict(await parlance.masterRest('PUT', `/roles/${id}`, { ACL: { __op: 'Delete' } }))).toEqual([400, 111]);
    const users = add([userPointer(eve.id)]);
    expect(verdict(await parlance.rest('PUT', `/roles/${id}`, { users }, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await parlance.rest('DELETE', `/roles/${id}`, undefined, as(eve.token)))).toEqual([404, 101]);
    expect((await parlance.masterRest('PUT', `/roles/${id}`, { users, note: 1 })).status).toBe(200);
  });

  it('ROL-04 ROL-09 members of a role have the rights of those that hold it, not the other way round', async () => {
    const [lower, upper] = [newName(), newName()];
    const child = await newRole(lower, [ada]);
    const parent = await newRole(upper, [eve], [child]);
    const [ofParent, ofChild] = [await guardedBy(upper), await guardedBy(lower)];
    await expect.poll(() => reads(ada, ofParent), SOON).toBe(200);
    expect([await reads(ada, ofChild), await reads(eve, ofParent), await reads(eve, ofChild)]).toEqual([200, 200, 404]);
    const where = encodeURIComponent(JSON.stringify({ $relatedTo: { object: rolePointer(parent), key: 'roles' } }));
    const { body } = await parlance.masterRest('GET', `/roles?where=${where}`);
    expect(body.results.map(({ objectId }: { objectId: string }) => objectId)).toEqual([child]);
  });

  it('ROL-05 rights pass through five roles, and a circle of roles harms nobody', async () => {
    const names = Array.from({ length: 6 }, newName);
    let below: string | undefined;
    const ids: string[] = [];
    for (const name of names) {
      below = await newRole(name, below === undefined ? [ada] : [], below === undefined ? [] : [below]);
      ids.push(below);
    }
    const top = await guardedBy(names.at(-1) as string);
    await expect.poll(() => reads(ada, top), SOON).toBe(200);
    expect(await reads(eve, top)).toBe(404);
    const circle = { roles: add([rolePointer(ids.at(-1) as string), rolePointer(ids[0] as string)]) };
    expect((await parlance.masterRest('PUT', `/roles/${ids[0]}`, circle)).status).toBe(200);
    expect((await parlance.masterRest('PUT', `/roles/${ids[2]}`, { users: add([userPointer(eve.id)]) })).status).toBe(200);
    const bottom = await guardedBy(names[0] as string);
    await expect.poll(() => reads(eve, bottom), SOON).toBe(200);
    expect([await reads(ada, top), await reads(eve, top), await reads(ada, bottom)]).toEqual([200, 200, 200]);
  });

  it('ROL-06 ROL-12 a right by the name of a role waits for the role, and ends with it', async () => {
    const name = newName();
    const object = await guardedBy(name);
    expect(await reads(ada, object)).toBe(404);
    const id = await newRole(name, [ada]);
    await expect.poll(() => reads(ada, object), SOON).toBe(200);
    expect((await parlance.masterRest('DELETE', `/roles/${id}`)).status).toBe(200);
    await expect.poll(() => reads(ada, object), SOON).toBe(404);
  });

  it('ACL-07 ROL-08 a user that may write a role changes its members, on every gateway at once, and removes it', async () => {
    const name = newName();
    const id = await newRole(name, [], [], { [ada.id]: RW });
    const object = await guardedBy(name);
    const change = (who: SignedUp, body: object): Promise<RestAnswer> => parlance.rest('PUT', `/roles/${id}`, body, as(who.token));
    for (const gateway of [0, 1]) expect(await reads(eve, object, gateway)).toBe(404);
    expect(verdict(await change(eve, { users: add([userPointer(eve.id)]) }))).toEqual([404, 101]);
    expect((await change(ada, { users: add([userPointer(eve.id)]) })).status).toBe(200);
    for (const gateway of [0, 1]) await expect.poll(() => reads(eve, object, gateway), SOON).toBe(200);
    expect((await change(ada, { users: remove([userPointer(eve.id)]) })).status).toBe(200);
    for (const gateway of [0, 1]) await expect.poll(() => reads(eve, object, gateway), SOON).toBe(404);
    const batch = { requests: [{ method: 'PUT', path: `/parse/roles/${id}`, body: { users: add([userPointer(eve.id)]) } }] };
    expect((await parlance.rest('POST', '/batch', batch, as(ada.token))).body).toMatchObject([{ success: {} }]);
    for (const gateway of [0, 1]) await expect.poll(() => reads(eve, object, gateway), SOON).toBe(200);
    expect(verdict(await parlance.rest('DELETE', `/roles/${id}`, undefined, as(eve.token)))).toEqual([404, 101]);
    expect((await parlance.rest('DELETE', `/roles/${id}`, undefined, as(ada.token))).status).toBe(200);
    for (const gateway of [0, 1]) await expect.poll(() => reads(eve, object, gateway), SOON).toBe(404);
  });

  it('ROL-13 CLP-02 roles open the operations of a class, inherited ones too', async () => {
    const [lower, upper] = [newName(), newName()];
    await newRole(upper, [eve], [await newRole(lower, [ada])]);
    const stranger = await signUp(parlance);
    const entry = { [`role:${upper}`]: true };
    const classLevelPermissions = { find: entry, get: entry, create: entry, update: entry, delete: entry, addField: {} };
    const name = `Closed${count}`;
    const made = await parlance.masterRest('POST', `/schemas/${name}`, { fields: { n: { type: 'Number' } }, classLevelPermissions });
    expect(made.status).toBe(200);
    await expect.poll(async () => (await parlance.rest('GET', `/classes/${name}`, undefined, as(ada.token))).status, SOON).toBe(200);
    for (const who of [ada, eve]) {
      const created = await parlance.rest('POST', `/classes/${name}`, { n: 1 }, as(who.token));
      expect(created.status).toBe(201);
      expect((await parlance.rest('DELETE', `/classes/${name}/${created.body.objectId}`, undefined, as(who.token))).status).toBe(200);
    }
    for (const options of [{}, as(stranger.token)]) {
      expect(verdict(await parlance.rest('GET', `/classes/${name}`, undefined, options))).toEqual([400, 119]);
      expect(verdict(await parlance.rest('POST', `/classes/${name}`, { n: 1 }, options))).toEqual([400, 119]);
    }
  });

  it('ROL-11 a user in 2,000 roles has the rights of all of them', async () => {
    const friend = await signUp(parlance);
    const database = await parlance.database();
    const ids = Array.from({ length: 2_000 }, (_, at) => `friend${String(at).padStart(4, '0')}`);
    const now = new Date();
    const roles = ids.map((_id) => ({ _id, name: `friendOf_${_id}`, _rperm: [], _wperm: [], _created_at: now, _updated_at: now }));
    await database.collection<{ _id: string }>('_Role').insertMany(roles);
    const rows = ids.map((owningId) => ({ _id: `row${owningId}`, owningId, relatedId: friend.id }));
    await database.collection<{ _id: string }>('_Join:users:_Role').insertMany(rows);
    // Written past the service, so that nobody has been told.
    await newRole(newName(), [friend]);
    for (const id of [ids[0], ids[999], ids[1_999]]) {
      const object = await guardedBy(`friendOf_${id}`);
      await expect.poll(() => reads(friend, object), SOON).toBe(200);
      expect(await reads(eve, object)).toBe(404);
    }
    const { body } = await parlance.rest('GET', '/classes/Guarded?limit=1000', undefined, as(friend.token));
    expect(body.results.length).toBe(3);
  });
});
