import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

const TOKEN = 'r:0123456789abcdef0123456789abcdef';
const LEGACY = 'r:fedcba9876543210fedcba9876543210';
const RESET = 'resettokenofalice';
const HASH = '$2b$10$hashhashhash';
const ANONYMOUS = '8d2c6f3e-anonymous';
const SECRETS = [TOKEN, LEGACY, RESET, HASH, ANONYMOUS];

const READER: Identity = { kind: 'readOnlyMaster' };
const OWN: Identity = { kind: 'user', userId: 'useroneone', roles: [], sessionId: 'sessiona' };
const RESTRICTED: Identity = { kind: 'user', userId: 'useroneone', roles: [], sessionId: 'sessionb', restricted: true };
const STRANGER = user('usertwotwo', 'Admins');

describe.each(MODES)('credentials, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { master } = deployment;
    const rights = { _rperm: ['*'], _wperm: ['useroneone'] };
    const users = await deployment.collection('_User');
    await users.insertOne({
      _id: 'useroneone',
      username: 'alice',
      _hashed_password: HASH,
      _session_token: LEGACY,
      _perishable_token: RESET,
      _email_verify_token: RESET,
      _password_history: [HASH],
      _auth_data_anonymous: { id: ANONYMOUS },
      ...rights,
    });
    const sessions = await deployment.collection('_Session');
    const session = { _p_user: '_User$useroneone', expiresAt: new Date(Date.now() + 3_600_000), createdWith: { action: 'login' } };
    await sessions.insertOne({ _id: 'sessiona', _session_token: TOKEN, ...session, _created_at: new Date(2_020, 1, 1) });
    await sessions.insertOne({ _id: 'sessionb', _session_token: 'r:restricted', ...session, restricted: true });
    const schemas = (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA');
    await schemas.insertOne({ _id: '_User' });
    await schemas.insertOne({ _id: '_Session' });
    await master.create('Holder', { who: pointer('_User', 'useroneone'), session: pointer('_Session', 'sessiona'), text: TOKEN });
  });
  afterAll(() => deployment.close());

  const told = async (identity: Identity, ask: (caller: ReturnType<DataDeployment['as']>) => Promise<unknown>): Promise<string> =>
    JSON.stringify(await ask(deployment.as(identity)));
  const codeOrZero = (work: Promise<unknown>): Promise<number> =>
    work.then(
      () => 0,
      ({ code }: { code: number }) => code,
    );

  const readings: readonly [title: string, ask: (caller: ReturnType<DataDeployment['as']>) => Promise<unknown>][] = [
    ['a find of users', (caller) => caller.find('_User')],
    ['a find that names them', (caller) => caller.find('_User', { keys: 'sessionToken,authData,password' })],
    ['a get of a user', (caller) => caller.get('_User', 'useroneone')],
    ['a find of sessions', (caller) => caller.find('_Session')],
    ['a get of a session', (caller) => caller.get('_Session', 'sessiona')],
    ['an included user', (caller) => caller.find('Holder', { include: 'who,session', excludeKeys: 'text' })],
  ];
  const pipelines: readonly [title: string, className: string, parameters: Json][] = [
    ['a pipeline of users', '_User', { pipeline: [] }],
    ['a pipeline of sessions', '_Session', { pipeline: [] }],
    ['a pipeline in raw names', '_Session', { pipeline: [], rawFieldNames: true }],
    ['a pipeline in raw names and values', '_User', { pipeline: [{ $match: {} }], rawFieldNames: true, rawValues: true }],
    ['a group of whole users', '_User', { pipeline: [{ $group: { _id: null, all: { $push: '$$ROOT' } } }] }],
    ['a group of whole sessions, raw', '_Session', { pipeline: [{ $group: { _id: null, all: { $push: '$$CURRENT' } } }], rawFieldNames: true }],
    ['a look-up of sessions', 'Holder', { pipeline: [{ $unset: 'text' }, { $lookup: { from: '_Session', pipeline: [], as: 'x' } }] }],
    ['a look-up of users, raw', 'Holder', { pipeline: [{ $unset: 'text' }, { $lookup: { from: '_User', pipeline: [], as: 'x' } }], rawFieldNames: true }],
    ['a union with sessions', 'Holder', { pipeline: [{ $unset: 'text' }, { $unionWith: '_Session' }], rawFieldNames: true }],
    ['the plan of a pipeline', '_User', { pipeline: [{ $match: { username: 'alice' } }], explain: true }],
  ]; // prettier-ignore

  it.each(readings)('SEC-04 are not shown to the read-only master key by %s', async (_, ask) => {
    const text = await told(READER, ask);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).toMatch(/useroneone|sessiona/);
  });

  it.each(pipelines)('SEC-04 are not shown to either master key by %s', async (_, className, parameters) => {
    for (const identity of [READER, { kind: 'master' }] as const) {
      const text = await told(identity, (caller) => caller.aggregate(className, parameters));
      for (const secret of SECRETS) expect(text).not.toContain(secret);
    }
  });

  it('SEC-04 are shown to their owner and the master key', async () => {
    expect((await deployment.master.get('_Session', 'sessiona'))['sessionToken']).toBe(TOKEN);
    expect((await deployment.master.get('_User', 'useroneone'))['authData']).toEqual({ anonymous: { id: ANONYMOUS } });
    expect((await deployment.as(OWN).get('_Session', 'sessiona'))['sessionToken']).toBe(TOKEN);
    expect((await deployment.as(OWN).get('_User', 'useroneone'))['authData']).toEqual({ anonymous: { id: ANONYMOUS } });
    expect(await deployment.as(RESTRICTED).get('_Session', 'sessiona')).not.toHaveProperty('sessionToken');
    expect(await deployment.as(STRANGER).get('_User', 'useroneone')).not.toHaveProperty('authData');
  });

  const questions = (path: string, className: string): readonly [parameters: Json, className: string][] => {
    const constraints: readonly unknown[] = [
      { $regex: '^r:0' },
      { $exists: true },
      { $ne: 'x' },
      { $gt: 'r:' },
      { $in: [TOKEN] },
      { $nin: ['x'] },
      { $select: { query: { className: 'Holder', where: {} }, key: 'text' } },
      { $dontSelect: { query: { className: 'Holder', where: {} }, key: 'text' } },
      { $text: { $search: { $term: 'r' } } },
    ];
    return [
      ...constraints.map((constraint): [Json, string] => [{ where: { [path]: constraint } }, className]),
      ...constraints.map((constraint): [Json, string] => [{ where: { [path]: constraint }, count: 1, limit: 0 }, className]),
      [{ where: { $or: [{ [path]: TOKEN }, { [path]: 'x' }] } }, className],
      [{ where: { $nor: [{ [path]: TOKEN }] } }, className],
      [{ order: path }, className],
      [{ order: `-${path}`, limit: 1 }, className],
    ];
  };

  it.each([
    ['the session of another device', RESTRICTED],
    ['the user themselves', OWN],
    ['the read-only master key', READER],
  ])('SEC-04 session tokens answer no question of %s but equality', async (_, identity) => {
    const caller = deployment.as(identity);
    for (const question of questions('sessionToken', '_Session')) {
      expect([question, await codeOrZero(caller.find(question[1], question[0]))]).toEqual([question, 119]);
    }
    const inside = { where: { session: { $inQuery: { className: '_Session', where: { sessionToken: { $regex: '^r' } } } } } };
    expect(await codeOrZero(caller.find('Holder', inside))).toBe(119);
    const selected = { where: { text: { $select: { query: { className: '_Session', where: {} }, key: 'sessionToken' } } } };
    expect(await codeOrZero(caller.find('Holder', selected))).toBe(119);
    const held = await caller.find('_Session', { where: { sessionToken: TOKEN, user: pointer('_User', 'useroneone') } });
    expect(held.results.map(({ objectId }) => objectId as string)).toEqual(['sessiona']);
  });

  it('SEC-04 the read-only master key asks nothing of tokens, hashes and provider data', async () => {
    const caller = deployment.as(READER);
    for (const path of [
      'authData',
      'authData.anonymous.id',
      'sessionToken',
      '_session_token',
      '_perishable_token',
      '_email_verify_token',
    ]) {
      for (const question of questions(path, '_User')) {
        expect([question, await codeOrZero(caller.find(question[1], question[0]))]).toEqual([question, 119]);
      }
    }
    for (const path of ['authData', 'authData.anonymous.id']) {
      expect(await codeOrZero(caller.aggregate('_User', { distinct: path }))).toBe(119);
      for (const stage of [
        { $project: { x: `$${path}` } },
        { $match: { [path]: { $regex: '^8' } } },
        { $sort: { [path]: 1 } },
        { $group: { _id: `$${path}` } },
      ]) {
        // prettier-ignore
        expect([stage, await codeOrZero(caller.aggregate('_User', { pipeline: [stage] }))]).toEqual([stage, 105]);
        const joined = { $lookup: { from: '_User', pipeline: [stage], as: 'x' } };
        expect([stage, await codeOrZero(caller.aggregate('Holder', { pipeline: [joined] }))]).toEqual([stage, 105]);
      }
    }
    for (const distinct of ['sessionToken', '_session_token']) {
      for (const className of ['_Session', '_User']) {
        expect([distinct, await codeOrZero(caller.aggregate(className, { distinct }))]).toEqual([distinct, 105]);
      }
    }
    expect(await deployment.master.aggregate('_User', { distinct: 'authData.anonymous.id' })).toEqual([ANONYMOUS]);
  });
});
