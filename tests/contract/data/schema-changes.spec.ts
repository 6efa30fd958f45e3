import { finishedIndexes } from './finished-indexes.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MASTER } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTransaction } from './open-transaction.ts';
import { codeOf, DataDeployment, pointer, type Caller, type Json } from './data-service.ts';
import { SchemaCalls } from './schema-calls.ts';

const DELETE = { __op: 'Delete' };

/** The result of the work, or the code of its error. */
async function outcome<R>(work: Promise<R>): Promise<R | number> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
}

/** Asks until the answer holds, and fails when it never does. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 200; asked++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('It never came to be.');
}

/**
 * Two deployments on one database: `near` has three replicas that tell each other of changes, `deaf` has one on another bus, which
 * stands for a replica whose events are lost.
 */
describe('changes of classes while others use them', () => {
  let near: DataDeployment;
  let deaf: DataDeployment;
  let schemas: SchemaCalls;
  let deafCaller: Caller;
  beforeAll(async () => {
    near = await DataDeployment.start('split', {}, 3);
    deaf = await DataDeployment.start('split');
    deaf.declare('deaf', { allowClientClassCreation: true }, { name: `${near.name}_test` });
    schemas = new SchemaCalls(near);
    deafCaller = deaf.as({ kind: 'public' }, 'deaf');
  });
  afterAll(async () => {
    await deaf.close();
    await near.close();
  });

  it('gives one class and loses no field when 64 clients save to it first, through four replicas', async () => {
    const callers = Array.from({ length: 64 }, (_, n) => (n % 4 === 3 ? deafCaller : near.anyone));
    const saved = await Promise.all(
      callers.map((caller, n) => caller.create('Crowd', { [`own${n}`]: n, [`shared${n % 8}`]: 'x', all: pointer('Team', 'abcdefghij') })),
    );
    expect(new Set(saved.map(({ objectId }) => objectId as string)).size).toBe(64);
    const { fields } = await schemas.get('Crowd');
    for (let n = 0; n < 64; n++) expect(fields[`own${n}`]).toEqual({ type: 'Number' });
    for (let n = 0; n < 8; n++) expect(fields[`shared${n}`]).toEqual({ type: 'String' });
    expect(fields.all).toEqual({ type: 'Pointer', targetClass: 'Team' });
  });

  it('CLP-10 reaches every replica, and those that hear nothing', async () => {
    await near.anyone.create('Closing', { a: 1 });
    for (let n = 0; n < 6; n++) await near.anyone.find('Closing');
    await deafCaller.find('Closing');
    await schemas.change('Closing', { classLevelPermissions: { get: { '*': true } } });
    const refuses = async (caller: Caller): Promise<boolean> => (await outcome(caller.find('Closing'))) === 119;
    // A queue group gives each question to one of the three: all of them have to know.
    await until(async () => (await Promise.all(Array.from({ length: 12 }, () => refuses(near.anyone)))).every(Boolean));
    await until(() => refuses(deafCaller));
  });

  it('SCH-03 never leaves a value of the old type when a field goes and comes back with another type', { timeout: 60_000 }, async () => {
    // One after the other, each a little later in the life of the deaf replica's copy.
    for (let round = 0; round < 4; round++) await turn(`Turning${round}`, 40 * round);
  });

  it('SCH-03 takes back the values of a write that was held up until after the removal', async () => {
    const { objectId } = await near.anyone.create('HeldUp', { a: 1 });
    await near.anyone.create('HeldUp', { x: 1, list: [1] });
    const objects = await near.collection('HeldUp');
    // An index that is being made would wait for the transaction, and everybody else for that index.
    await until(async () => (await finishedIndexes(objects)) === 3);
    await deafCaller.find('HeldUp');
    const open = await openTransaction(objects, (session) => objects.updateOne({ _id: objectId }, { $set: { a: 2 } }, { session }));
    const held = deafCaller.update('HeldUp', objectId, { x: 5, list: { __op: 'Add', objects: [2] }, a: 3 });
    await schemas.change('HeldUp', { fields: { x: DELETE, list: DELETE } });
    await schemas.change('HeldUp', { fields: { x: { type: 'String' } } });
    await open.commit();
    expect(await held).toHaveProperty('updatedAt');
    const document = await objects.findOne({ _id: objectId });
    expect(document).toMatchObject({ a: 3 });
    expect(document).not.toHaveProperty('x');
    expect(document).not.toHaveProperty('list');
  });

  /** Lets writers of numbers and of texts save all the time, while the field turns from number to text after so many writes. */
  async function turn(className: string, writesBefore: number): Promise<void> {
    const { objectId } = await near.anyone.create(className, { x: 0 });
    let isOver = false;
    let writes = 0;
    const write = async (caller: Caller, value: unknown): Promise<void> => {
      for (let n = 0; !isOver; n++) {
        await outcome(n % 3 === 0 ? caller.update(className, objectId, { x: value }) : caller.create(className, { x: value }));
        if (value === 1) await outcome(caller.update(className, objectId, { x: { __op: 'Increment', amount: 1 } }));
        writes += 1;
        await nextTurn();
      }
    };
    const writing = [near.anyone, deafCaller].flatMap((caller) => [1, 'text'].map((value) => write(caller, value)));
    await until(async () => writes >= writesBefore);
    await schemas.change(className, { fields: { x: DELETE } });
    // Writers are there too, and the first of them may have taken the name.
    await outcome(schemas.change(className, { fields: { x: { type: 'String' } } }));
    isOver = true;
    await Promise.all(writing);
    const { type } = (await schemas.get(className)).fields.x as { type: 'String' | 'Number' };
    const objects = await near.collection(className);
    expect(await objects.countDocuments({ x: { $exists: true, $not: { $type: type === 'String' ? 'string' : 'number' } } })).toBe(0);
  }

  it('waits with a name that is still being removed, for saves and for schema calls alike', async () => {
    await near.anyone.create('Patient', { a: 1, b: 1 });
    const removal = schemas.change('Patient', { fields: { a: DELETE, b: DELETE } });
    await until(async () => !('a' in (await schemas.get('Patient')).fields));
    const [saved, changed] = await Promise.all([
      near.anyone.create('Patient', { a: 'text' }),
      schemas.change('Patient', { fields: { b: { type: 'Boolean' } } }),
      removal,
    ]);
    expect(changed['fields'].b).toEqual({ type: 'Boolean' });
    expect(await near.anyone.get('Patient', saved['objectId'])).toMatchObject({ a: 'text' });
    expect(await (await near.collection('Patient')).countDocuments({ a: { $exists: true } })).toBe(1);
  });

  it('takes over the removal of a process that died, so that the name is free again', async () => {
    const { objectId } = await near.anyone.create('Orphaned', { a: 1, kept: 1 });
    const removal = { type: 'number', worker: 'one that died', until: new Date(Date.now() - 1) };
    await (
      await near.collection('_SCHEMA')
    ).updateOne({ _id: 'Orphaned' }, { $unset: { a: '' }, $set: { '_metadata.removed_fields': { a: removal } } });
    near.announce('Orphaned');
    await near.anyone.get('Orphaned', objectId);
    await until(async () => !('a' in ((await (await near.collection('Orphaned')).findOne({ _id: objectId })) ?? {})));
    await near.anyone.update('Orphaned', objectId, { a: 'text' });
    expect(await near.anyone.get('Orphaned', objectId)).toMatchObject({ a: 'text', kept: 1 });
    expect((await (await near.collection('_SCHEMA')).findOne({ _id: 'Orphaned' }))?.['_metadata']).not.toHaveProperty('removed_fields');
  });

  it('removes the values of 5,000 objects in batches, those that are saved meanwhile included', async () => {
    const objects = await near.collection('Large');
    await near.anyone.create('Large', { a: 1, team: pointer('Team', 'abcdefghij'), kept: 1 });
    await objects.insertMany(Array.from({ length: 5_000 }, (_, n) => ({ _id: `o${n}`, a: n, _p_team: 'Team$x', kept: n })));
    const removal = schemas.change('Large', { fields: { a: DELETE, team: DELETE } });
    const late = deafCaller.create('Large', { kept: 1, a: 5 });
    await removal;
    await outcome(late);
    expect(await objects.countDocuments({ $or: [{ a: { $exists: true } }, { _p_team: { $exists: true } }] })).toBeLessThanOrEqual(1);
    expect(await objects.countDocuments({ kept: { $exists: true } })).toBe(5_002);
  });

  it('SCH-02 never loses an object that is saved while its class is dropped', async () => {
    for (let round = 0; round < 4; round++) {
      const className = `Closing${round}`;
      await schemas.create(className, { fields: { a: { type: 'Number' } } });
      await Promise.all([near.anyone.find(className), deafCaller.find(className)]);
      const drop = outcome(schemas.drop(className));
      const saved = await outcome((round % 2 === 0 ? deafCaller : near.anyone).create(className, { a: 1 }));
      await drop;
      if (typeof saved === 'number') continue;
      expect(await near.as(MASTER).get(className, saved['objectId'] as string)).toMatchObject({ a: 1 });
    }
  });

  it('lets one of several creators of a class win, and tells the others', async () => {
    const deafSchemas = new SchemaCalls(deaf, MASTER, 'deaf');
    const all = await Promise.all(
      [schemas, deafSchemas, schemas].map((by, n) => outcome(by.create('Contested', { fields: { [`f${n}`]: { type: 'String' } } }))),
    );
    expect(all.filter((one) => one === 103)).toHaveLength(2);
    const { fields } = await schemas.get('Contested');
    expect(Object.keys(fields as Json).filter((name) => /^f\d$/.test(name))).toHaveLength(1);
  });

  it('applies all of a change, or nothing of it', async () => {
    await schemas.create('Whole', { fields: { a: { type: 'String' } } });
    const change = { fields: { a: DELETE, b: { type: 'Number' } }, classLevelPermissions: { find: { 'a b': true } } };
    expect(await codeOf(schemas.change('Whole', change))).toBe(107);
    const { fields, classLevelPermissions } = await schemas.get('Whole');
    expect(Object.keys(fields as Json).sort()).toEqual(['ACL', 'a', 'createdAt', 'objectId', 'updatedAt']);
    expect(classLevelPermissions.find).toEqual({ '*': true });
  });
});
