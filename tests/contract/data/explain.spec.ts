import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, user, type Json } from './data-service.ts';
import { SchemaCalls } from './schema-calls.ts';

describe.each(MODES)('explain, hint and comment, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    deployment.declare('open', { allowClientClassCreation: true, allowPublicExplain: true });
    for (const app of ['test', 'open']) {
      const master = deployment.as({ kind: 'master' }, app);
      const sauces = Array.from({ length: 60 }, (_, n) => ({ name: `${n % 2 === 0 ? 'Big' : 'Small'} ${n}`, n }));
      for (const sauce of sauces) await master.create('Sauce', sauce);
      await master.create('Sauce', { name: 'hidden', n: 1, ACL: {} });
      await (await deployment.collection('Sauce', app)).createIndex({ name: 1 }, { name: 'name_1' });
    }
  });
  afterAll(() => deployment.close());

  const explained = async (parameters: Json): Promise<Json> => (await deployment.master.find('Sauce', parameters)).results;

  it('PER-02 QRY-26 tells index and examined counts: a prefix examines the objects it finds, and little more', async () => {
    const plan = await explained({ where: { name: { $regex: '^\\QBig\\E' } }, explain: true });
    const { totalKeysExamined, totalDocsExamined, nReturned } = plan['executionStats'] as Json;
    expect(nReturned).toBe(30);
    expect(totalDocsExamined).toBe(30);
    expect(totalKeysExamined).toBeLessThanOrEqual(32);
    expect(JSON.stringify(plan['queryPlanner'])).toContain('"indexName":"name_1"');
    expect(plan).not.toHaveProperty('$clusterTime');
  });

  it('tells as much as it is asked for', async () => {
    expect(await explained({ explain: 'queryPlanner' })).not.toHaveProperty('executionStats');
    expect(await explained({ explain: 'executionStats' })).toHaveProperty('executionStats.totalDocsExamined', 61);
    expect(await explained({ explain: true, count: 1, limit: 0 })).toHaveProperty('executionStats');
    expect((await deployment.master.find('Sauce', { explain: false, limit: 1 })).results).toHaveLength(1);
    expect((await deployment.master.find('Nowhere', { explain: true })).results).toEqual([]);
    for (const explain of ['everything', 5, {}, ['queryPlanner']]) {
      expect(await codeOf(deployment.master.find('Sauce', { explain }))).toBe(102);
    }
  });

  it('PER-02 is refused to everybody but the master keys: 102', async () => {
    for (const identity of [{ kind: 'public' }, user('someone'), { kind: 'maintenance' }] as const) {
      expect(await codeOf(deployment.as(identity).find('Sauce', { explain: true }))).toBe(102);
      expect(await codeOf(deployment.as(identity).find('Nowhere', { explain: true }))).toBe(102);
    }
    expect((await deployment.as({ kind: 'readOnlyMaster' }).find('Sauce', { explain: true })).results).toHaveProperty('executionStats');
  });

  it('shows clients the stages and indexes of the plan, where the app allows that, and nothing of the server or of others', async () => {
    const parameters = { where: { name: 'Big 2' }, explain: true };
    const { results } = await deployment.as(user('someone', 'secret-role'), 'open').find('Sauce', parameters);
    const text = JSON.stringify(results);
    expect(text).toContain('"indexName":"name_1"');
    expect(text).not.toMatch(/secret-role|someone|_rperm|host|port|namespace|filter|Examined|nReturned|Big 2/);
    expect(Object.keys(results)).toEqual(['queryPlanner']);
  });

  it('PTR-08 shows a caller that can reach nothing a plan that reads nothing', async () => {
    await new SchemaCalls(deployment, undefined, 'open').create('Letter', {
      fields: { owner: { type: 'Pointer', targetClass: '_User' } },
      classLevelPermissions: { readUserFields: ['owner'] },
    });
    await deployment.as({ kind: 'master' }, 'open').create('Letter', {});
    const { results } = await deployment.as({ kind: 'public' }, 'open').find('Letter', { explain: true });
    expect(results).toEqual({ queryPlanner: { winningPlan: { stage: 'EOF' } } });
  });

  it('QRY-50 takes a hint by name or by key, on find, count, distinct and aggregate, and refuses unknown ones: 102', async () => {
    const { master } = deployment;
    for (const hint of ['name_1', { name: 1 }, '{"name":1}']) {
      expect(JSON.stringify(await explained({ hint, explain: 'queryPlanner' }))).toContain('"indexName":"name_1"');
      expect((await master.find('Sauce', { hint, count: 1, limit: 1 })).count).toBe(61);
      expect(await master.aggregate('Sauce', { pipeline: [{ $match: { n: 1 } }, { $count: 'n' }], hint })).toEqual([{ n: 2 }]);
      expect(await master.aggregate('Sauce', { distinct: 'n', where: { n: { $lt: 2 } }, hint })).toHaveLength(2);
    }
    for (const hint of ['nothing_1', { nothing: 1 }, '', 7, [], { name: 2 }, { name: { $gt: 1 } }, { $where: 1 }, 'x'.repeat(2_000)]) {
      const where = { n: { $gte: 0 } };
      expect(await codeOf(master.find('Sauce', { hint, where }))).toBe(102);
      expect(await codeOf(master.find('Sauce', { hint, where, count: 1, limit: 0 }))).toBe(102);
      expect(await codeOf(master.aggregate('Sauce', { pipeline: [{ $match: where }], hint }))).toBe(102);
      expect(await codeOf(master.aggregate('Sauce', { distinct: 'n', hint }))).toBe(102);
      expect(await codeOf(master.find('Sauce', { hint, where, explain: true }))).toBe(102);
    }
  });

  it('passes a comment on to the profiler of the database, up to a length', async () => {
    const database = await deployment.database();
    await database.command({ profile: 2 });
    const comment = 'from the report of today';
    await deployment.master.find('Sauce', { comment, limit: 1 });
    await deployment.master.aggregate('Sauce', { pipeline: [{ $limit: 1 }], comment });
    await deployment.master.aggregate('Sauce', { distinct: 'n', comment });
    await database.command({ profile: 0 });
    const seen = await database.collection('system.profile').find({ 'command.comment': comment }).toArray();
    expect(seen.map(({ command }) => Object.keys(command as Json)[0]).sort()).toEqual(['aggregate', 'distinct', 'find']);
    for (const bad of ['x'.repeat(1_025), 'a\0b', '\ud800', 5, {}]) {
      expect(await codeOf(deployment.master.find('Sauce', { comment: bad }))).toBe(102);
      expect(await codeOf(deployment.master.aggregate('Sauce', { pipeline: [], comment: bad }))).toBe(102);
    }
  });

  it('reads from where it is told, and refuses other words: 102', async () => {
    for (const readPreference of ['PRIMARY', 'secondary_preferred', 'NEAREST', 'Primary_Preferred', null]) {
      const advice = { readPreference, includeReadPreference: readPreference, subqueryReadPreference: readPreference };
      expect((await deployment.master.find('Sauce', { ...advice, limit: 1 })).results).toHaveLength(1);
      expect(await deployment.master.aggregate('Sauce', { pipeline: [{ $count: 'n' }], readPreference })).toEqual([{ n: 61 }]);
      expect(await deployment.master.aggregate('Sauce', { distinct: 'n', readPreference })).toHaveLength(60);
    }
    for (const readPreference of ['x', 5, '', {}, 'PRIMARY ']) {
      expect(await codeOf(deployment.master.find('Sauce', { readPreference }))).toBe(102);
      expect(await codeOf(deployment.master.aggregate('Sauce', { pipeline: [], readPreference }))).toBe(102);
    }
  });
});
