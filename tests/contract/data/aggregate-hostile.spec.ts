import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC } from '@parlance/acl';
import { codeOf, DataDeployment, MODES, user, type Json } from './data-service.ts';

const SECRETS = [
  'secret-of-a-second-factor',
  'token-of-a-provider',
  'code-of-recovery',
  'hash-of-a-password',
  'token-of-a-session',
  'perishable-token',
  'verify-token',
  'plain-password',
];

describe.each(MODES)('hostile pipelines, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    await deployment.master.create('Thing', { name: 'a', n: 1, list: [1, 2], owner: 'ann', ACL: { secretuser: { read: true } } });
    await (
      await deployment.collection('_User')
    ).insertOne({
      _id: 'annannanna',
      username: 'ann',
      _hashed_password: SECRETS[3],
      _perishable_token: SECRETS[5],
      _email_verify_token: SECRETS[6],
      password: SECRETS[7],
      _password_history: [SECRETS[3]],
      _auth_data_mfa: { secret: SECRETS[0], recovery: [SECRETS[2]], mobile: SECRETS[0] },
      _auth_data_facebook: { id: 'f1', access_token: SECRETS[1] },
      _rperm: ['secretuser'],
    });
    await (await deployment.collection('_Session')).insertOne({ _id: 'session', _session_token: SECRETS[4], _p_user: '_User$annannanna' });
    await (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA').insertMany([{ _id: '_User' }, { _id: '_Session' }]);
    await (await deployment.collection('_Idempotency')).insertOne({ _id: 'x', reqId: SECRETS[4] });
    await (await deployment.collection('_Join:users:_Role')).insertOne({ _id: 'x', owningId: SECRETS[4], relatedId: 'y' });
    await (await deployment.collection('NoClass')).insertOne({ _id: 'x', secret: SECRETS[4] });
  });
  afterAll(() => deployment.close());

  const run = (pipeline: unknown, className = 'Thing'): Promise<Json[]> => deployment.master.aggregate(className, { pipeline });
  const refusal = (pipeline: unknown, className = 'Thing'): Promise<number> => codeOf(run(pipeline, className));
  const collections = async (): Promise<string[]> =>
    (await (await deployment.database()).listCollections().toArray()).map(({ name }) => name).sort();

  const WRITES = [{ $out: 'Stolen' }, { $merge: { into: 'Stolen' } }, { $out: { db: 'other', coll: 'Stolen' } }];
  const READERS = [
    { $collStats: { count: {} } }, { $indexStats: {} }, { $currentOp: {} }, { $listSessions: {} }, { $listLocalSessions: {} },
    { $planCacheStats: {} }, { $changeStream: {} }, { $documents: [{ a: 1 }] }, { $search: {} }, { $vectorSearch: {} }, { $queryStats: {} },
    { $shardedDataDistribution: {} }, { $listSampledQueries: {} }, { $nonsense: 1 }, { $: 1 }, { $densify: {} }, { $_internalInhibitOptimization: {} },
  ]; // prettier-ignore
  const wrapped = (stage: Json): [string, unknown[]][] => [
    ['alone', [stage]],
    ['behind others', [{ $match: {} }, { $limit: 1 }, stage]],
    ['in a facet', [{ $facet: { a: [stage] } }]],
    ['in a lookup', [{ $lookup: { from: 'Thing', pipeline: [stage], as: 'x' } }]],
    ['in a union', [{ $unionWith: { coll: 'Thing', pipeline: [stage] } }]],
    ['deep inside', [{ $facet: { a: [{ $lookup: { from: 'Thing', pipeline: [{ $unionWith: { coll: 'Thing', pipeline: [stage] } }], as: 'x' } }] } }]],
  ]; // prettier-ignore

  it('SEC-05 refuses stages that write or read elsewhere, wherever they stand: 102, and nothing is written', async () => {
    const before = await collections();
    for (const stage of [...WRITES, ...READERS] as Json[]) {
      for (const [where, pipeline] of wrapped(stage)) expect([where, stage, await refusal(pipeline)]).toEqual([where, stage, 102]);
    }
    for (const parameters of [{ $out: 'Stolen' }, { $merge: { into: 'Stolen' } }, { out: 'Stolen' }, { pipeline: { $out: 'Stolen' } }]) {
      expect(await codeOf(deployment.master.aggregate('Thing', parameters))).toBe(102);
    }
    expect(await collections()).toEqual(before);
  });

  it('SEC-05 refuses operators that run code, wherever they stand: 102', async () => {
    const code = { body: 'function() { return 1; }', args: [], lang: 'js' };
    const operators: Json[] = [
      { $function: code },
      { $accumulator: { init: 'function(){}', accumulate: 'function(){}', accumulateArgs: [], merge: 'function(){}', lang: 'js' } },
      { $where: 'true' },
      { $nonsense: 1 },
      { $_internalFindSlice: 1 },
    ];
    const places: ((operator: Json) => unknown[])[] = [
      (operator) => [{ $project: { x: operator } }],
      (operator) => [{ $project: { x: { y: [{ $cond: [true, operator, 1] }] } } }],
      (operator) => [{ $addFields: { x: { $map: { input: '$list', in: operator } } } }],
      (operator) => [{ $match: { $expr: operator } }],
      (operator) => [{ $match: operator }],
      (operator) => [{ $match: { $or: [{ n: 1 }, operator] } }],
      (operator) => [{ $match: { n: operator } }],
      (operator) => [{ $match: { list: { $elemMatch: operator } } }],
      (operator) => [{ $match: { n: { $not: operator } } }],
      (operator) => [{ $match: { n: { $eq: operator } } }],
      (operator) => [{ $match: { n: { $in: [operator] } } }],
      (operator) => [{ $group: { _id: operator } }],
      (operator) => [{ $group: { _id: null, x: operator } }],
      (operator) => [{ $group: { _id: null, x: { $sum: operator } } }],
      (operator) => [{ $bucket: { groupBy: operator, boundaries: [0, 1] } }],
      (operator) => [{ $bucket: { groupBy: '$n', boundaries: [0, 1], output: { x: operator } } }],
      (operator) => [{ $sortByCount: operator }],
      (operator) => [{ $replaceRoot: { newRoot: operator } }],
      (operator) => [{ $replaceWith: operator }],
      (operator) => [{ $redact: operator }],
      (operator) => [{ $setWindowFields: { partitionBy: operator, output: {} } }],
      (operator) => [{ $setWindowFields: { output: { x: operator } } }],
      (operator) => [{ $lookup: { from: 'Thing', let: { x: operator }, pipeline: [], as: 'x' } }],
      (operator) => [{ $graphLookup: { from: 'Thing', startWith: operator, connectFromField: 'n', connectToField: 'n', as: 'x' } }],
      (operator) => [{ $graphLookup: { from: 'Thing', startWith: 1, connectFromField: 'n', connectToField: 'n', as: 'x', restrictSearchWithMatch: operator } }],
      (operator) => [{ $geoNear: { near: [0, 0], distanceField: 'd', query: operator } }],
      (operator) => [{ $unwind: operator }],
      (operator) => [{ $sort: { n: operator } }],
      (operator) => [{ $limit: operator }],
      (operator) => [{ $sample: { size: operator } }],
    ]; // prettier-ignore
    for (const operator of operators) {
      for (const place of places) expect([place(operator), await refusal(place(operator))]).toEqual([place(operator), 102]);
    }
  });

  it('SEC-05 is for the master keys alone, also on the bus', async () => {
    for (const identity of [PUBLIC, user('annannanna', 'admin'), { kind: 'maintenance' }] as const) {
      expect(await codeOf(deployment.as(identity).aggregate('Thing', { pipeline: [] }))).toBe(119);
      expect(await codeOf(deployment.as(identity).aggregate('Thing', { distinct: 'n' }))).toBe(119);
    }
    const reader = deployment.as({ kind: 'readOnlyMaster' });
    expect(await reader.aggregate('Thing', { pipeline: [{ $count: 'n' }] })).toEqual([{ n: 1 }]);
    expect(await codeOf(reader.aggregate('Thing', { pipeline: [{ $out: 'Stolen' }] }))).toBe(102);
  });

  it('reads classes of the app alone: no internal collections, join rows, or collections that are no class', async () => {
    const before = await collections();
    const names = ['_Idempotency', '_SCHEMA', '_Join:users:_Role', 'NoClass', 'Nowhere', 'system.profile', 'fs.files', '', 'a b', '$x', '__proto__', 5, null, {}, { db: 'admin', coll: 'x' }];
    for (const name of names) {
      expect([name, await refusal([{ $lookup: { from: name, pipeline: [], as: 'x' } }])]).toEqual([name, 102]);
      expect([name, await refusal([{ $graphLookup: { from: name, startWith: 1, connectFromField: 'a', connectToField: 'b', as: 'x' } }])]).toEqual([name, 102]);
      expect([name, await refusal([{ $unionWith: { coll: name, pipeline: [] } }])]).toEqual([name, 102]);
      if (typeof name === 'string') expect([name, await refusal([{ $unionWith: name }])]).toEqual([name, 102]);
    }
    for (const className of ['_Idempotency', '_SCHEMA', '_Join:users:_Role']) expect(await refusal([], className)).toBe(119);
    for (const className of ['NoClass', 'system.profile', 'a b']) expect(await run([], className)).toEqual([]);
    expect(await collections()).toEqual(before);
  }); // prettier-ignore

  it('USR-05 SEC-05 shows no hidden member by any pipeline that hands on whole documents', async () => {
    const user = 'annannanna';
    const lookup = (more: Json) => [{ $lookup: { from: '_User', as: 'x', ...more } }];
    const graph = { from: '_User', startWith: '$owner', connectFromField: 'objectId', connectToField: 'username', as: 'x' };
    const own: unknown[][] = [
      [],
      [{ $match: { objectId: user } }],
      [{ $match: { username: 'ann' } }, { $sort: { username: 1 } }, { $limit: 1 }],
      [{ $group: { _id: '$$ROOT' } }],
      [{ $group: { _id: null, x: { $push: '$$ROOT' } } }],
      [{ $group: { _id: null, x: { $push: '$$CURRENT' } } }],
      [{ $group: { _id: null, x: { $top: { sortBy: { username: 1 }, output: '$$ROOT' } } } }],
      [{ $project: { x: { $objectToArray: '$$ROOT' } } }],
      [{ $project: { x: { $getField: '_hashed_password' } } }],
      [{ $project: { x: { $getField: '_auth_data_mfa' } } }],
      [{ $addFields: { x: { $getField: { field: '_auth_data_mfa', input: '$$ROOT' } } } }],
      [{ $addFields: { x: { $reduce: { input: { $objectToArray: '$$ROOT' }, initialValue: '', in: { $concat: ['$$value', { $ifNull: ['$$this.v.secret', ''] }] } } } } }],
      [{ $project: { x: { $let: { vars: { d: '$$ROOT' }, in: '$$d' } } } }],
      [{ $project: { x: { $mergeObjects: ['$$ROOT', { a: 1 }] } } }],
      [{ $project: { x: { $setField: { field: 'a', input: '$$ROOT', value: 1 } } } }],
      [{ $project: { _id: 0 } }],
      [{ $project: { _id: 1, username: 0 } }, { $group: { _id: null, x: { $push: '$$ROOT' } } }],
      [{ $unset: 'username' }, { $replaceWith: { x: '$$ROOT' } }],
      [{ $addFields: { x: '$$ROOT' } }],
      [{ $unwind: { path: '$username', includeArrayIndex: 'at' } }, { $replaceRoot: { newRoot: '$$ROOT' } }],
      [{ $facet: { a: [{ $match: {} }], b: [{ $group: { _id: '$$ROOT' } }] } }],
      [{ $redact: '$$KEEP' }],
      [{ $setWindowFields: { sortBy: { username: 1 }, output: { x: { $push: '$$ROOT', window: { documents: [-1, 1] } } } } }],
      [{ $sample: { size: 5 } }, { $replaceWith: '$$ROOT' }],
      [{ $unionWith: '_User' }, { $replaceWith: { x: '$$ROOT' } }],
    ];
    const joined: unknown[][] = [
      lookup({ pipeline: [] }),
      lookup({ localField: 'owner', foreignField: 'username' }),
      lookup({ pipeline: [{ $group: { _id: '$$ROOT' } }] }),
      lookup({ let: { o: '$$ROOT' }, pipeline: [{ $replaceWith: { x: '$$ROOT', o: '$$o' } }] }),
      [{ $unionWith: '_User' }],
      [{ $unionWith: { coll: '_Session', pipeline: [{ $group: { _id: null, x: { $push: '$$ROOT' } } }] } }],
      [{ $graphLookup: graph }],
      [{ $graphLookup: { ...graph, as: 'a.b' } }],
      [{ $facet: { a: lookup({ pipeline: [] }) as Json[] } }],
    ];
    const raw = [{}, { rawValues: true, rawFieldNames: true }];
    const cases = [...own.map((pipeline) => ['_User', pipeline] as const), ...own.slice(0, 10).map((pipeline) => ['_Session', pipeline] as const), ...joined.map((pipeline) => ['Thing', pipeline] as const)];
    for (const [className, pipeline] of cases) {
      for (const more of raw) {
        const text = JSON.stringify(await deployment.master.aggregate(className, { pipeline, ...more }));
        for (const secret of [...SECRETS, 'secretuser']) expect([className, pipeline, more, text.includes(secret)]).toEqual([className, pipeline, more, false]);
      }
    }
  }); // prettier-ignore

  it('USR-05 SEC-04 SEC-05 cannot be asked by hidden names, in any position: 105', async () => {
    const names = ['_hashed_password', 'sessionToken', '_session_token', '_perishable_token', '_password_history', '_rperm', '_wperm', '_acl', 'password', '_email_verify_token', '_failed_login_count', '_auth_data_mfa', '_auth_data_mfa.secret', '_auth_data_facebook.access_token'];
    for (const name of names) {
      const pipelines: unknown[][] = [
        [{ $match: { [name]: { $regex: '^a' } } }],
        [{ $match: { $or: [{ [name]: 'x' }] } }],
        [{ $match: { $expr: { $eq: [`$${name}`, 'x'] } } }],
        [{ $match: { $expr: { $eq: [`$$ROOT.${name}`, 'x'] } } }],
        [{ $match: { $expr: { $eq: [`$$CURRENT.${name}.x`, 'x'] } } }],
        [{ $sort: { [name]: 1 } }],
        [{ $project: { [name]: 1 } }],
        [{ $project: { x: `$${name}` } }],
        [{ $group: { _id: `$${name}` } }],
        [{ $group: { _id: null, x: { $push: `$${name}` } } }],
        [{ $group: { _id: null, x: { $top: { sortBy: { [name]: 1 }, output: '$username' } } } }],
        [{ $sortByCount: `$${name}` }],
        [{ $unwind: `$${name}` }],
        [{ $unset: name }],
        [{ $setWindowFields: { sortBy: { [name]: 1 }, output: { x: { $sum: 1 } } } }],
        [{ $lookup: { from: '_User', localField: name, foreignField: 'username', as: 'x' } }],
        [{ $lookup: { from: '_User', localField: 'username', foreignField: name, as: 'x' } }],
        [{ $graphLookup: { from: '_User', startWith: 'x', connectFromField: 'username', connectToField: name, as: 'x' } }],
        [{ $graphLookup: { from: '_User', startWith: 'x', connectFromField: name, connectToField: 'username', as: 'x' } }],
        [{ $graphLookup: { from: '_User', startWith: 'x', connectFromField: 'username', connectToField: 'username', as: 'x', restrictSearchWithMatch: { [name]: 'x' } } }],
        [{ $geoNear: { near: [0, 0], distanceField: 'd', key: name } }],
        [{ $facet: { a: [{ $project: { [name]: 1 } }] } }],
      ];
      for (const pipeline of pipelines) {
        expect([pipeline, await refusal(pipeline, '_User')]).toEqual([pipeline, 105]);
        const raw = { pipeline, rawFieldNames: true };
        if (!/^[a-z]/.test(name)) expect([raw, await codeOf(deployment.master.aggregate('_User', raw))]).toEqual([raw, 105]);
      }
    }
    const oracle = { $graphLookup: { from: '_User', startWith: 'ann', connectFromField: 'username', connectToField: 'username', as: 'x', restrictSearchWithMatch: { $expr: { $gt: [{ $size: { $objectToArray: '$$ROOT' } }, 3] } } } };
    expect(await refusal([oracle])).toBe(102);
    expect(await refusal([{ $project: { x: { $meta: 'indexKey' } } }])).toBe(102);
    expect(await refusal([{ $project: { x: '$$USER_ROLES' } }])).toBe(102);
  }); // prettier-ignore

  it('refuses names that are none: 105', async () => {
    for (const name of ['a b', 'a..b', '.a', 'a.', '$a', 'a$b', 'a\0', '1a', 'é', 'a-b', '__proto__', 'constructor', 'a.__proto__', '_x', 'x'.repeat(2_000)]) {
      const key = Object.fromEntries([[name, 1]]);
      if (!name.startsWith('$')) expect([name, await refusal([{ $match: key }])]).toEqual([name, 105]);
      expect([name, await refusal([{ $sort: key }])]).toEqual([name, 105]);
      expect([name, await refusal([{ $group: { _id: `$${name.replace(/^\$/, '$.')}` } }])]).toEqual([name, name.startsWith('$') ? 102 : 105]);
    }
  }); // prettier-ignore

  it('refuses absurd sizes before work is done', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { $add: [nested(depth - 1)] });
    const groups = (depth: number): unknown => (depth === 0 ? { n: 1 } : { $and: [groups(depth - 1)] });
    const facets = (depth: number): unknown[] => (depth === 0 ? [{ $limit: 1 }] : [{ $unionWith: { coll: 'Thing', pipeline: facets(depth - 1) } }]);
    const lookup = { $lookup: { from: 'Thing', pipeline: [], as: 'x' } };
    expect(await refusal(Array.from({ length: 10_000 }, () => ({ $limit: 1 })))).toBe(102);
    expect(await refusal(Array.from({ length: 201 }, () => ({ $match: {} })))).toBe(102);
    expect(await run(Array.from({ length: 200 }, () => ({ $match: {} })))).toHaveLength(1);
    expect(await refusal([{ $facet: { a: Array.from({ length: 150 }, () => ({ $limit: 1 })), b: Array.from({ length: 150 }, () => ({ $limit: 1 })) } }])).toBe(102);
    expect(await refusal([{ $project: { x: nested(200) } }])).toBe(107);
    expect(await refusal([{ $match: groups(200) }])).toBe(107);
    expect(await refusal(facets(5))).toBe(102);
    expect(await run(facets(4))).toHaveLength(5);
    expect(await refusal(Array.from({ length: 11 }, () => lookup))).toBe(102);
    expect(await refusal([{ $match: { n: { $in: Array.from({ length: 10_001 }, (_, n) => n) } } }])).toBe(102);
    expect(await refusal([{ $match: { n: { $in: Array.from({ length: 30_000 }, (_, n) => n) } } }])).toBe(107);
    expect(await refusal([{ $match: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`f${n}`, 1])) }])).toBe(102);
    expect(await refusal([{ $match: { name: { $regex: 'x'.repeat(1 << 20) } } }])).toBe(102);
    expect(await refusal([{ $sample: { size: 1e9 } }])).toBe(102);
  }); // prettier-ignore

  const malformed: readonly unknown[] = [
    'x', 5, null, true, {}, [5], [null], ['$match'], [[]], [{}], [{ match: {} }], [{ $match: {}, $limit: 1 }], [{ $match: 5 }], [{ $match: [] }],
    [{ $match: { n: { $in: 5 } } }], [{ $match: { n: { $gt: 1, x: 2 } } }], [{ $match: { $and: {} } }], [{ $match: { $and: [] } }],
    [{ $match: { n: { $regex: '(' } } }], [{ $match: { n: { $regex: '^a', $options: 'g' } } }], [{ $match: { n: { $mod: [0] } } }], [{ $match: { n: { $type: {} } } }],
    [{ $match: { born: { __type: 'Date', iso: 'never' } } }], [{ $match: { born: { $date: 'never' } } }], [{ $match: { n: { x: { $gt: 1 } } } }],
    [{ $match: { n: { $size: 'x' } } }], [{ $match: { n: { $exists: 'x' } } }], [{ $match: { $text: 5 } }], [{ $match: { $jsonSchema: {} } }],
    [{ $match: { place: { $near: [0, 0] } } }], [{ $match: { place: { $geoWithin: { $box: 'x' } } } }],
    [{ $group: {} }], [{ $group: { objectId: null } }], [{ $group: { _id: null, n: 1 } }], [{ $group: { _id: null, n: { $sum: 1, $avg: 1 } } }], [{ $group: 5 }],
    [{ $project: {} }], [{ $project: { a: 1, b: 0 } }], [{ $project: 5 }], [{ $limit: 0 }], [{ $limit: -1 }], [{ $limit: 'x' }], [{ $limit: 1.5 }], [{ $skip: -1 }],
    [{ $sort: {} }], [{ $sort: { n: 2 } }], [{ $sort: 'n' }], [{ $sample: {} }], [{ $sample: { size: 0 } }], [{ $unwind: 'tags' }], [{ $unwind: {} }],
    [{ $unset: [] }], [{ $unset: 5 }], [{ $addFields: {} }], [{ $addFields: 'x' }], [{ $count: '' }], [{ $count: 5 }], [{ $facet: {} }], [{ $facet: { a: 5 } }], [{ $facet: { a: [{ $facet: { b: [] } }] } }],
    [{ $lookup: { from: 'Thing' } }], [{ $lookup: { from: 'Thing', as: 'x', localField: 'n' } }], [{ $lookup: { from: 'Thing', as: 'x', pipeline: [], other: 1 } }],
    [{ $bucket: { groupBy: '$n' } }], [{ $bucket: { groupBy: '$n', boundaries: [2, 1] } }], [{ $bucketAuto: { groupBy: '$n', buckets: 0 } }],
    [{ $project: { x: { $divide: [1, 0] } } }], [{ $project: { x: { $add: ['a', 1] } } }], [{ $replaceRoot: { newRoot: '$n' } }], [{ $project: { x: '$$nothing' } }],
    [{ $project: { x: { $toInt: '$name' } } }], [{ $geoNear: {} }], [{ $geoNear: { near: [0, 0], distanceField: 'd', key: 'n' } }], [{ $limit: 1 }, { $geoNear: { near: [0, 0], distanceField: 'd' } }],
    [{ $setWindowFields: { output: { x: { $rank: {} } } } }], [{ $graphLookup: { from: 'Thing', as: 'x' } }], [{ $match: { $text: { $search: 'x' } } }],
  ]; // prettier-ignore
  it.each(malformed.map((pipeline) => [JSON.stringify(pipeline), pipeline]))('answers 102 to %s', async (_text, pipeline) => {
    if (JSON.stringify(pipeline) === '{}') expect(await run(pipeline)).toHaveLength(1);
    else expect(await refusal(pipeline)).toBe(102);
  });

  it('refuses texts that are no Unicode: 107, and takes NUL in values', async () => {
    expect(await refusal([{ $match: { name: '\ud800' } }])).toBe(107);
    expect(await refusal([{ $project: { x: { $concat: ['\udfff'] } } }])).toBe(107);
    expect(await run([{ $match: { name: 'a\0' } }])).toEqual([]);
  });

  it('ends with 102 where the result is too large to be held in memory', async () => {
    const big = { $project: { _id: 0, x: { $reduce: { input: { $range: [0, 20] }, initialValue: 'x', in: { $concat: ['$$value', '$$value'] } } } } };
    expect(await refusal([big, { $addFields: { at: { $range: [0, 100] } } }, { $unwind: '$at' }])).toBe(102);
    const many = { $project: { _id: 0, at: { $range: [0, 100_001] } } };
    expect(await refusal([many, { $unwind: '$at' }])).toBe(102);
    expect(await refusal([big, { $project: { x: { $concat: Array.from({ length: 20 }, () => '$x') } } }])).toBe(102);
  }); // prettier-ignore

  it('QRY-28 ends with 124 when it takes too long', async () => {
    deployment.declare('hasty', { allowClientClassCreation: true, queryTimeoutMs: 50 });
    const master = deployment.as({ kind: 'master' }, 'hasty');
    await master.create('Thing', { n: 1 });
    const multiply = (name: string): Json[] => [{ $addFields: { [name]: { $range: [0, 10_000] } } }, { $unwind: `$${name}` }];
    expect(await codeOf(master.aggregate('Thing', { pipeline: [...multiply('a'), ...multiply('b'), { $count: 'n' }] }))).toBe(124);
  });
});
