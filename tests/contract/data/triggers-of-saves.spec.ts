import { MASTER } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';
import { handed, StandInCode, type StandIn } from './stand-in-code.ts';

const id = (made: Json): string => made['objectId'] as string;
const own = (userId: string) => ({ [userId]: { read: true, write: true } });

describe.each(MODES)('triggers of saves, %s', (mode) => {
  let deployment: DataDeployment;
  let code: StandInCode;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    code = StandInCode.serve(deployment);
    await deployment.bus.flush();
  });
  afterAll(() => deployment.close());

  const app = (triggers: Record<string, StandIn>, settings = {}) => code.app(deployment, triggers, settings);

  it('CLD-09 beforeSave changes a field: the stored value and the answer contain the change', async () => {
    const { anyone } = app({
      'beforeSave Review': ({ update }) => ({ update: { ...update, stars: 5, words: ['a', 'b'], text: update['text'] } }),
    });
    const made = await anyone.create('Review', { text: 'good', stars: 9 });
    expect(made).toEqual({ objectId: id(made), createdAt: made['createdAt'], stars: 5, words: ['a', 'b'] });
    expect(await anyone.get('Review', id(made))).toMatchObject({ text: 'good', stars: 5, words: ['a', 'b'] });
    const changed = await anyone.update('Review', id(made), { stars: 1, text: 'bad' });
    expect(changed).toEqual({ updatedAt: changed['updatedAt'], stars: 5, words: ['a', 'b'] });
    expect(await anyone.get('Review', id(made))).toMatchObject({ text: 'bad', stars: 5 });
  });

  it('hands over the original and the update as it was sent, and what was stored to afterSave', async () => {
    const { anyone } = app({ 'beforeSave Game': () => undefined, 'afterSave Game': () => undefined });
    const made = await anyone.create('Game', { score: 1, tags: { __op: 'Add', objects: ['x'] } });
    const [before, after] = code.calls.splice(0);
    expect(before?.input).toEqual({ update: { score: 1, tags: { __op: 'Add', objects: ['x'] } } });
    expect(after?.input).toEqual({
      update: { score: 1, tags: { __op: 'Add', objects: ['x'] } },
      saved: { objectId: id(made), createdAt: made['createdAt'], tags: ['x'] },
    });
    await anyone.update('Game', id(made), { score: { __op: 'Increment', amount: 2 } });
    const [beforeUpdate, afterUpdate] = code.calls.splice(0);
    expect(beforeUpdate?.input).toEqual({
      original: {
        className: 'Game',
        objectId: id(made),
        createdAt: made['createdAt'],
        updatedAt: made['createdAt'],
        score: 1,
        tags: ['x'],
      },
      update: { score: { __op: 'Increment', amount: 2 } },
    });
    expect(afterUpdate?.input).toMatchObject({ original: { score: 1 }, saved: { objectId: id(made), score: 3 } });
  });

  it('CLD-35 the context set in beforeSave is visible in afterSave, and that of the request in both', async () => {
    const seen: Json[] = [];
    const { name } = app({
      'beforeSave Game': (_input, asked) => {
        seen.push(handed(asked));
        return { context: { words: 2, mood: 'good' } };
      },
      'afterSave Game': (_input, asked) => void seen.push(handed(asked)),
    });
    const cloud = { headers: { 'x-a': 'b' }, ip: '10.0.0.1', installationId: 'i', context: '{"mood":"bad","from":1}', depth: 3 };
    await deployment.call(data.create, { className: 'Game', body: {} }, { app: name, cloud });
    expect(seen).toEqual([
      { mood: 'bad', from: 1 },
      { mood: 'good', from: 1, words: 2 },
    ]);
    for (const { context } of code.calls) expect(context.cloud).toMatchObject({ headers: { 'x-a': 'b' }, ip: '10.0.0.1', depth: 3 });
  });

  it('CLD-10 CLD-42 beforeSave runs for create, update, batch, transaction, operations and master writes, and refuses each', async () => {
    const { anyone, master } = app({
      'beforeSave Game': ({ update }) => {
        if (JSON.stringify(update).includes('forbidden')) throw ParseError.custom(9001, 'No such word.');
        return undefined;
      },
    });
    const made = await anyone.create('Game', { list: ['a'] });
    const refused = { code: 9001, message: 'No such word.' };
    const bad = { list: ['forbidden'] };
    await expect(anyone.create('Game', bad)).rejects.toMatchObject(refused);
    await expect(master.create('Game', bad)).rejects.toMatchObject(refused);
    await expect(anyone.update('Game', id(made), bad)).rejects.toMatchObject(refused);
    const operation = { list: { __op: 'AddUnique', objects: ['forbidden'] } };
    await expect(master.update('Game', id(made), operation)).rejects.toMatchObject(refused);
    const parts: data.TransactionPart[] = [
      { kind: 'create', className: 'Game', body: { list: [] } },
      { kind: 'update', className: 'Game', objectId: id(made), body: operation },
    ];
    await expect(anyone.transaction(parts)).rejects.toMatchObject(refused);
    expect(await anyone.createMany('Game', [{ list: ['b'] }, bad, { list: ['c'] }])).toMatchObject([
      { success: {} },
      { error: { code: 9001, error: 'No such word.' } },
      { success: {} },
    ]);
    const { results } = await anyone.find('Game', { order: 'createdAt' });
    expect(results.map(({ list }) => list as unknown)).toEqual([['a'], expect.anything(), expect.anything()]);
    expect(JSON.stringify(results)).not.toContain('forbidden');
  });

  it('CLD-11 the result of beforeSave is type-checked, by the types that are locked and by those of the same save', async () => {
    const { anyone } = app({ 'beforeSave Game': ({ update }) => ({ update: { ...update, name: update['n'] } }) });
    await anyone.create('Game', { n: 'text' });
    await expect(anyone.create('Game', { n: 'text', name: 5 })).resolves.toMatchObject({ name: 'text' });
    await expect(anyone.create('Game', { n: { __type: 'GeoPoint', latitude: 400, longitude: 1 } })).rejects.toMatchObject({ code: 111 });
    code.triggers['beforeSave Game'] = ({ update }) => ({ update: { ...update, name: 7 } });
    await expect(anyone.create('Game', { n: 'other' })).rejects.toMatchObject({ code: 111 });
    expect((await anyone.find('Game', {})).results).toHaveLength(2);
  });

  it('SEC-01 forbidden and internal names in the answer of a trigger are refused, and nothing is stored', async () => {
    const { anyone, master } = app({ 'beforeSave Game': () => undefined });
    const answers = [
      '{"update":{"__proto__":{"admin":true}}}',
      '{"update":{"a":{"b":{"constructor":1}}}}',
      '{"update":{"_rperm":["*"]}}',
      '{"update":{"_hashed_password":"x"}}',
      '{"update":{"a":{"$where":"1"}}}',
      '{"update":{"$set":{"a":1}}}',
      '{"context":{"__proto__":1}}',
      '{"update":[1]}',
      '[]',
      'nonsense',
    ];
    for (const answer of answers) {
      code.triggers['beforeSave Game'] = () => answer;
      await expect(anyone.create('Game', {}), answer).rejects.toMatchObject({ code: expect.any(Number) as number });
    }
    expect((await master.find('Game', {})).results).toEqual([]);
    expect(({} as Json)['admin']).toBeUndefined();
  });

  it('runs after the permission check alone: a trigger never hears of objects that the caller may not change', async () => {
    const { name, master, anyone } = app({ 'beforeSave Game': () => undefined, 'afterSave Game': () => undefined });
    const made = await master.create('Game', { ACL: own('owner00001') });
    code.calls.length = 0;
    await expect(anyone.update('Game', id(made), { a: 1 })).rejects.toMatchObject({ code: 101 });
    await expect(deployment.as(user('stranger01'), name).update('Game', id(made), { a: 1 })).rejects.toMatchObject({ code: 101 });
    await expect(anyone.update('Game', 'nothing001', { a: 1 })).rejects.toMatchObject({ code: 101 });
    const classLevelPermissions = { create: {}, update: {}, addField: {} };
    await deployment.call(data.createClass, { body: { className: 'Closed', classLevelPermissions } }, { app: name, identity: MASTER });
    await expect(anyone.create('Closed', {})).rejects.toMatchObject({ code: 119 });
    expect(code.heard()).toEqual([]);
    await deployment.as(user('owner00001'), name).update('Game', id(made), {});
    expect(code.heard()).toEqual(['beforeSave Game', 'afterSave Game']);
  });

  it('shows hidden fields of the original to master alone, unless protectedFieldsTriggerExempt says otherwise', async () => {
    for (const protectedFieldsTriggerExempt of [false, true]) {
      const settings = { protectedFields: { Game: { '*': ['secret'] } }, protectedFieldsTriggerExempt };
      const { anyone, master } = app({ 'beforeSave Game': () => undefined }, settings);
      const made = await master.create('Game', { secret: 's', open: 'o' });
      code.calls.length = 0;
      await anyone.update('Game', id(made), { open: 'p' });
      await master.update('Game', id(made), { open: 'q' });
      const seen = code.calls.map(({ input }) => (input['original'] as Json)['secret'] as unknown);
      expect(seen).toEqual([protectedFieldsTriggerExempt ? 's' : undefined, 's']);
    }
  });

  it('CLD-12 a failing afterSave leaves the save successful, and its error is in the logs', async () => {
    const { anyone } = app({
      'afterSave Game': () => {
        throw ParseError.custom(141, 'too late to refuse');
      },
    });
    const made = await anyone.create('Game', { a: 1 });
    expect(await anyone.get('Game', id(made))).toMatchObject({ a: 1 });
    expect(deployment.logs.some((line) => line.includes('afterSave') && line.includes('too late to refuse'))).toBe(true);
  });

  it('shows the object that afterSave returns or changes, without what its sender knows already', async () => {
    const { anyone } = app({
      'afterSave Game': ({ update, saved }) => ({
        object: { ...update, ...(saved as Json), mood: 'good', gone: null, p: pointer('A', 'b') },
      }),
    });
    const made = await anyone.create('Game', { a: 1 });
    expect(made).toEqual({ objectId: id(made), createdAt: made['createdAt'], mood: 'good' });
    expect(await anyone.get('Game', id(made))).not.toHaveProperty('mood');
  });

  it('answers with the JSON that afterSave returns, and nothing else', async () => {
    const { anyone } = app({ 'afterSave Game': () => ({ answer: { a: 1, done: true } }) });
    expect(await anyone.create('Game', { a: 1 })).toEqual({ a: 1, done: true });
    expect((await anyone.find('Game')).results).toHaveLength(1);
  });

  it('CLD-41 a member that beforeSave takes back keeps its value, and the answer tells that value', async () => {
    const { anyone, master } = app({
      'beforeSave Game': ({ original, update }) => {
        if (original === undefined) return undefined;
        const { calculated: _, ...others } = update;
        return { update: others };
      },
    });
    const made = await master.create('Game', { calculated: 10 });
    const changed = await anyone.update('Game', id(made), { calculated: 99, other: 1, 'deep.path': 2 });
    expect(changed).toEqual({ updatedAt: changed['updatedAt'], calculated: 10 });
    expect(await anyone.get('Game', id(made))).toMatchObject({ calculated: 10, other: 1 });
  });

  it('unsets, increments, relates and changes the ACL by what beforeSave leaves', async () => {
    const { anyone, master } = app({
      'beforeSave Game': ({ original, update }) => {
        if (original === undefined) return { update: { ...update, objectId: 'chosenByCode', count: { __op: 'Increment', amount: 1 } } };
        const fans = { __op: 'AddRelation', objects: [pointer('_User', 'abcdefghij')] };
        return {
          update: { ...update, old: { __op: 'Delete' }, count: { __op: 'Increment', amount: 4 }, fans, ACL: { '*': { read: true } } },
        };
      },
    });
    const made = await anyone.create('Game', { old: 1 });
    expect(made).toMatchObject({ objectId: 'chosenByCode', count: 1 });
    const changed = await anyone.update('Game', 'chosenByCode', { a: 1 });
    expect(changed).toEqual({ updatedAt: changed['updatedAt'], old: { __op: 'Delete' }, count: 5, ACL: { '*': { read: true } } });
    const stored = await master.get('Game', 'chosenByCode');
    expect(stored).toMatchObject({ a: 1, count: 5, ACL: { '*': { read: true } } });
    expect(stored).not.toHaveProperty('old');
    const fans = await master.find('_User', { where: { $relatedTo: { object: pointer('Game', 'chosenByCode'), key: 'fans' } } });
    expect(fans.results).toEqual([]); // the member does not exist, but the relation may be asked
    await expect(anyone.update('Game', 'chosenByCode', { a: 2 })).rejects.toMatchObject({ code: 101 });
  });

  it('answers 503 while the code of the app is being loaded, and lets code itself through', async () => {
    const triggers = { Game: ['beforeSave' as const] };
    deployment.declare('loading', {}, {}, { state: 'loading', triggers, rateLimits: [] });
    const anyone = deployment.as({ kind: 'public' }, 'loading');
    const unavailable = { code: 2, status: 503 };
    await expect(anyone.create('Game', {})).rejects.toMatchObject(unavailable);
    await expect(anyone.find('Game')).rejects.toMatchObject(unavailable);
    await expect(anyone.get('Game', 'abcdefghij')).rejects.toMatchObject(unavailable);
    const body = { installationId: 'i', deviceType: 'ios' };
    await expect(deployment.call(data.saveInstallation, { body }, { app: 'loading' })).rejects.toMatchObject(unavailable);
    const cloud = { headers: {}, ip: '', context: '{}', depth: 1 };
    await deployment.call(data.find, { className: 'Game', parameters: {} }, { app: 'loading', cloud, identity: MASTER });
  });

  it('asks nothing about a class without triggers', async () => {
    const { anyone } = app({ 'beforeSave Game': () => undefined });
    const made = await anyone.create('Other', { a: 1 });
    await anyone.update('Other', id(made), { a: 2 });
    await anyone.remove('Other', id(made));
    expect(code.heard()).toEqual([]);
  });
});
