import { MASTER, PLATFORM } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';
import { handed, StandInCode, type StandIn } from './stand-in-code.ts';

const id = (made: Json): string => made['objectId'] as string;
const count = (heard: readonly string[]): Json => {
  const counted: Record<string, number> = {};
  for (const one of heard) counted[one] = (counted[one] ?? 0) + 1;
  return counted;
};
const never = new Promise<undefined>(() => undefined);

describe.each(MODES)('triggers on every path of a write, %s', (mode) => {
  let deployment: DataDeployment;
  let code: StandInCode;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    code = StandInCode.serve(deployment);
    await deployment.bus.flush();
  });
  afterAll(() => deployment.close());

  const app = (triggers: Record<string, StandIn>, settings = {}) => code.app(deployment, triggers, settings);

  describe('deletions', () => {
    it('CLD-14 a beforeDelete that throws keeps the object; afterDelete is told of the deleted object', async () => {
      const { anyone } = app({
        'beforeDelete Game': ({ object }) => {
          if ((object as Json)['kept'] === true) throw ParseError.custom(141, 'It stays.');
          return { context: { from: 'before' } };
        },
        'afterDelete Game': () => undefined,
      });
      const kept = await anyone.create('Game', { kept: true });
      const other = await anyone.create('Game', { a: 1 });
      await expect(anyone.remove('Game', id(kept))).rejects.toMatchObject({ code: 141, message: 'It stays.' });
      expect(await anyone.get('Game', id(kept))).toMatchObject({ kept: true });
      code.calls.length = 0;
      await anyone.remove('Game', id(other));
      await expect(anyone.get('Game', id(other))).rejects.toMatchObject({ code: 101 });
      const [before, after] = code.calls.splice(0);
      expect(before?.input).toEqual({ object: { className: 'Game', ...other, a: 1, updatedAt: other['createdAt'] } });
      expect(after?.input).toEqual(before?.input);
      expect(after === undefined ? undefined : handed(after)).toEqual({ from: 'before' });
    });

    it('an afterDelete that throws changes nothing; a deletion that is not allowed is none to triggers', async () => {
      const { anyone, master } = app({
        'beforeDelete Game': () => undefined,
        'afterDelete Game': () => {
          throw ParseError.custom(141, 'gone anyway');
        },
      });
      const made = await master.create('Game', {});
      await anyone.remove('Game', id(made));
      expect(deployment.logs.some((line) => line.includes('gone anyway'))).toBe(true);
      const closed = await master.create('Game', { ACL: { '*': { read: true } } });
      code.calls.length = 0;
      await expect(anyone.remove('Game', id(closed))).rejects.toMatchObject({ code: 101 });
      expect(code.heard()).toEqual([]);
    });
  });

  describe('classes of the platform', () => {
    const forService = { service: 'auth', className: '_User' };

    it('CLD-15 roles and users have triggers, sessions have none, whatever a table says', async () => {
      const { master, name } = app({
        'beforeSave _Role': ({ update }) => ({ update: { ...update, seen: true } }),
        'afterSave _Role': () => undefined,
        'beforeDelete _Role': () => undefined,
        'beforeSave _User': ({ update }) => ({ update: { ...update, mood: 'good' } }),
        'beforeSave _Session': () => undefined,
        'beforeDelete _Session': () => undefined,
        'afterSave _Session': () => undefined,
      });
      const role = await master.create('_Role', { name: 'r', ACL: { '*': { read: true } } });
      expect(role).toMatchObject({ seen: true });
      await master.update('_Role', id(role), { users: { __op: 'AddRelation', objects: [pointer('_User', 'abcdefghij')] } });
      await master.remove('_Role', id(role));
      expect(code.heard()).toEqual(['beforeSave _Role', 'afterSave _Role', 'beforeSave _Role', 'afterSave _Role', 'beforeDelete _Role']);
      const members = { username: 'u', _hashed_password: 'x' };
      const { object } = await deployment.call(data.createForService, { ...forService, body: { a: 1 }, members }, { app: name });
      expect(object).toMatchObject({ mood: 'good' });
      const stored = await (await deployment.collection('_User', name)).findOne({});
      expect(stored).toMatchObject({ username: 'u', _hashed_password: 'x', mood: 'good', a: 1 });
      expect(code.calls[0]?.input).toEqual({ update: { a: 1, username: 'u' } });
      const session = { service: 'auth', className: '_Session', body: {}, members: { _session_token: 'r:x' } };
      await deployment.call(data.createForService, session, { app: name, identity: PLATFORM });
      expect(code.heard()).toEqual(['beforeSave _User']);
    });

    it('CLD-08 a beforeSave that refuses a new user leaves no user; code sets no password where nobody would hash it', async () => {
      const { name } = app({
        'beforeSave _User': ({ update }) => {
          if (!('email' in update)) throw ParseError.custom(141, 'every user must have an e-mail');
          return { update: { ...update, password: 'plain' } };
        },
      });
      const asked = (members: Json) =>
        deployment.call(data.createForService, { ...forService, body: {}, members: { username: 'u', ...members } }, { app: name });
      await expect(asked({})).rejects.toMatchObject({ code: 141, message: 'every user must have an e-mail' });
      await expect(asked({ email: 'a@b.example' })).rejects.toMatchObject({ code: 119 });
      expect(await (await deployment.collection('_User', name)).countDocuments()).toBe(0);
    });

    it('run once for a client, by a service that has run beforeSave itself, and never for the service alone', async () => {
      const seen: Json[] = [];
      const { name } = app({ 'beforeSave _User': () => undefined, 'afterSave _User': (_input, asked) => void seen.push(handed(asked)) });
      const members = { username: 'u' };
      const settled = { context: '{"from":"auth"}', changed: { mood: 'good' } };
      const request = { ...forService, body: { mood: 'good' }, members, settled };
      const { object } = await deployment.call(data.createForService, request, { app: name });
      expect(object).toMatchObject({ mood: 'good' });
      expect(code.heard()).toEqual(['afterSave _User']);
      expect(seen).toEqual([{ from: 'auth' }]);
      const counter = { ...forService, objectId: object.objectId, body: {}, members: { _failed_login_count: 1 } };
      await deployment.call(data.updateForService, counter, { app: name, identity: PLATFORM });
      expect(code.heard()).toEqual([]);
      const removal = { ...forService, objectId: object.objectId };
      await deployment.call(data.removeForService, removal, { app: name, identity: user(object.objectId) });
    });

    it('PSH-39 the status of a push has afterSave alone, also where the push itself writes it', async () => {
      const { name } = app({ 'beforeSave _PushStatus': () => undefined, 'afterSave _PushStatus': () => undefined });
      const context = { app: name, identity: PLATFORM };
      const status = { service: 'push', className: '_PushStatus', body: {} };
      const { object } = await deployment.call(data.createForService, { ...status, members: { status: 'running' } }, context);
      const change = { ...status, objectId: object.objectId, members: { status: 'succeeded' }, condition: { status: 'running' } };
      await deployment.call(data.updateForService, change, context);
      await expect(deployment.call(data.updateForService, change, context)).rejects.toMatchObject({ code: 101 });
      expect(code.calls.map(({ input }) => (input['update'] as Json)['status'] as unknown)).toEqual(['running', 'succeeded']);
      expect(code.calls[1]?.input).toMatchObject({ original: { status: 'running' } });
      expect(code.calls.map(({ context: { identity } }) => identity)).toEqual([MASTER, MASTER]);
      expect(code.heard()).toEqual(['afterSave _PushStatus', 'afterSave _PushStatus']);
    });

    it('a device that registers, or registers again, is one save each time, however many do so at once', async () => {
      const { name } = app({
        'beforeSave _Installation': ({ update }) => ({ update: { ...update, seen: true } }),
        'afterSave _Installation': () => undefined,
        'beforeDelete _Installation': () => undefined,
      });
      const save = (token: string) =>
        deployment.call(data.saveInstallation, { body: { installationId: 'one', deviceType: 'ios', deviceToken: token } }, { app: name });
      await Promise.all(['a', 'b', 'c', 'd'].map(save));
      expect(count(code.heard())).toEqual({ 'beforeSave _Installation': 4, 'afterSave _Installation': 4 });
      const installations = await deployment.collection('_Installation', name);
      expect(await installations.countDocuments({ seen: true })).toBe(1);
      await deployment.call(data.saveInstallation, { body: { installationId: 'two', deviceType: 'ios', deviceToken: 'd' } }, { app: name });
      expect(count(code.heard())).toEqual({ 'beforeSave _Installation': 1, 'afterSave _Installation': 1 });
    });
  });

  describe('several writes at once', () => {
    it('creates of several objects each run their triggers once, begun in their order, and end each by itself', async () => {
      const { anyone, name } = app({
        'beforeSave Game': ({ update }) => {
          if ((update['n'] as number) % 10 === 3) throw ParseError.custom(9003, 'three');
          return { context: { n: update['n'] } };
        },
        'afterSave Game': ({ update }, asked) => {
          expect(handed(asked)).toEqual({ n: (update as Json)['n'] });
        },
      });
      const bodies = Array.from({ length: 120 }, (_, n) => ({ n }));
      const outcomes = await anyone.createMany('Game', bodies);
      for (const [n, outcome] of outcomes.entries()) {
        if (n % 10 === 3) expect(outcome).toEqual({ error: { code: 9003, error: 'three' } });
        else expect(outcome).toHaveProperty('success.objectId');
      }
      const begun = code.calls.filter(({ kind }) => kind === 'beforeSave').map(({ input }) => (input['update'] as Json)['n'] as number);
      expect(begun.slice(0, 50)).toEqual(bodies.slice(0, 50).map(({ n }) => n));
      expect(begun.toSorted((a, b) => a - b)).toEqual(bodies.map(({ n }) => n));
      expect(count(code.heard())).toEqual({ 'beforeSave Game': 120, 'afterSave Game': 108 });
      expect(await (await deployment.collection('Game', name)).countDocuments()).toBe(108);
    });

    it('a transaction that is tried again runs each trigger once; one that is refused tells none that come after', async () => {
      const { anyone, name } = app({ 'beforeSave Game': () => undefined, 'afterSave Game': () => undefined });
      const made = await anyone.create('Game', { n: 0, log: [] });
      code.calls.length = 0;
      const add = { kind: 'update' as const, className: 'Game', objectId: id(made), body: { n: { __op: 'Increment', amount: 1 } } };
      await Promise.all(Array.from({ length: 6 }, () => anyone.transaction([add, { kind: 'create', className: 'Other', body: {} }])));
      expect(await anyone.get('Game', id(made))).toMatchObject({ n: 6 });
      expect(count(code.heard())).toEqual({ 'beforeSave Game': 6, 'afterSave Game': 6 });
      const missing = { ...add, objectId: 'nothing001' };
      await expect(anyone.transaction([add, missing])).rejects.toMatchObject({ code: 101 });
      expect(code.heard()).toEqual(['beforeSave Game']);
      expect(await (await deployment.collection('Game', name)).countDocuments({ n: 6 })).toBe(1);
    });

    it('the object that an earlier part of a transaction makes is the original of a later one', async () => {
      const { anyone } = app({ 'beforeSave Game': () => undefined }, { allowCustomObjectId: true });
      await anyone.transaction([
        { kind: 'create', className: 'Game', body: { objectId: 'madeHere01', a: 1 } },
        { kind: 'update', className: 'Game', objectId: 'madeHere01', body: { b: 2 } },
      ]);
      expect(code.calls[1]?.input).toMatchObject({ original: { objectId: 'madeHere01', a: 1 }, update: { b: 2 } });
      expect(await anyone.get('Game', 'madeHere01')).toMatchObject({ a: 1, b: 2 });
    });

    it('CLD-13 CLD-43 an afterSave that increments a counter of another object counts exactly', async () => {
      const { anyone, master, name } = app({
        'afterSave Review': async ({ update }) => {
          const movie = (update as Json)['movie'] as { objectId: string };
          const body = { reviews: { __op: 'Increment', amount: 1 } };
          await deployment.call(data.update, { className: 'Movie', objectId: movie.objectId, body }, { app: name, identity: MASTER });
        },
      });
      const movie = await master.create('Movie', { reviews: 0, ACL: { '*': { read: true } } });
      await Promise.all(Array.from({ length: 40 }, () => anyone.create('Review', { movie: pointer('Movie', id(movie)) })));
      expect(await anyone.get('Movie', id(movie))).toMatchObject({ reviews: 40 });
    });
  });

  describe('triggers that do not answer', () => {
    it('before the write: 124 at the deadline of the request, and nothing is stored', async () => {
      const { anyone, name } = app({ 'beforeSave Game': () => never, 'beforeFind Slow': () => never });
      const deadline = () => ({ app: name, deadline: Date.now() + 300 });
      await expect(deployment.call(data.create, { className: 'Game', body: { a: 1 } }, deadline())).rejects.toMatchObject({ code: 124 });
      await expect(deployment.call(data.find, { className: 'Slow', parameters: {} }, deadline())).rejects.toMatchObject({ code: 124 });
      expect((await anyone.find('Game')).results).toEqual([]);
    });

    it('after the write: the save is answered in time', async () => {
      const { anyone, name } = app({ 'afterSave Game': () => never });
      const deadline = Date.now() + 700;
      await deployment.call(data.create, { className: 'Game', body: { a: 1 } }, { app: name, deadline });
      expect(Date.now()).toBeLessThan(deadline);
      expect((await anyone.find('Game')).results).toHaveLength(1);
    });
  });
});
