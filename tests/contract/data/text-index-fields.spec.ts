import { data } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

const words = (field: string, $term: string): Json => ({ [field]: { $text: { $search: { $term } } } });
const ACL = { '*': { read: true } };

describe.each(MODES)('the fields of the index that answers, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { master } = deployment;
    const everything = Object.fromEntries(['get', 'find', 'count', 'create', 'update', 'delete', 'addField'].map((name) => [name, { '*': true }])); // prettier-ignore
    for (const className of ['Letter', 'Note', 'Wild']) {
      const { objectId } = await master.create(className, { title: 'red fox', secret: 'blue whale', ACL });
      await master.create(`Holder${className}`, { held: pointer(className, objectId as string), ACL });
      const classLevelPermissions = { ...everything, protectedFields: { '*': ['secret'], 'role:Editors': [] } };
      await deployment.call(data.changeClass, { className, body: { classLevelPermissions } }, { identity: { kind: 'master' } });
    }
    await (await deployment.collection('Letter')).createIndex({ title: 'text', secret: 'text' }, { name: 'both' });
    await (await deployment.collection('Wild')).createIndex({ '$**': 'text' } as never, { name: 'all' });
  });
  afterAll(() => deployment.close());

  it.each(['Letter', 'Wild'])('a hidden one refuses searches through the visible one: %s', async (className) => {
    const { anyone } = deployment;
    const fieldOfHolder = { held: { $inQuery: { className, where: words('title', 'whale') } } };
    for (const term of ['whale', 'fox']) {
      expect(await codeOf(anyone.find(className, { where: words('title', term) }))).toBe(119);
      expect(
        await codeOf(anyone.find(className, { where: { ...words('title', term), createdAt: { $exists: true } }, count: 1, limit: 0 })),
      ).toBe(119);
      expect(await codeOf(anyone.find(className, { where: words('title', term), order: '$score', keys: '$score' }))).toBe(119);
    }
    expect(await codeOf(anyone.find(`Holder${className}`, { where: fieldOfHolder }))).toBe(119);
  });

  it('a hint to an index over a hidden one is refused: its order, and the objects in it, tell', async () => {
    const collection = await deployment.collection('Letter');
    await collection.createIndex({ secret: 1 }, { name: 'bySecret' });
    await collection.createIndex({ title: 1 }, { name: 'someTitles', partialFilterExpression: { secret: { $gt: 'a' } } });
    await collection.createIndex({ title: 1, _id: 1 }, { name: 'allTitles' });
    const users = await deployment.collection('_User');
    await users.createIndex({ email: 1 }, { name: 'email_1' });
    await users.createIndex({ _perishable_token: 1 }, { name: '_perishable_token' });
    const { anyone, master } = deployment;
    for (const hint of ['bySecret', { secret: 1 }, 'someTitles', { title: 1 }]) {
      expect([hint, await codeOf(anyone.find('Letter', { hint }))]).toEqual([hint, 119]);
      expect([hint, await codeOf(anyone.find('Letter', { hint, count: 1, limit: 0 }))]).toEqual([hint, 119]);
      const where = { title: { $gt: 'a' }, secret: { $gt: 'a' } };
      expect((await master.find('Letter', { where, hint })).results).toHaveLength(1);
    }
    expect((await anyone.find('Letter', { hint: 'allTitles' })).results).toHaveLength(1);
    expect(await codeOf(anyone.find('_User', { hint: 'email_1' }))).toBe(119);
    const reader = deployment.as({ kind: 'readOnlyMaster' });
    for (const hint of ['_perishable_token', { _perishable_token: 1 }]) {
      expect(await codeOf(reader.find('_User', { hint }))).toBe(119);
      expect(await codeOf(reader.aggregate('_User', { pipeline: [], hint }))).toBe(119);
      expect(await codeOf(reader.aggregate('_User', { distinct: 'username', hint }))).toBe(119);
    }
  });

  it('callers that see all of it search all of it', async () => {
    for (const caller of [deployment.master, deployment.as(user('useroneone', 'Editors'))]) {
      for (const className of ['Letter', 'Wild']) {
        expect((await caller.find(className, { where: words('title', 'whale') })).results).toMatchObject([{ title: 'red fox' }]);
      }
    }
  });

  it('an index on the visible field alone answers everybody, and finds nothing by the hidden one', async () => {
    expect((await deployment.anyone.find('Note', { where: words('title', 'fox') })).results).toHaveLength(1);
    expect((await deployment.anyone.find('Note', { where: words('title', 'whale') })).results).toHaveLength(0);
  });

  it('an index that came later counts within seconds', async () => {
    const collection = await deployment.collection('Note');
    await collection.dropIndex('title_text');
    await collection.createIndex({ title: 'text', secret: 'text' }, { name: 'both' });
    await expect.poll(() => deployment.anyone.find('Note', { where: words('title', 'whale') }).then(() => 0, ({ code }: { code: number }) => code), { timeout: 5_000 }).toBe(119); // prettier-ignore
  });

  it('one over the tokens of users answers nobody', async () => {
    const users = await deployment.collection('_User');
    await users.insertOne({ _id: 'useroneone', username: 'alice', _perishable_token: 'resettoken' });
    await users.createIndex({ username: 'text', _perishable_token: 'text' }, { name: 'both' });
    for (const identity of [{ kind: 'master' }, { kind: 'readOnlyMaster' }, { kind: 'public' }] as const) {
      expect(await codeOf(deployment.as(identity).find('_User', { where: words('username', 'resettoken') }))).toBeOneOf([102, 119]);
    }
    const searched = { $match: { $text: { $search: 'resettoken' } } };
    expect(await codeOf(deployment.master.aggregate('_User', { pipeline: [searched, { $count: 'n' }] }))).toBe(102);
    const joined = { $lookup: { from: '_User', pipeline: [searched], as: 'x' } };
    expect(await codeOf(deployment.master.aggregate('HolderNote', { pipeline: [joined] }))).toBe(102);
  });
});
