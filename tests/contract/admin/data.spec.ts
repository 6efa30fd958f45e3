import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

describe('objects and classes for administrators', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('split', [{ id: 'alpha' }, { id: 'beta' }]);
  });
  afterAll(() => deployment.close());

  const ask = (operation: string, request: object = {}) => deployment.ask(`data.${operation}`, { app: 'alpha', ...request });
  const game = (request: object = {}) => ({ className: 'Game', ...request });

  it('a class is made, gets a field, loses it, and is dropped with its objects', async () => {
    const made = await ask('create-class', { className: 'Draft', fields: { title: { type: 'String' } } });
    expect(made.body.class.fields.title).toEqual({ type: 'String' });
    const pointer = { className: 'Draft', field: 'author', type: 'Pointer', targetClass: '_User' };
    expect((await ask('add-field', pointer)).body.class.fields.author).toEqual({ type: 'Pointer', targetClass: '_User' });
    await ask('create', { className: 'Draft', object: { title: 'x' } });
    expect((await ask('drop-field', { className: 'Draft', field: 'title', confirm: 'Draft' })).error).toBe('142');
    expect((await ask('drop-field', { className: 'Draft', field: 'title', confirm: 'title' })).body.class.fields).not.toHaveProperty(
      'title',
    );
    const closed = { find: {}, get: { '*': true } };
    const { body } = await ask('permissions', { className: 'Draft', classLevelPermissions: closed });
    expect(body.class.classLevelPermissions).toMatchObject({ find: {}, get: { '*': true } });
    expect((await ask('classes')).body.classes.find(({ className }: { className: string }) => className === 'Draft').objects).toBe(1);
    expect((await ask('drop-class', { className: 'Draft', confirm: 'no' })).error).toBe('142');
    expect((await ask('drop-class', { className: 'Draft', confirm: 'Draft' })).error).toBeUndefined();
    expect(JSON.stringify((await ask('classes')).body)).not.toContain('Draft');
  });

  it('pages and anchors meet every object once, in order, whatever ties there are', async () => {
    const bodies = Array.from({ length: 250 }, (_, at) => ({ method: 'POST', path: '/parse/classes/Game', body: { score: at % 7, at } }));
    for (let at = 0; at < bodies.length; at += 50)
      await deployment.parlance.masterRest(
        'POST',
        '/batch',
        { requests: bodies.slice(at, at + 50) },
        { app: deployment.parlance.app('alpha') },
      );
    const query = game({ order: '-score', where: { score: { $gte: 1 } } });
    const seen: { objectId: string; score: number }[] = [];
    let after: string | undefined = '';
    while (after !== undefined) {
      const { body } = await ask('find', { ...query, after, limit: 30, count: true });
      seen.push(...body.results);
      expect(body.count).toBe(214);
      after = body.next;
    }
    expect(seen.map(({ score }) => score)).toEqual(seen.map(({ score }) => score).sort((a, b) => b - a));
    expect(new Set(seen.map(({ objectId }) => objectId)).size).toBe(214);

    const { body } = await ask('anchors', { ...query, every: 20, limit: 6 });
    expect([body.anchors.length, body.anchors[0]]).toEqual([6, '']);
    const rest = await ask('anchors', { ...query, every: 20, limit: 6, after: body.next });
    expect([rest.body.anchors.length, rest.body.next]).toEqual([5, undefined]);
    for (const [place, anchor] of [...body.anchors, ...rest.body.anchors].entries()) {
      const { body: page } = await ask('find', { ...query, after: anchor, limit: 1 });
      expect(page.results[0].objectId).toBe(seen[place * 20]?.objectId);
    }
    expect((await ask('find', game({ after: body.next }))).body.error).toBe('after belongs to a query of another where or order.');
    expect((await ask('find', game({ limit: 201 }))).error).toBe('107');
  });

  it('SEC-39 a change of somebody else is told and not overwritten, and each change is in the audit with the values', async () => {
    const created = (await ask('create', game({ object: { score: 1, tags: ['a'] } }))).body.object;
    const { objectId, updatedAt } = created;
    const first = await ask('update', game({ objectId, changes: { score: { __op: 'Increment', amount: 2 } }, ifUpdatedAt: updatedAt }));
    expect(first.body.object.score).toBe(3);
    const late = await ask('update', game({ objectId, changes: { score: 9 }, ifUpdatedAt: updatedAt }));
    expect(late.error).toBe('142');
    expect(late.body.error).toMatch(/^Somebody has changed this object meanwhile, at /);
    expect((await ask('get', game({ objectId }))).body.object.score).toBe(3);
    const [failed, done] = (await deployment.ask('audit.query', { limit: 2 })).body.entries;
    expect([failed.outcome, failed.action, done.outcome]).toEqual(['failed', 'data.update', 'done']);
    expect(done.changes).toContainEqual({ name: 'object.score', before: 1, after: 3, isWhole: true });
    expect((await ask('delete', game({ objectId }))).error).toBeUndefined();
    expect((await ask('get', game({ objectId }))).error).toBe('101');
    expect((await ask('delete', game({ objectId }))).error).toBe('101');
    expect((await ask('update', game({ objectId, changes: {}, ifUpdatedAt: updatedAt }))).error).toBe('101');
  });

  it('classes of the platform keep their rules: a password is hashed, a taken name refused, a lost race told', async () => {
    const user = { username: 'ada', password: 'secret-of-ada' };
    const made = await ask('create', { className: '_User', object: user });
    expect(made.body.object).toMatchObject({ username: 'ada' });
    expect(JSON.stringify(made.body)).not.toContain('secret-of-ada');
    expect((await ask('create', { className: '_User', object: user })).error).toBe('202');
    const login = await deployment.parlance.rest('POST', '/login', user, { app: deployment.parlance.app('alpha') });
    expect(login.status).toBe(200);
    const { objectId, updatedAt } = made.body.object;
    const place = { className: '_User', objectId };
    expect((await ask('update', { ...place, changes: { nick: 'A' }, ifUpdatedAt: updatedAt })).body.object.nick).toBe('A');
    expect((await ask('update', { ...place, changes: { nick: 'B' }, ifUpdatedAt: updatedAt })).error).toBe('142');
    expect((await ask('find', { className: '_User', where: { username: 'ada' } })).body.results).toHaveLength(1);
    expect((await ask('delete', place)).error).toBeUndefined();
    const entries = (await deployment.ask('audit.query', { limit: 10 })).body.entries;
    expect(JSON.stringify(entries)).not.toContain('secret-of-ada');
  });

  it('DAT-12 the audit tells the history of one object, with values that can be written back, and says of which ones it has no more than a part', async () => {
    const { objectId } = (await ask('create', game({ object: { score: 1, text: 'x'.repeat(2_000) } }))).body.object;
    await ask('create', game({ object: { score: 5 } }));
    await ask('update', game({ objectId, changes: { score: 2, nick: 'A', apiKey: 'k1' } }));
    await ask('update', game({ objectId, changes: { nick: { __op: 'Delete' }, text: 'short', apiKey: 'k2' } }));
    await ask('delete', game({ objectId }));
    const { entries } = (await deployment.ask('audit.query', { app: 'alpha', subject: `Game/${objectId}` })).body;
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(['data.delete', 'data.update', 'data.update', 'data.create']);
    const [, second, first] = entries;
    expect(first.changes).toContainEqual({ name: 'object.score', before: 1, after: 2, isWhole: true });
    expect(first.changes).toContainEqual({ name: 'object.nick', after: 'A', isWhole: true });
    expect(second.changes).toContainEqual({ name: 'object.nick', before: 'A', isWhole: true });
    expect(second.changes).toContainEqual({
      name: 'object.text',
      before: `${'x'.repeat(1_000)}… (2000 characters)`,
      after: 'short',
      isWhole: false,
    });
    const shown = { isSet: true };
    expect(second.changes).toContainEqual({ name: 'object.apiKey', before: shown, after: shown, isWhole: false });
    expect((await deployment.ask('audit.query', { app: 'beta', subject: `Game/${objectId}` })).body.entries).toEqual([]);
  });

  it('views are shared by the administrators of an app, have one name within a class, and end with a removal', async () => {
    const view = { className: 'Game', name: 'Best', filters: [{ field: 'score', op: 'gt', value: 5 }], order: '-score', hidden: ['at'] };
    const { body } = await ask('save-view', view);
    expect(body.view).toMatchObject(view);
    expect(body.view.at).toMatch(/^\d{4}-.*Z$/);
    await ask('save-view', { ...view, order: 'score' });
    await ask('save-view', { className: 'Game', name: 'All' });
    const plain = { filters: [], order: '-createdAt', hidden: [] };
    expect((await ask('views')).body.views).toMatchObject([
      { name: 'All', ...plain },
      { ...view, order: 'score' },
    ]);
    expect((await ask('views', { app: 'beta' })).body.views).toEqual([]);
    expect((await ask('save-view', { className: 'Game', name: ' ' })).error).toBe('107');
    expect((await ask('remove-view', { className: 'Game', name: 'All' })).error).toBeUndefined();
    expect((await ask('remove-view', { className: 'Game', name: 'All' })).error).toBe('101');
    expect((await ask('views')).body.views).toHaveLength(1);
    const { entries } = (await deployment.ask('audit.query', { app: 'alpha', action: 'data.save-view' })).body;
    expect(entries).toHaveLength(4 - 1);
  });

  it('SEC-08 objects are browsed as a user: with the rights of their roles, and of nobody where nobody is named', async () => {
    const carol = (await ask('create', { className: '_User', object: { username: 'carol', password: 'x' } })).body.object.objectId;
    const member = { __type: 'Pointer', className: '_User', objectId: carol };
    const users = { __op: 'AddRelation', objects: [member] };
    await ask('create', { className: '_Role', object: { name: 'Editors', ACL: { '*': { read: true } }, users } });
    const acls = [{ '*': { read: true } }, { [carol]: { read: true } }, { 'role:Editors': { read: true } }, {}];
    for (const [at, ACL] of acls.entries()) await ask('create', { className: 'Secret', object: { at, ACL } });
    const seen = async (more: object) => {
      const { body } = await ask('find', { className: 'Secret', order: 'at', ...more });
      return body.results.map(({ at }: { at: number }) => at);
    };
    expect(await seen({})).toEqual([0, 1, 2, 3]);
    expect(await seen({ as: carol })).toEqual([0, 1, 2]);
    expect(await seen({ as: '' })).toEqual([0]);
    expect((await ask('anchors', { className: 'Secret', order: 'at', every: 1, as: '' })).body.anchors).toHaveLength(1);
    expect((await ask('find', { className: 'Secret', as: 'nobody1234' })).error).toBe('101');
    for (const className of ['_User', '_Session', '_Installation']) expect((await ask('find', { className, as: carol })).error).toBe('119');
  });

  it('DAT-10 sessions are seen without their tokens, by which one could act as their users, and deleting one logs the device out', async () => {
    const app = deployment.parlance.app('alpha');
    const { sessionToken } = (await deployment.parlance.rest('POST', '/users', { username: 'bob', password: 'x' }, { app })).body;
    const { results } = (await ask('find', { className: '_Session', include: ['user'] })).body;
    const { objectId } = results.find(({ user }: { user: { username: string } }) => user.username === 'bob');
    expect(JSON.stringify(results)).not.toContain(sessionToken);
    expect((await ask('get', { className: '_Session', objectId })).body.object).not.toHaveProperty('sessionToken');
    expect((await ask('find', { className: '_Session', where: { sessionToken: { $gt: 'r' } } })).error).toBe('119');
    const me = () => deployment.parlance.rest('GET', '/users/me', undefined, { app, headers: { 'X-Parse-Session-Token': sessionToken } });
    expect((await me()).status).toBe(200);
    expect((await ask('delete', { className: '_Session', objectId })).error).toBeUndefined();
    expect((await me()).body).toMatchObject({ code: 209 });
  });
});
