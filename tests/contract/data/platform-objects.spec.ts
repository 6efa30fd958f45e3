import { MASTER, PLATFORM, PUBLIC } from '@parlance/acl';
import { auth, data, type RequestContext } from '@parlance/contracts';
import { PlatformObjects } from '@parlance/platform-objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, user } from './data-service.ts';

describe.each(MODES)('the client of data for services, %s', (mode) => {
  let deployment: DataDeployment;
  let objects: PlatformObjects;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    objects = new PlatformObjects(deployment.bus, 'auth');
  });
  afterAll(() => deployment.close());

  const as = (identity: RequestContext['identity']): RequestContext => ({
    app: 'test',
    identity,
    deadline: Date.now() + 9_000,
    requestId: 'request-1',
  });
  const made = async (username: string, members: Record<string, unknown> = {}) =>
    (await objects.make('_User', { username, ...members }, as(PUBLIC))).objectId;

  it('makes objects, and shows them with their internal members as values', async () => {
    const created = await objects.make('_User', { username: 'shown', _hashed_password: 'hash' }, as(PUBLIC));
    expect(created).toEqual({ objectId: expect.stringMatching(/^\w{10}$/), createdAt: expect.stringMatching(/Z$/) });
    const found = await objects.find('_User', { username: 'shown' }, as(PUBLIC));
    expect(found).toMatchObject({ ...created, username: 'shown', _hashed_password: 'hash' });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found); // nothing but JSON, in one process too
    expect(await objects.find('_User', { username: 'nobody' }, as(PUBLIC))).toBeUndefined();
  });

  it('finds no more than it is asked for', async () => {
    for (const name of ['many1', 'many2', 'many3']) await made(name);
    expect((await objects.findAll('_User', { username: { $regex: '^many' } }, 2, as(PUBLIC))).length).toBe(2);
  });

  it('updates with the rights of the caller, and adds members that callers may not set', async () => {
    const id = await made('owner');
    const own = as(user(id));
    const updated = await objects.update('_User', id, { body: { phone: '1' }, members: { email: 'a@example.org' } }, own);
    expect(updated).toEqual({ updatedAt: expect.stringMatching(/Z$/) });
    expect(await objects.update('_User', id, { body: { n: { __op: 'Increment', amount: 2 } } }, own)).toMatchObject({ n: 2 });
    expect(await codeOf(objects.update('_User', id, { body: {}, members: { email: 'b@example.org' } }, as(user('strangerXY'))))).toBe(101);
    expect(await codeOf(objects.update('_User', id, { body: { username: 'other' } }, own))).toBe(119);
    expect(await objects.find('_User', { objectId: id }, own)).toMatchObject({ phone: '1', email: 'a@example.org', username: 'owner' });
  });

  it('changes an object on a condition, as one step', async () => {
    const id = await made('conditional', { _perishable_token: 'one' });
    const use = () => objects.changeIf('_User', id, { _perishable_token: { __op: 'Delete' } }, { _perishable_token: 'one' }, as(PUBLIC));
    expect((await Promise.all([use(), use(), use()])).filter(Boolean).length).toBe(1);
    const change = objects.change('_User', id, { phone: '1' }, { _perishable_token: 'one' }, as(PUBLIC));
    expect(await codeOf(change)).toBe(101);
  });

  it('removes objects: with the rights of the caller, in its own name, or all that match', async () => {
    const id = await made('leaving');
    expect(await codeOf(objects.remove('_User', id, as(user('strangerXY'))))).toBe(101);
    expect(await codeOf(objects.remove('_User', id, as(PUBLIC)))).toBe(206);
    await objects.remove('_User', id, as(user(id)));
    expect(await objects.removeIfThere('_User', id, as(PUBLIC))).toBe(false);
    const session = { sessionToken: 'r:token', user: pointer('_User', id) };
    await objects.make('_Session', session, as(PUBLIC));
    expect(await objects.removeMatching('_Session', { user: pointer('_User', id) }, as(PUBLIC))).toBe(1);
    expect(await objects.removeMatching('_Session', { user: pointer('_User', id) }, as(PUBLIC))).toBe(0);
  });

  it('names the value that is taken', async () => {
    await made('unique');
    expect(await codeOf(made('unique'))).toBe(202);
  });

  it('tells of the permissions of a class and the roles of a user', async () => {
    const id = await made('member');
    const role = { name: 'members', ACL: {}, users: { __op: 'AddRelation', objects: [pointer('_User', id)] } };
    await deployment.master.create('_Role', role);
    expect(await objects.rolesOf(id, as(PUBLIC))).toEqual(['members']);
    expect(await objects.permissionsOf('_User', as(PUBLIC))).toMatchObject({ find: { '*': true }, protectedFields: {} });
  });

  it('is refused for classes of other services, and writes nothing', async () => {
    const id = await made('untouched');
    for (const other of [new PlatformObjects(deployment.bus, 'push'), new PlatformObjects(deployment.bus, '')]) {
      const outcomes = await Promise.allSettled([
        other.find('_User', {}, as(PUBLIC)),
        other.make('_User', { username: 'other' }, as(PUBLIC)),
        other.change('_User', id, { email: 'b@example.org' }, undefined, as(PUBLIC)),
        other.removeIfThere('_User', id, as(PUBLIC)),
        other.removeMatching('_User', {}, as(PUBLIC)),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    }
    expect(await codeOf(objects.make('Game', { n: 1 }, as(PUBLIC)))).toBe(119);
    expect(await codeOf(objects.make('_Installation', { deviceType: 'ios' }, as(PUBLIC)))).toBe(119);
    expect(await objects.find('_User', { objectId: id }, as(PUBLIC))).toMatchObject({ username: 'untouched' });
    expect(await objects.find('_User', { username: 'other' }, as(PUBLIC))).toBeUndefined();
  });

  it.each([
    ['a user', user('abcdefghij')],
    ['the master key', MASTER],
  ])('%s does not read or remove by the name of a service', async (_name, identity) => {
    const find = deployment.call(data.findForService, { service: 'auth', className: '_User', where: {}, limit: 1 }, { identity });
    expect(await codeOf(find)).toBe(119);
    const remove = deployment.call(data.removeMatching, { service: 'auth', className: '_User', condition: {} }, { identity });
    expect(await codeOf(remove)).toBe(119);
  });

  it('leaves the telling of stale sessions to data', async () => {
    const changes: auth.IdentityChange[] = [];
    const end = deployment.bus.subscribe(auth.identityChanged, ({ change }) => void changes.push(change));
    await deployment.bus.flush();
    const { objectId } = await objects.make('_Session', { sessionToken: 'r:told', user: pointer('_User', 'abcdefghij') }, as(PLATFORM));
    expect(await objects.removeIfThere('_Session', objectId, as(PUBLIC))).toBe(true);
    await expect.poll(() => changes.at(-1)).toEqual({ kind: 'session', sessionId: objectId });
    end();
  });
});
