import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, soonAfter, user, type Json } from './data-service.ts';

const member = (n: number) => pointer('Member', `member${String(n).padStart(4, '0')}`);
const addRelation = (...objects: unknown[]) => ({ __op: 'AddRelation', objects });
const removeRelation = (...objects: unknown[]) => ({ __op: 'RemoveRelation', objects });
const STUB = { __type: 'Relation', className: 'Member' };

describe.each(MODES)('relations, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
  });
  afterAll(() => deployment.close());

  const rowsOf = async (owningId: string, field = 'members', className = 'Team'): Promise<unknown[]> =>
    (await (await deployment.collection(`_Join:${field}:${className}`)).find({ owningId }).toArray()).map((row) => row['relatedId']).sort();
  const ids = (...members: Json[]): unknown[] => members.map((one) => one['objectId']).sort();

  it('OBJ-50 takes members with the creation of their owner, which shows a stub', async () => {
    const { objectId } = await deployment.anyone.create('Team', { name: 'x', members: addRelation(member(1), member(2)) });
    expect(await rowsOf(objectId)).toEqual(ids(member(1), member(2)));
    expect(await deployment.anyone.get('Team', objectId)).toMatchObject({ name: 'x', members: STUB });
    expect((await deployment.anyone.get('Team', objectId, { keys: 'name' })).members).toEqual(STUB);
    expect(await (await deployment.collection('Team')).findOne({ _id: objectId })).not.toHaveProperty('members');
  });

  it('OBJ-36 OBJ-38 adds a member once, removes objects that are none, and does both in one save', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Team', { members: addRelation(member(1), member(1)) });
    await anyone.update('Team', objectId, { members: addRelation(member(1), member(2)) });
    expect(await rowsOf(objectId)).toEqual(ids(member(1), member(2)));
    expect(await anyone.update('Team', objectId, { members: removeRelation(member(9)) })).toEqual({ updatedAt: expect.any(String) });
    const batch = { __op: 'Batch', ops: [addRelation(member(3)), removeRelation(member(1))] };
    await anyone.update('Team', objectId, { members: batch, name: 'both' });
    expect(await rowsOf(objectId)).toEqual(ids(member(2), member(3)));
    expect((await anyone.get('Team', objectId)).name).toBe('both');
  });

  it('OBJ-37 refuses members of another class, and members without an id', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Team', { members: addRelation(member(1)) });
    expect(await codeOf(anyone.update('Team', objectId, { members: addRelation(pointer('Other', 'abcdefghij')) }))).toBe(111);
    expect(await codeOf(anyone.update('Team', objectId, { members: addRelation({ __type: 'Pointer', className: 'Member' }) }))).toBe(104);
    expect(await codeOf(anyone.update('Team', objectId, { members: 'text' }))).toBe(111);
    expect(await codeOf(anyone.create('Team', { members: addRelation(pointer('Member', 'a'), pointer('Other', 'b')) }))).toBe(111);
    expect(await rowsOf(objectId)).toEqual(ids(member(1)));
  });

  it('OBJ-35 takes 10,000 members in several requests', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Team', {});
    for (let from = 0; from < 10_000; from += 2_500) {
      const members = Array.from({ length: 2_500 }, (_, n) => member(from + n));
      await anyone.update('Team', objectId, { members: addRelation(...members) });
    }
    expect(await rowsOf(objectId)).toHaveLength(10_000);
    expect((await anyone.get('Team', objectId)).members).toEqual(STUB);
  });

  it('OBJ-36 keeps one row per member when many add the same at the same time, and loses none', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Team', {});
    const saves = Array.from({ length: 24 }, (_, n) => anyone.update('Team', objectId, { members: addRelation(member(7), member(n % 6)) }));
    await Promise.all(saves);
    expect(await rowsOf(objectId)).toEqual(ids(...[0, 1, 2, 3, 4, 5, 7].map(member)));
  });

  it('OBJ-57 changes the owner alone: related objects keep their updatedAt', async () => {
    const { anyone } = deployment;
    const related = await anyone.create('Member', { name: 'x' });
    const before = await anyone.get('Member', related.objectId);
    const { objectId, createdAt } = await anyone.create('Team', {});
    await soonAfter(createdAt);
    const { updatedAt } = await anyone.update('Team', objectId, { members: addRelation(pointer('Member', related.objectId)) });
    expect(updatedAt > createdAt).toBe(true);
    expect(await anyone.get('Member', related.objectId)).toEqual(before);
  });

  it('writes object and members whole or not at all', async () => {
    const { anyone } = deployment;
    const guarded = await anyone.create('Team', { ACL: { someoneels: { write: true } }, list: [1] });
    const hidden = deployment.as(user('strangerxx')).update('Team', guarded.objectId, { members: addRelation(member(1)) });
    expect(await codeOf(hidden)).toBe(101);
    expect(await rowsOf(guarded.objectId)).toEqual([]);

    const { objectId } = await anyone.create('Team', { list: [1], name: 'before' });
    await (await deployment.collection('Team')).updateOne({ _id: objectId }, { $set: { list: 'odd' } });
    const refused = anyone.update('Team', objectId, {
      name: 'after',
      list: { __op: 'Add', objects: [2] },
      members: addRelation(member(1)),
    });
    expect(await codeOf(refused)).toBe(111);
    expect(await rowsOf(objectId)).toEqual([]);
    expect((await anyone.get('Team', objectId)).name).toBe('before');

    expect(await codeOf(anyone.update('Team', 'abcdefghij', { members: addRelation(member(1)) }))).toBe(101);
    expect(await rowsOf('abcdefghij')).toEqual([]);
  });

  it('knows the field after an empty AddRelation, or the bare type', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Named', { likes: { __type: 'Relation', className: 'Post' } });
    expect((await anyone.get('Named', objectId)).likes).toEqual({ __type: 'Relation', className: 'Post' });
    await anyone.update('Named', objectId, { likes: addRelation() });
    expect(await codeOf(anyone.update('Named', objectId, { likes: addRelation(member(1)) }))).toBe(111);
  });

  it('indexes both ends of a relation, the pair uniquely', async () => {
    await deployment.anyone.create('Team', { members: addRelation(member(1)) });
    const indexes = await (await deployment.collection('_Join:members:Team')).indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { owningId: 1, relatedId: 1 }, unique: true }));
    expect(indexes).toContainEqual(expect.objectContaining({ key: { relatedId: 1 } }));
  });

  it('OBJ-56 keeps rows and pointers when a member is deleted', async () => {
    const { anyone } = deployment;
    const related = await anyone.create('Member', {});
    const to = pointer('Member', related.objectId);
    const { objectId } = await anyone.create('Team', { members: addRelation(to), captain: to });
    await anyone.remove('Member', related.objectId);
    expect(await rowsOf(objectId)).toEqual([related.objectId]);
    expect((await anyone.get('Team', objectId)).captain).toEqual(to);
  });
});
