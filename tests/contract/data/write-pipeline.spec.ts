import { MASTER, PLATFORM } from '@parlance/acl';
import { auth, data } from '@parlance/contracts';
import type { TriggersOf, WriteStored } from '@parlance/data';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const TAKEN = { code: 137, error: 'A duplicate value for a field with unique values was provided' };
const ACL = { '*': { read: true } };

describe.each(MODES)('the rules of a class on every path of a write, %s', (mode) => {
  let deployment: DataDeployment;
  const changes: auth.IdentityChange[] = [];
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    deployment.bus.subscribe(auth.identityChanged, ({ change }) => void changes.push(change));
    await deployment.bus.flush();
  });
  afterAll(() => deployment.close());

  /** The identity changes that were told of since the last call; the bus keeps the order of events. */
  const announced = async () => {
    await deployment.bus.flush();
    return changes.splice(0);
  };
  const heard = (count: number) => expect.poll(() => changes.length).toBe(count);

  it('creates of several objects name a taken value, and tell of stale roles', async () => {
    await deployment.master.create('_Role', { name: 'taken', ACL });
    await announced();
    const outcomes = await deployment.master.createMany('_Role', [
      { name: 'free', ACL, users: { __op: 'AddRelation', objects: [pointer('_User', 'abcdefghij')] } },
      { name: 'taken', ACL },
      { name: 'also free', ACL },
      { ACL },
    ]);
    expect(outcomes[1]).toEqual({ error: TAKEN });
    expect(outcomes[3]).toMatchObject({ error: { code: 111 } });
    expect(outcomes.map((outcome) => 'success' in outcome)).toEqual([true, false, true, false]);
    await heard(2);
    expect(await announced()).toEqual(expect.arrayContaining([{ kind: 'roles', userIds: ['abcdefghij'] }, { kind: 'roles' }]));
  });

  it('a transaction names a taken value, says why an update is refused, and tells of stale identities when it has happened', async () => {
    await deployment.master.create('_Role', { name: 'once', ACL });
    const session = await deployment.collection('_Session');
    await session.insertOne({ _id: 'sessionOne', _session_token: 'r:a', _p_user: '_User$abcdefghij', installationId: 'first' });
    await announced();
    const role = { kind: 'create', className: '_Role', body: { name: 'once', ACL } } as const;
    await expect(deployment.master.transaction([role])).rejects.toMatchObject({ code: TAKEN.code, message: TAKEN.error });
    const second = { kind: 'update', className: '_Session', objectId: 'sessionOne', body: { installationId: 'second' } } as const;
    await expect(deployment.master.transaction([second])).rejects.toMatchObject({ code: 105 });
    const gone = { ...second, objectId: 'sessionTwo', body: { mood: 'good' } };
    await expect(deployment.master.transaction([gone])).rejects.toMatchObject({ code: 101 });
    expect(await announced()).toEqual([]);
    await deployment.master.transaction([{ kind: 'remove', className: '_Session', objectId: 'sessionOne' }]);
    await heard(1);
    expect(await announced()).toEqual([{ kind: 'session', sessionId: 'sessionOne' }]);
  });

  it('a removal by condition tells of each object that it has removed, and leaves the others', async () => {
    const sessions = await deployment.collection('_Session');
    const session = (id: string, user: string) => ({ _id: id, _session_token: `r:${id}`, _p_user: `_User$${user}` });
    await sessions.insertMany([
      session('ofTheUser1', 'userOfTwo1'),
      session('ofTheUser2', 'userOfTwo1'),
      session('ofAnother1', 'another001'),
    ]);
    await announced();
    const request = { service: 'auth', className: '_Session', condition: { user: pointer('_User', 'userOfTwo1') } };
    expect(await deployment.call(data.removeMatching, request, { identity: PLATFORM })).toEqual({ removed: 2 });
    await heard(2);
    const ids = (await announced()).map((change) => (change.kind === 'session' ? change.sessionId : undefined));
    expect(ids.sort()).toEqual(['ofTheUser1', 'ofTheUser2']);
    expect(await sessions.countDocuments({ _p_user: '_User$another001' })).toBe(1);
  });
});

describe('the slots of the write pipeline', () => {
  let deployment: DataDeployment;
  /** One line per call of a slot. */
  const calls: string[] = [];
  const told = (slot: string) => (stored: readonly WriteStored[]) => {
    calls.push(`${slot} ${stored.map(({ kind, schema }) => `${kind} ${schema.className}`).join(', ')}`);
    return Promise.resolve();
  };
  /** The triggers of every class but those named `Quiet…`. */
  const triggers: TriggersOf = (className) => {
    if (className.startsWith('Quiet')) return undefined;
    const heard = (slot: string) => {
      calls.push(`${slot} ${className}`);
      return Promise.resolve(undefined);
    };
    return {
      beforeSave: () => heard('beforeSave'),
      beforeDelete: () => heard('beforeDelete'),
      afterSave: () => heard('afterSave'),
      afterDelete: () => heard('afterDelete'),
    };
  };

  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
    deployment.slotsOf = () => ({
      triggers,
      audit: told('audit'),
      changeFeed: told('changeFeed'),
      analytics: told('analytics'),
    });
  });
  afterAll(() => deployment.close());

  const during = async (work: () => Promise<unknown>): Promise<string[]> => {
    calls.length = 0;
    await work();
    return calls.splice(0);
  };
  const after = (writes: string) => [`audit ${writes}`, `changeFeed ${writes}`, `analytics ${writes}`];

  it('are told by each of the paths, in order; triggers hear nothing of what the platform does in its own name', async () => {
    const { master } = deployment;
    let made: Json = {};
    expect(await during(async () => (made = await master.create('Game', { n: 1 })))).toEqual([
      'beforeSave Game',
      'afterSave Game',
      ...after('create Game'),
    ]);
    const id = made['objectId'] as string;
    expect(await during(() => master.update('Game', id, { n: 2 }))).toEqual(['beforeSave Game', 'afterSave Game', ...after('update Game')]);
    expect(await during(() => master.createMany('Game', [{ n: 3 }, { n: 'wrong' }, { n: 4 }]))).toEqual([
      'beforeSave Game',
      'beforeSave Game',
      'beforeSave Game',
      'afterSave Game',
      'afterSave Game',
      ...after('create Game, create Game'),
    ]);
    const parts: data.TransactionPart[] = [
      { kind: 'create', className: 'Game', body: {} },
      { kind: 'update', className: 'Game', objectId: id, body: { n: 5 } },
      { kind: 'remove', className: 'Game', objectId: id },
    ];
    expect(await during(() => master.transaction(parts))).toEqual([
      'beforeSave Game',
      'beforeSave Game',
      'beforeDelete Game',
      'afterSave Game',
      'afterSave Game',
      'afterDelete Game',
      ...after('create Game, update Game, remove Game'),
    ]);
    const other = (await master.create('Game', {}))['objectId'] as string;
    expect(await during(() => master.remove('Game', other))).toEqual(['beforeDelete Game', 'afterDelete Game', ...after('remove Game')]);
    const device = { body: { deviceType: 'ios', installationId: 'device-1' } };
    expect(await during(() => deployment.call(data.saveInstallation, device))).toEqual([
      'beforeSave _Installation',
      'afterSave _Installation',
      ...after('create _Installation'),
    ]);
    expect(await during(() => deployment.call(data.saveInstallation, device))).toEqual([
      'beforeSave _Installation',
      'afterSave _Installation',
      ...after('update _Installation'),
    ]);
    const matching = { service: 'data', className: '_Installation', condition: { installationId: 'device-1' } };
    expect(await during(() => deployment.call(data.removeMatching, matching, { identity: PLATFORM }))).toEqual([
      ...after('remove _Installation'),
    ]);
  });

  it('are asked by class: one without triggers only has its writes told of', async () => {
    expect(await during(() => deployment.master.create('Quiet', {}))).toEqual(after('create Quiet'));
  });

  it('can change a save and refuse one, alone and as an item of several', async () => {
    deployment.slotsOf = () => ({
      triggers: () => ({
        beforeSave: ({ update }) =>
          'bad' in update ? Promise.reject(new ParseError('ValidationFailed', 'No.')) : Promise.resolve({ ...update, seen: true }),
        beforeDelete: () => Promise.reject(new ParseError('ValidationFailed', 'Stay.')),
      }),
    });
    deployment.declare('changed', { allowClientClassCreation: true });
    const caller = deployment.as(MASTER, 'changed');
    const { objectId } = (await caller.create('Game', { n: 1 })) as { objectId: string };
    expect(await caller.get('Game', objectId)).toMatchObject({ n: 1, seen: true });
    await expect(caller.create('Game', { bad: 1 })).rejects.toMatchObject({ code: 142 });
    expect(await caller.createMany('Game', [{ bad: 1 }, { n: 2 }])).toMatchObject([{ error: { code: 142 } }, { success: {} }]);
    await expect(caller.remove('Game', objectId)).rejects.toMatchObject({ code: 142, message: 'Stay.' });
    expect(await caller.get('Game', objectId)).toMatchObject({ n: 1 });
  });
});
