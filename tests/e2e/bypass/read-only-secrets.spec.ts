import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp } from '../accounts.ts';

const ANONYMOUS = 'f3b1c0de-0000-4000-8000-00000000beef';
const SECRET_NAMES = [
  '_session_token',
  '_hashed_password',
  'sessionToken',
  'session_token',
  'password',
  'authData',
  '_auth_data_anonymous',
];
const MORE_NAMES = ['_perishable_token', '_email_verify_token', '_password_history', 'authData.anonymous.id', '_auth_data_anonymous.id'];
const NAMES = [...SECRET_NAMES, ...MORE_NAMES];
/** Parameters of an aggregate that show stored names and stored values. */
const RAW_FORMS: readonly Readonly<Record<string, string>>[] = [
  {},
  { rawFieldNames: 'true' },
  { rawFieldNames: 'true', rawValues: 'true' },
];

/** Everything an aggregation can do with a member whose name is known, or with whole documents. */
function pipelinesAbout(other: string): readonly (readonly object[])[] {
  const byName = NAMES.flatMap((name) => [
    [{ $project: { [name]: 1 } }],
    [{ $project: { shown: `$${name}` } }],
    [{ $addFields: { shown: { $ifNull: [`$${name}`, 'none'] } } }],
    [{ $set: { shown: { $concat: ['', `$${name}`] } } }],
    [{ $group: { _id: `$${name}` } }],
    [{ $group: { objectId: `$${name}` } }],
    [{ $group: { _id: null, all: { $push: `$${name}` } } }],
    [{ $sortByCount: `$${name}` }],
    [{ $replaceRoot: { newRoot: { shown: `$${name}` } } }],
    [{ $project: { shown: { $getField: name } } }],
    [{ $project: { shown: { $getField: { field: { $literal: name }, input: '$$ROOT' } } } }],
    [{ $project: { shown: `$$ROOT.${name}` } }],
    [{ $project: { shown: `$$CURRENT.${name}` } }],
    [{ $unwind: `$${name}` }],
    [{ $bucketAuto: { groupBy: `$${name}`, buckets: 100 } }],
    [{ $match: { [name]: { $exists: true } } }],
    [{ $match: { $expr: { $gt: [`$${name}`, ''] } } }],
    [{ $facet: { inner: [{ $project: { shown: `$${name}` } }] } }],
  ]);
  const whole = [
    [],
    [{ $match: {} }],
    [{ $limit: 10 }],
    [{ $addFields: { all: '$$ROOT' } }],
    [{ $project: { all: '$$ROOT' } }],
    [{ $project: { pairs: { $objectToArray: '$$ROOT' } } }],
    [{ $project: { pairs: { $map: { input: { $objectToArray: '$$CURRENT' }, in: '$$this.v' } } } }],
    [{ $replaceWith: { all: '$$ROOT' } }],
    [{ $replaceRoot: { newRoot: { $mergeObjects: ['$$ROOT', { x: 1 }] } } }],
    [{ $replaceRoot: { newRoot: { $arrayToObject: { $objectToArray: '$$ROOT' } } } }],
    [{ $group: { _id: null, all: { $push: '$$ROOT' } } }],
    [{ $group: { objectId: '$_id', first: { $first: '$$ROOT' }, merged: { $mergeObjects: '$$ROOT' } } }],
    [{ $facet: { inner: [{ $match: {} }] } }],
    [{ $setWindowFields: { sortBy: { _id: 1 }, output: { all: { $push: '$$ROOT' } } } }],
    [{ $project: { shown: { $setField: { field: 'x', input: '$$ROOT', value: 1 } } } }],
  ];
  const joins = ['_User', '_Session', other].flatMap((from) => [
    [{ $lookup: { from, pipeline: [], as: 'joined' } }],
    [{ $lookup: { from, localField: 'x', foreignField: 'x', as: 'joined' } }],
    [{ $lookup: { from, let: { a: 1 }, pipeline: [{ $addFields: { all: '$$ROOT' } }], as: 'joined' } }],
    [{ $facet: { inner: [{ $lookup: { from, pipeline: [], as: 'joined' } }] } }],
    [{ $unionWith: from }],
    [{ $unionWith: { coll: from, pipeline: [{ $match: {} }] } }],
    [{ $graphLookup: { from, startWith: '$x', connectFromField: 'x', connectToField: 'x', as: 'joined' } }],
    [{ $out: `copied${from}` }],
    [{ $merge: { into: `copied${from}` } }],
  ]);
  return [...byName, ...whole, ...joins];
}

describe.each(MODES)('what the read-only master key reads of credentials, %s', (mode) => {
  let parlance: Parlance;
  let secrets: readonly string[];
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: PATIENT }] });
    const user = await signUp(parlance);
    const anonymous = await parlance.rest('POST', '/users', { authData: { anonymous: { id: ANONYMOUS } } });
    expect(anonymous.status).toBe(201);
    await parlance.rest('POST', '/sessions', {}, as(user.token));
    await parlance.masterRest('POST', '/classes/Plain', { x: 1 });
    const database = await parlance.database();
    const users = database.collection<{ _id: string }>('_User');
    // Remains of other servers count too: a token inside a user, and links as they were mailed.
    await users.updateOne(
      { _id: user.id },
      { $set: { _session_token: 'r:legacy-token-of-this-user', _perishable_token: 'mailed-secret-token' } },
    );
    const documents = await users.find().toArray();
    const sessions = await database.collection('_Session').find().toArray();
    const found = JSON.stringify([documents, sessions]).match(/"(?:\$argon2|\$2[aby]\$)[^"]+"|"r:[^"]+"/g) ?? [];
    secrets = [...found.map((text) => text.slice(1, -1)), user.token, ANONYMOUS, 'mailed-secret-token'];
    secrets = [...new Set(secrets)];
    expect(secrets.length).toBeGreaterThanOrEqual(6);
  });
  afterAll(() => parlance?.close());

  const read = async (path: string, query: Readonly<Record<string, string>>) => {
    const { status, body } = await parlance.rest('GET', `${path}?${new URLSearchParams(query).toString()}`, undefined, {
      key: 'readOnlyMaster',
    });
    return { status, text: JSON.stringify(body) };
  };
  const leaksOf = (text: string) => secrets.filter((secret) => text.includes(secret));

  it.each(['_User', '_Session', 'Plain'])('SEC-09 SEC-38 no aggregation of %s shows a token, a hash or an account', async (className) => {
    const leaks: string[] = [];
    let answered = 0;
    for (const pipeline of pipelinesAbout('Plain')) {
      for (const raw of RAW_FORMS) {
        const { status, text } = await read(`/aggregate/${className}`, { pipeline: JSON.stringify(pipeline), ...raw });
        if (status === 200) answered += 1;
        if (leaksOf(text).length > 0) leaks.push(`${JSON.stringify(pipeline)} ${JSON.stringify(raw)}`);
        expect(status, JSON.stringify(pipeline)).toBeLessThan(500);
      }
    }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });

  it.each(['_User', '_Session'])('SEC-09 SEC-38 neither distinct, order, keys nor conditions of %s show one', async (className) => {
    const leaks: string[] = [];
    for (const name of NAMES) {
      const where = JSON.stringify({ [name]: { $regex: '^r:' } });
      const asked = [
        ['/aggregate/', { distinct: name }],
        ['/aggregate/', { distinct: name, rawFieldNames: 'true' }],
        ['/classes/', { keys: name }],
        ['/classes/', { order: name }],
        ['/classes/', { where }],
        ['/classes/', { where, count: '1', limit: '0' }],
      ] as const;
      for (const [path, query] of asked) {
        const { status, text } = await read(path + className, query);
        if (leaksOf(text).length > 0 || /"count":[1-9]/.test(text)) leaks.push(`${path} ${JSON.stringify(query)}`);
        expect(status, JSON.stringify(query)).toBeLessThan(500);
      }
    }
    for (const path of ['/users', '/sessions', '/classes/_User', '/classes/_Session']) {
      if (leaksOf((await read(path, { limit: '100' })).text).length > 0) leaks.push(path);
    }
    expect(leaks).toEqual([]);
  });
});
