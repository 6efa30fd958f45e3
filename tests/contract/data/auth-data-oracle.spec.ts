import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { codeOf, DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

describe.each(MODES)('the word of providers on users, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    await (
      await deployment.collection('_User')
    ).insertOne({
      _id: 'useroneone',
      username: 'alice',
      _auth_data_mfa: { secret: 'SECRET' },
      _auth_data_facebook: { id: 'f1', access_token: 'TOKEN' },
    });
    await (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA').insertOne({ _id: '_User' });
    await deployment.master.create('Holder', { who: pointer('_User', 'useroneone'), text: 'TOKEN' });
  });
  afterAll(() => deployment.close());

  /** 0 where it is answered, else the code. */
  const outcome = (identity: Identity, parameters: Json, className = '_User') =>
    deployment
      .as(identity)
      .find(className, parameters)
      .then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
  const questions = (path: string): readonly [parameters: Json, className?: string][] => [
    [{ where: { [path]: { $exists: true } } }],
    [{ where: { $or: [{ username: 'x' }, { [path]: { $regex: '^S' } }] } }],
    [{ order: `-${path}` }],
    [{ where: { who: { $inQuery: { className: '_User', where: { [path]: { $exists: true } } } } } }, 'Holder'],
    [{ where: { text: { $select: { query: { className: '_User', where: {} }, key: path } } } }, 'Holder'],
  ];
  const secrets = ['authData.mfa', 'authData.mfa.secret', 'password', 'sessionToken'];
  const providers = ['authData', 'authData.facebook', 'authData.facebook.id', 'authData.facebook.access_token'];

  it('USR-05 SEC-04 cannot be asked for by clients, its user included', async () => {
    for (const identity of [{ kind: 'public' }, user('usertwotwo', 'Admins'), user('useroneone')] as const) {
      for (const path of [...secrets, ...providers]) {
        for (const question of questions(path)) expect([question, await outcome(identity, ...question)]).toEqual([question, 119]);
      }
    }
  });

  it('USR-05 lets the master key ask for accounts, and for no secret', async () => {
    const found = await deployment.master.find('_User', { where: { 'authData.facebook.id': 'f1' } });
    expect(found.results).toMatchObject([{ objectId: 'useroneone', authData: { facebook: { id: 'f1' } } }]);
    for (const path of secrets) {
      for (const question of questions(path)) expect([question, await outcome({ kind: 'master' }, ...question)]).toEqual([question, 119]);
      expect([path, await codeOf(deployment.master.aggregate('_User', { distinct: path }))]).toEqual([path, 105]);
      for (const stage of [
        { $project: { x: `$${path}` } },
        { $match: { [path]: { $regex: '^S' } } },
        { $sort: { [path]: 1 } },
        { $group: { _id: `$${path}` } },
      ]) {
        expect([stage, await codeOf(deployment.master.aggregate('_User', { pipeline: [stage] }))]).toEqual([stage, 105]);
      }
    }
  });
});
