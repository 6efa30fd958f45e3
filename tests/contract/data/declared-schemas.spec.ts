import { randomUUID } from 'node:crypto';
import { MASTER } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DataDeployment, MODES, type Json } from './data-service.ts';

const OFF: data.SchemaOptions = { strict: false, deleteExtraFields: false, recreateModifiedFields: false, keepUnknownIndexes: false };
const ALL = { ...OFF, deleteExtraFields: true, recreateModifiedFields: true };
const LOCKED = { code: 119, message: 'Cannot perform this operation when schemas options is used.' };

describe.each(MODES)('declared schemas, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    deployment.declare('locked', { schema: { lockSchemas: true }, allowClientClassCreation: true });
  });
  afterAll(() => deployment.close());

  const context = { identity: MASTER };
  const classOf = async (className: string, app = 'test'): Promise<Json> => {
    const { body } = await deployment.call(data.describeClass, { className }, { ...context, app });
    return JSON.parse(new TextDecoder().decode(body)) as Json;
  };
  const plan = (definitions: Json[], options = OFF) => deployment.call(data.planSchema, { definitions, options }, context);
  const start = async (definitions: Json[], options = OFF, mayLoseData = false) =>
    (await deployment.call(data.startSchemaApply, { definitions, options, mayLoseData }, context)).apply.id;
  const ended = (id: string, app = 'test') =>
    vi.waitFor(async () => {
      const { apply } = await deployment.call(data.readSchemaApply, { id }, { ...context, app });
      expect(apply.endedAt).not.toBeNull();
      return apply;
    }, 20_000);

  it('SCH-03 shows the effect on data before anything is changed: fields, objects that hold them, types, indexes, permissions', async () => {
    for (const n of [1, 2, 3]) await deployment.master.create('Planned', { n, old: n, ...(n === 1 ? { score: 'one' } : {}) });
    const declared = {
      className: 'Planned',
      fields: { n: { type: 'Number' }, score: { type: 'Number' }, at: { type: 'Date' } },
      indexes: { byN: { n: 1 } },
      classLevelPermissions: { find: { '*': true } },
    };
    const { classes, losesData } = await plan([declared], ALL);
    expect(losesData).toBe(true);
    expect(classes.find(({ className }) => className === 'Planned')).toEqual({
      className: 'Planned',
      creates: false,
      added: [{ field: 'at', from: null, to: 'Date', objects: null }],
      removed: [{ field: 'old', from: 'Number', to: null, objects: 3 }],
      recreated: [{ field: 'score', from: 'String', to: 'Number', objects: 1 }],
      changed: [],
      conflicts: [],
      extra: [],
      indexesAdded: ['byN'],
      indexesDropped: [],
      permissions: { before: expect.any(Object), after: { find: { '*': true }, addField: {} } },
    });
    expect((await plan([declared])).losesData).toBe(false);
    expect((await classOf('Planned'))['fields']['at']).toBeUndefined();
    await expect(start([declared], ALL)).rejects.toMatchObject({ code: 142 });
  });

  it('SCH-03 brings classes to their declared form, removes values, and does nothing the second time', async () => {
    for (const n of [1, 2]) await deployment.master.create('Applied', { n, old: n, score: 'one' });
    const declared = [
      { className: 'Applied', fields: { n: { type: 'Number', required: true }, score: { type: 'Number' } }, indexes: { byN: { n: -1 } } },
      { className: 'Made', fields: { of: { type: 'Pointer', targetClass: 'Applied' }, all: { type: 'Relation', targetClass: 'Applied' } } },
    ];
    expect(await ended(await start(declared, ALL, true))).toMatchObject({ state: 'done', error: null });
    const { fields, indexes, classLevelPermissions } = await classOf('Applied');
    expect(fields).toMatchObject({ n: { type: 'Number', required: true }, score: { type: 'Number' } });
    expect(fields['old']).toBeUndefined();
    expect(indexes).toMatchObject({ byN: { n: -1 } });
    expect(classLevelPermissions['find']).toEqual({});
    const stored = await (await deployment.collection('Applied')).find().toArray();
    expect(stored.filter((document) => 'old' in document || 'score' in document)).toEqual([]);
    expect((await classOf('Made'))['fields']['of']).toEqual({ type: 'Pointer', targetClass: 'Applied' });
    const again = await plan(declared, ALL);
    const names = ['Applied', 'Made'];
    const touched = again.classes.filter(({ className }) => names.includes(className));
    expect(touched.map(({ added, removed, permissions }) => [added, removed, permissions])).toEqual([[[], [], null], [[], [], null]]); // prettier-ignore
    expect(again.losesData).toBe(false);
    expect(await ended(await start(declared, ALL))).toMatchObject({ state: 'done', total: 0 });
  });

  it('ends with the reason where a class cannot be made as declared, and keeps the classes that it has changed', async () => {
    const good = { className: 'AGood', fields: { a: { type: 'String' } } };
    const bad = { className: 'BBad', fields: { a: { type: 'Nothing' } } };
    expect(await ended(await start([good, bad]))).toMatchObject({ state: 'failed', error: 'invalid field type: Nothing' });
    expect((await classOf('AGood'))['fields']['a']).toEqual({ type: 'String' });
    await expect(plan([{ className: '1' }])).rejects.toMatchObject({ code: 103 });
  });

  it('goes on with an apply whose process has died, wherever it was, and lets one run at a time', async () => {
    const id = randomUUID();
    const applies = await deployment.collection('_SchemaApplies');
    const text = JSON.stringify({
      definitions: [{ className: 'Late', fields: { a: { type: 'String' } } }],
      options: OFF,
      mayLoseData: false,
    });
    const dead = { text, open: true, state: 'running', done: 0, total: 1, startedAt: new Date(), endedAt: null, error: null };
    await applies.insertOne({ _id: id, ...dead, worker: 'dead', until: new Date(Date.now() + 60_000) });
    await expect(start([{ className: 'Other' }])).rejects.toMatchObject({ code: 119 });
    await deployment.call(data.readSchemaApply, { id }, context); // held by somebody
    await applies.updateOne({ _id: id }, { $set: { until: new Date(0) } });
    expect(await ended(id)).toMatchObject({ state: 'done' });
    expect((await classOf('Late'))['fields']['a']).toEqual({ type: 'String' });
    expect((await deployment.call(data.listSchemaApplies, {}, context)).applies[0]?.id).toBe(id);
    await expect(deployment.call(data.readSchemaApply, { id: 'none' }, context)).rejects.toMatchObject({ code: 101 });
  });

  it('SCH-01 refuses everybody but the master key', async () => {
    for (const identity of [{ kind: 'public' }, { kind: 'user', userId: 'u', roles: [] }] as const) {
      const request = { definitions: [{ className: 'A' }], options: OFF };
      await expect(deployment.call(data.planSchema, request, { identity })).rejects.toMatchObject({ code: 119 });
    }
    const readOnly = { identity: { kind: 'readOnlyMaster' } } as const;
    const request = { definitions: [{ className: 'A' }], options: OFF, mayLoseData: false };
    await expect(deployment.call(data.startSchemaApply, request, readOnly)).rejects.toMatchObject({ code: 119 });
  });

  it('a locked app refuses changes of classes over REST as Parse Server does, takes an apply, and lets its clients save', async () => {
    const locked = { ...context, app: 'locked' };
    const body = { fields: { a: { type: 'String' } } };
    await expect(deployment.call(data.createClass, { className: 'A', body }, locked)).rejects.toMatchObject(LOCKED);
    const definitions = [{ className: 'A', ...body, classLevelPermissions: { create: { '*': true } } }];
    const { apply } = await deployment.call(data.startSchemaApply, { definitions, options: OFF, mayLoseData: false }, locked);
    expect(await ended(apply.id, 'locked')).toMatchObject({ state: 'done' });
    await expect(deployment.call(data.changeClass, { className: 'A', body }, locked)).rejects.toMatchObject(LOCKED);
    await expect(deployment.call(data.dropClass, { className: 'A' }, locked)).rejects.toMatchObject(LOCKED);
    await deployment.call(data.create, { className: 'A', body: { a: 'x' } }, { app: 'locked' });
    await expect(deployment.call(data.create, { className: 'A', body: { b: 1 } }, { app: 'locked' })).rejects.toMatchObject({ code: 119 });
  });
});
