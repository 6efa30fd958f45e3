import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeProcess } from './code-process.ts';

const CODE = `
class Review extends Parse.Object { constructor() { super('Review'); } }
Parse.Object.registerSubclass('Review', Review);

Parse.Cloud.beforeSave('Note', (request) => {
  const { object, original, context } = request;
  if (object.get('text') === 'no') throw 'no such text';
  if (object.get('text') === 'code') throw new Parse.Error(9010, 'own code');
  if (object.get('text') === 'nothing') throw undefined;
  object.set('dirty', object.dirtyKeys().sort());
  object.set('isNew', object.isNew());
  object.set('before', original ? original.get('count') : null);
  object.set('now', object.get('count'));
  context.seen = new Date(0);
  context.times = (context.times ?? 0) + 1;
  return { object: { ignored: true } };
});
Parse.Cloud.afterSave('Note', ({ object, original, context }) => {
  if (object.get('text') === 'json') return { only: 'this' };
  object.set('shown', [object.existed(), original?.get('count') ?? null, context.seen instanceof Date, context.times]);
});
Parse.Cloud.beforeSave(Review, ({ object }) => { object.set('kind', object.constructor === Review); });
Parse.Cloud.beforeSave(Parse.User, ({ object }) => { if (!object.get('email')) throw 'Every user needs an email.'; });
Parse.Cloud.beforeDelete('Note', ({ object, master }) => { if (object.get('kept') && !master) throw 'It is kept.'; });
Parse.Cloud.afterDelete('Note', ({ object }) => console.log('gone', object.id));
Parse.Cloud.beforeFind('Note', (request) => {
  const { query, count, isGet } = request;
  if (query._where.kind === 'objects') return [Parse.Object.fromJSON({ className: 'Note', objectId: 'made' })];
  if (query._where.kind === 'one') return Parse.Object.fromJSON({ className: 'Note', objectId: 'one' });
  if (query._where.kind === 'other') return new Parse.Query('Note').equalTo('kind', 'mine').limit(3).descending('at');
  query.equalTo('visible', true);
  request.readPreference = 'SECONDARY';
  request.context.counted = [count, isGet];
});
Parse.Cloud.afterFind('Note', ({ objects, query, context }) => {
  if (query._where.kind === 'nothing') return undefined;
  const unsaved = new Parse.Object('Note');
  unsaved.set('added', context.counted ?? null);
  return [...objects.filter((object) => !object.get('hidden')), unsaved];
});
Parse.Cloud.beforeLogin(({ object }) => { if (object.get('banned')) throw new Parse.Error(9020, 'banned'); });
Parse.Cloud.afterLogin(({ object, user }) => console.log('in', object.id, user?.id));
Parse.Cloud.afterLogout(({ object }) => console.log('out', object.get('user').id));
Parse.Cloud.beforePasswordResetRequest(({ object }) => { if (object.get('banned')) throw 'no mail'; });
Parse.Cloud.beforeSave(Parse.Config, ({ object, original }) => {
  if (object.get('limit') > 10) throw 'The limit is too high.';
  console.log('config', original?.get('limit'), object.get('limit'));
});
Parse.Cloud.beforeSaveFile(async ({ file, fileSize, user }) => {
  if (file.name() === 'bad.txt') throw new Error('a bad file');
  if (file.name() === 'elsewhere.txt') { const other = new Parse.File('other.txt', { uri: 'https://elsewhere.example/other.txt' }); other._url = 'https://elsewhere.example/other.txt'; return other; }
  if (file.name() === 'new.txt') return new Parse.File('newer.txt', { base64: Buffer.from('newer').toString('base64') }, 'text/plain');
  file.addMetadata('size', fileSize);
  file.addTag('by', user?.id ?? 'nobody');
});
Parse.Cloud.afterFind(Parse.File, (request) => {
  request.forceDownload = true;
  request.responseHeaders['X-Own'] = '1';
});
Parse.Cloud.beforeDelete(Parse.File, () => { throw 'It stays.'; });
Parse.Cloud.afterSave('_PushStatus', () => undefined);
`;

describe('triggers of an app in their process', () => {
  let code: CodeProcess;
  beforeAll(async () => {
    code = await CodeProcess.start(CODE);
  });
  afterAll(() => code.stop());

  const original = { objectId: 'n1', count: 1, text: 'old', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };

  it('tells its host which classes have which triggers', () => {
    expect(code.manifest.triggers).toEqual({
      Note: ['beforeSave', 'afterSave', 'beforeDelete', 'afterDelete', 'beforeFind', 'afterFind'],
      Review: ['beforeSave'],
      _User: ['beforeSave', 'beforeLogin', 'afterLogin', 'beforePasswordResetRequest'],
      _Session: ['afterLogout'],
      '@Config': ['beforeSave'],
      '@File': ['beforeSave', 'afterFind', 'beforeDelete'],
      _PushStatus: ['afterSave'],
    });
  });

  it('CLD-09 a beforeSave of a new object sees it as new, and its changes are all members to store', async () => {
    const { body } = await code.trigger('beforeSave', 'Note', { update: { text: 'hi', count: 2 } });
    expect(body?.update).toEqual({ text: 'hi', count: 2, dirty: ['count', 'text'], isNew: true, before: null, now: 2 });
  });

  it('CLD-09 a beforeSave of an update sees increments by value, the original and the dirty keys', async () => {
    const { body } = await code.trigger('beforeSave', 'Note', { original, update: { count: { __op: 'Increment', amount: 4 } } });
    expect(body?.update).toEqual({
      objectId: 'n1',
      count: { __op: 'Increment', amount: 4 },
      dirty: ['count'],
      isNew: false,
      before: 1,
      now: 5,
    });
  });

  it('a beforeSave sees a change of a nested member in its object', async () => {
    const { body } = await code.trigger('beforeSave', 'Note', {
      original: { ...original, place: { city: 'Rome', zip: 1 } },
      update: { 'place.zip': 2 },
    });
    expect(body?.update).toMatchObject({ place: { city: 'Rome', zip: 2 }, dirty: ['place'] });
  });

  it('CLD-03 a beforeSave refuses with 141 or a code of its own', async () => {
    const refusal = async (text: string) => (await code.trigger('beforeSave', 'Note', { update: { text } })).error;
    expect(await refusal('no')).toMatchObject({ code: 141, message: 'no such text' });
    expect(await refusal('code')).toMatchObject({ code: 9010, message: 'own code' });
    expect(await refusal('nothing')).toMatchObject({ code: 141, message: 'Script failed. Unknown error.' });
  });

  it('CLD-35 context goes from beforeSave to afterSave, dates included', async () => {
    const { body } = await code.trigger('beforeSave', 'Note', { update: { text: 'hi' } }, { context: '{"times":4,"client":"says"}' });
    expect(body?.context).toEqual({ client: 'says', times: 5, seen: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } });
    const context = JSON.stringify(body?.context);
    const saved = { objectId: 'n1', createdAt: '2026-01-01T00:00:00.000Z' };
    const after = await code.trigger('afterSave', 'Note', { update: { text: 'hi' }, saved }, { context });
    expect(after.body?.object).toEqual({ ...saved, updatedAt: saved.createdAt, text: 'hi', shown: [false, null, true, 5] });
  });

  it('an afterSave of an update sees the result of the operations, and may answer with JSON of its own', async () => {
    const saved = { count: 3, updatedAt: '2026-01-02T00:00:00.000Z' };
    const update = { count: { __op: 'Increment', amount: 2 } };
    const { body } = await code.trigger('afterSave', 'Note', { original, update, saved });
    expect(body?.object).toMatchObject({ objectId: 'n1', count: 3, shown: [true, 1, false, null] });
    const json = await code.trigger('afterSave', 'Note', { original, update: { text: 'json' }, saved });
    expect(json.body?.answer).toEqual({ only: 'this' });
  });

  it('registers for subclasses and classes of the SDK', async () => {
    expect((await code.trigger('beforeSave', 'Review', { update: {} })).body?.update).toEqual({ kind: true });
    expect((await code.trigger('beforeSave', '_User', { update: { username: 'ada' } })).error).toMatchObject({
      code: 141,
      message: 'Every user needs an email.',
    });
  });

  it('triggers of deletes see the object', async () => {
    const object = { objectId: 'n1', kept: true };
    expect((await code.trigger('beforeDelete', 'Note', { object })).error).toMatchObject({ code: 141, message: 'It is kept.' });
    expect((await code.trigger('beforeDelete', 'Note', { object }, { master: true })).body).toEqual({});
    await code.trigger('afterDelete', 'Note', { object });
    expect(code.logs.at(-1)).toMatchObject({ level: 'info', text: 'gone n1' });
  });

  it('a beforeFind changes the query, returns another one, or objects', async () => {
    const find = async (kind: string, more = {}) =>
      (await code.trigger('beforeFind', 'Note', { query: { where: { kind }, limit: 5 }, ...more })).body;
    expect(await find('x', { count: true, isGet: false })).toEqual({
      query: { where: { kind: 'x', visible: true }, limit: 5, readPreference: 'SECONDARY' },
      context: { counted: [true, false] },
    });
    expect(await find('other')).toEqual({ query: { where: { kind: 'mine' }, limit: 3, order: '-at' } });
    expect((await find('objects'))?.objects).toEqual([{ className: 'Note', objectId: 'made' }]);
    expect((await find('one'))?.objects).toEqual([{ className: 'Note', objectId: 'one' }]);
  });

  it('an afterFind filters and adds objects, and changes none when it returns nothing', async () => {
    const objects = [{ objectId: 'a' }, { objectId: 'b', hidden: true }];
    const found = await code.trigger('afterFind', 'Note', { objects, query: { where: {} } }, { context: '{"counted":[1]}' });
    expect(found.body?.objects).toEqual([
      { objectId: 'a', className: 'Note' },
      { added: [1], className: 'Note' },
    ]);
    const same = await code.trigger('afterFind', 'Note', { objects, query: { where: { kind: 'nothing' } } });
    expect(same.body?.objects).toEqual(objects.map((object) => ({ ...object, className: 'Note' })));
  });

  it('triggers of log-ins, log-outs and password resets see the user or the session', async () => {
    const banned = { object: { objectId: 'u1', banned: true } };
    expect((await code.trigger('beforeLogin', '_User', banned)).error).toMatchObject({ code: 9020, message: 'banned' });
    expect((await code.trigger('beforePasswordResetRequest', '_User', banned)).error).toMatchObject({ code: 141, message: 'no mail' });
    await code.trigger(
      'afterLogin',
      '_User',
      { object: { objectId: 'u1' } },
      { user: { className: '_User', objectId: 'u1' }, hasSession: true },
    );
    const user = { __type: 'Pointer', className: '_User', objectId: 'u1' };
    await code.trigger('afterLogout', '_Session', { object: { objectId: 's1', user } });
    expect(code.logs.slice(-2).map(({ text }) => text)).toEqual(['in u1 u1', 'out u1']);
  });

  it('a trigger of Config sees the parameters, old and new', async () => {
    const refused = await code.trigger('beforeSave', '@Config', { original: { limit: 1 }, update: { limit: 11 } });
    expect(refused.error).toMatchObject({ code: 141, message: 'The limit is too high.' });
    const { body } = await code.trigger('beforeSave', '@Config', { original: { limit: 1 }, update: { limit: 2 } });
    expect(body?.config).toEqual({ limit: 2 });
    expect(code.logs.at(-1)?.text).toBe('config 1 2');
  });

  it('a trigger of files adds metadata and tags, replaces the file, or names another one', async () => {
    const data = Buffer.from('bytes').toString('base64');
    const save = async (name: string) =>
      (await code.trigger('beforeSave', '@File', { file: { name, data, size: 5, contentType: 'text/plain', metadata: {}, tags: {} } })).body
        ?.file;
    expect(await save('a.txt')).toEqual({ name: 'a.txt', contentType: 'text/plain', metadata: { size: 5 }, tags: { by: 'nobody' } });
    expect(await save('new.txt')).toMatchObject({ name: 'newer.txt', data: Buffer.from('newer').toString('base64') });
    expect(await save('elsewhere.txt')).toMatchObject({ name: 'other.txt', url: 'https://elsewhere.example/other.txt' });
  });

  it('errors of triggers of files have the codes of files, and a download gets header fields', async () => {
    const bad = await code.trigger('beforeSave', '@File', { file: { name: 'bad.txt', data: '' } });
    expect(bad.error).toMatchObject({ code: 130, message: 'a bad file' });
    const kept = await code.trigger('beforeDelete', '@File', { file: { name: 'a.txt', size: null } });
    expect(kept.error).toMatchObject({ code: 153, message: 'It stays.' });
    const found = await code.trigger('afterFind', '@File', {
      file: { name: 'a.txt', forceDownload: false, responseHeaders: { 'X-Old': '0' } },
    });
    expect(found.body?.file).toMatchObject({ forceDownload: true, responseHeaders: { 'X-Old': '0', 'X-Own': '1' } });
  });

  it('a trigger that is not registered changes nothing', async () => {
    expect((await code.trigger('beforeSave', 'Other', { update: { a: 1 } })).body).toEqual({});
  });
});

describe('triggers that cannot be registered', () => {
  it.each([
    [`Parse.Cloud.beforeSave('_Session', () => 1)`, 'Only the afterLogout trigger is allowed for the _Session class.'],
    [`Parse.Cloud.beforeSave('_PushStatus', () => 1)`, 'Only afterSave is allowed on _PushStatus'],
    [
      `Parse.Cloud.beforeLogin('Note', () => 1)`,
      'Only the _User class is allowed for the beforeLogin, afterLogin, and beforePasswordResetRequest triggers',
    ],
    [`Parse.Cloud.afterLogout('Note', () => 1)`, 'Only the _Session class is allowed for the afterLogout trigger.'],
  ])('CLD-15 %s', async (text, refusal) => {
    await expect(CodeProcess.start(`\n${text}`)).rejects.toMatchObject({ message: refusal, place: 'main.js:2' });
  });
});
