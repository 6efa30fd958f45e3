import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkOf, type ParseSdk } from '../sdk.ts';

const CODE = `
Parse.Cloud.define('hello', () => 'one');
Parse.Cloud.define('rename', async ({ params, user }) => {
  const options = params.master ? { useMasterKey: true } : { sessionToken: user.getSessionToken() };
  const note = await new Parse.Query('Note').get(params.id, { useMasterKey: true });
  return (await note.save({ text: params.text }, options)).get('text');
});
Parse.Cloud.define('like', async ({ params }) => {
  const post = Parse.Object.fromJSON({ className: 'Note', objectId: params.id });
  post.increment('likes');
  return (await post.save(null, { useMasterKey: true })).get('likes');
}, { requireUser: true });
Parse.Cloud.define('editors', () => 'welcome', { requireAnyUserRoles: ['Editor'] });
Parse.Cloud.define('shout', ({ params }) => params.text.toUpperCase(), { fields: { text: { type: String, required: true } } });
Parse.Cloud.define('nested', async ({ params }) => (await Parse.Cloud.run('shout', params)) + '!');
Parse.Cloud.define('file', async () => {
  const file = new Parse.File('a.txt', Buffer.from('from code'), 'text/plain');
  await file.save({ useMasterKey: true });
  return Buffer.from(await file.getData(), 'base64').toString();
});
Parse.Cloud.define('config', async () => {
  await Parse.Config.save({ limit: 7 });
  return (await Parse.Config.get({ useMasterKey: true })).get('limit');
});
Parse.Cloud.define('batch', async () => {
  const notes = [1, 2, 3].map((n) => new Parse.Object('Note', { n }));
  await Parse.Object.saveAll(notes, { useMasterKey: true });
  await Parse.Object.destroyAll(notes.slice(1), { useMasterKey: true });
  return new Parse.Query('Note').exists('n').count({ useMasterKey: true });
});
Parse.Cloud.define('sessions', async ({ params }) => {
  const user = await Parse.User.logIn(params.name, 'p');
  return [user.id === params.id, Parse.User.current() === null];
});
Parse.Cloud.beforeSave('Note', ({ object, context }) => {
  context.length = (object.get('text') ?? '').length;
  if (object.get('text') === 'no') throw 'no such text';
});
Parse.Cloud.afterSave('Note', ({ object, context }) => object.set('told', [context.length, context.from ?? null]));
Parse.Cloud.beforeSave('Chain', async ({ object, context }) => {
  if (object.get('n') < 3) await new Parse.Object('Chain', { n: object.get('n') + 1 }).save(null, { useMasterKey: true, context: { n: (context.n ?? 0) + 1 } });
  object.set('seen', context.n ?? 0);
});
`;

/** The unmodified SDK as a client, and the same one in the code of the app. */
describe('Cloud Code through the SDK', () => {
  let parlance: Parlance;
  let folder: string;
  let Parse: ParseSdk;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloud-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'main.js'), CODE);
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'a', cloud: folder, settings: { allowClientClassCreation: true } }] });
    Parse = sdkOf(parlance, { masterKey: true });
  });
  afterAll(async () => {
    await parlance?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const signUp = (name: string) => new Parse.User({ username: name, password: 'p' }).signUp();
  const errorOf = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      ({ code, message }: { code: number; message: string }) => ({ code, message }),
    );

  it('CLD-01 a function answers when its code is loaded', async () => {
    await expect.poll(() => Parse.Cloud.run('hello').catch((error: unknown) => error), { timeout: 20_000 }).toBe('one');
  });

  it('CLD-07 CLD-33 code writes what its caller cannot with the master key alone, call by call', async () => {
    const [author, other] = [await signUp('author'), await signUp('other')];
    const note = new Parse.Object('Note', { text: 'mine' });
    note.setACL(new Parse.ACL(author));
    await note.save(null, { sessionToken: String(author.getSessionToken()) });
    const as = { sessionToken: String(other.getSessionToken()) };
    const rename = (master: boolean, text: string) => Parse.Cloud.run('rename', { id: note.id, text, master }, as);
    expect(await errorOf(rename(false, 'theirs'))).toMatchObject({ code: 101 });
    expect(await rename(true, 'ours')).toBe('ours');
    expect(await errorOf(rename(false, 'theirs'))).toMatchObject({ code: 101 });
    expect(await Parse.Cloud.run('like', { id: note.id }, as)).toBe(1);
    expect(await errorOf(Parse.Cloud.run('like', { id: note.id }))).toMatchObject({ code: 142 });
  });

  it('CLD-17 CLD-18 CLD-19 validators refuse with 142; roles are inherited', async () => {
    expect(await errorOf(Parse.Cloud.run('shout', {}))).toEqual({ code: 142, message: 'Validation failed. Please specify data for text.' });
    const member = await signUp('member');
    const as = { sessionToken: String(member.getSessionToken()) };
    expect(await errorOf(Parse.Cloud.run('editors', {}, as))).toMatchObject({ code: 142 });
    const [editors, chiefs] = [new Parse.Role('Editor', new Parse.ACL()), new Parse.Role('Chief', new Parse.ACL())];
    chiefs.getUsers().add(member);
    await chiefs.save(null, { useMasterKey: true });
    editors.getRoles().add(chiefs);
    await editors.save(null, { useMasterKey: true });
    await expect.poll(() => Parse.Cloud.run('editors', {}, as).catch((error: unknown) => error)).toBe('welcome');
  });

  it('functions, files, config, batches and log-ins work from code', async () => {
    expect(await Parse.Cloud.run('nested', { text: 'hi' })).toBe('HI!');
    expect(await Parse.Cloud.run('file')).toBe('from code');
    expect(await Parse.Cloud.run('config')).toBe(7);
    expect(await Parse.Cloud.run('batch')).toBe(1);
    const { id } = await signUp('inside');
    expect(await Parse.Cloud.run('sessions', { name: 'inside', id })).toEqual([true, true]);
  });

  it('CLD-09 CLD-35 triggers hand on the context of a save, and change its answer', async () => {
    const note = await new Parse.Object('Note').save({ text: 'four' }, { context: { from: 'client' } });
    expect(note.get('told')).toEqual([4, 'client']);
    expect(await errorOf(new Parse.Object('Note').save({ text: 'no' }))).toEqual({ code: 141, message: 'no such text' });
  });

  it('CLD-43 saves in triggers run their triggers, each with the context that it is given', async () => {
    await new Parse.Object('Chain', { n: 0 }).save();
    const chain = await new Parse.Query('Chain').ascending('n').find();
    expect(chain.map((object) => [object.get('n') as number, object.get('seen') as number])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('CLD-38 a saved file changes the next answer; a broken one changes none', async () => {
    await writeFile(join(folder, 'main.js'), CODE.replace(`'one'`, `'two'`));
    await expect.poll(() => Parse.Cloud.run('hello')).toBe('two');
    await writeFile(join(folder, 'main.js'), `${CODE}\nconst broken = ;`);
    await expect
      .poll(() => parlance.logs.filter(({ msg }) => String(msg).includes('The changed code is refused')).length)
      .toBeGreaterThan(0);
    expect(await Parse.Cloud.run('hello')).toBe('two');
  });
});
