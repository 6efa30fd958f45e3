import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MASTER } from '@parlance/acl';
import type { AppSettings } from '@parlance/app-settings';
import { data } from '@parlance/contracts';
import type { Db } from '@parlance/mongo';
import { codeOf, DataDeployment, type Json } from './data-service.ts';

const SOON = { timeout: 10_000, interval: 20 };

/** Patterns known to make backtracking engines work for ages on a text that almost matches. Source: OWASP and published reports. */
const CATASTROPHIC = [
  '^(a+)+$',
  '(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '^(a|a?)+$',
  '^([a-zA-Z]+)*$',
  '^(a*)*$',
  '(x+x+)+y',
  '(.*a){20}$',
  '(.*){1,30}[bc]$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '^(a?){25}a{25}$',
  '^(\\w+\\s?)*$',
  '(a+){10}y',
  '^((a+)+)+$',
  '^(?:(?:a+)+)+$',
  '((a{0,5}){0,5}){0,5}[b]',
  '(\\w*)*[0-9]{3}$',
  '^(.+)+[0-9]$',
  '([^b]+a)+b',
];
const EVIL = '^(a+)+$';

describe('costly patterns', () => {
  let deployment: DataDeployment;
  let database: Db;
  const defaults: Partial<AppSettings> = { allowClientClassCreation: true };
  const settingsAre = async (settings: Partial<AppSettings>): Promise<void> => {
    deployment.declare('test', { ...defaults, ...settings });
    await deployment.bus.flush();
  };
  beforeAll(async () => {
    deployment = await DataDeployment.start('split', defaults);
    database = await deployment.database();
    await deployment.anyone.create('Text', { text: 'x' });
    const documents = Array.from({ length: 3_000 }, (_, n) => ({ _id: `text${n}`, text: `${'a'.repeat(32)}!` }));
    await (await deployment.collection('Text')).insertMany(documents);
  });
  afterAll(() => deployment.close());

  const find = (pattern: string, parameters: Json = {}) =>
    deployment.anyone.find('Text', { where: { text: { $regex: pattern } }, comment: deployment.name, ...parameters });

  /** Reads that the database is working on for this test. */
  async function running(): Promise<Json[]> {
    const match = { 'command.comment': deployment.name, op: { $in: ['query', 'command'] } };
    return database.client
      .db('admin')
      .aggregate([{ $currentOp: { allUsers: true } }, { $match: match }])
      .toArray();
  }

  const runs = (count: number): Promise<void> => vi.waitFor(async () => expect(await running()).toHaveLength(count), SOON);

  /** Ends them before their time. */
  async function endAll(): Promise<void> {
    for (const { opid } of await running()) await database.client.db('admin').command({ killOp: 1, op: opid as number });
    await runs(0);
  }

  it.each(CATASTROPHIC)('QRY-28 SEC-22 %s ends within the limit', async (pattern) => {
    await settingsAre({ queryTimeoutMs: 50, slowQueryMs: null });
    const outcome = await find(pattern, { limit: 1 }).then(
      ({ results }) => results.length,
      (error: { code: number }) => error.code,
    );
    expect([0, 1, 102, 124]).toContain(outcome);
    await runs(0);
  });

  it('PER-05 a query over its limit answers 124, and the database has ended it', async () => {
    await settingsAre({ queryTimeoutMs: 200 });
    const where = { text: { $regex: EVIL } };
    expect(await codeOf(find(EVIL))).toBe(124);
    expect(await codeOf(find(EVIL, { limit: 0, count: 1 }))).toBe(124);
    const subquery = { owner: { $inQuery: { className: 'Text', where } } };
    await deployment.anyone.create('Owned', { owner: { __type: 'Pointer', className: 'Text', objectId: 'text1' } });
    expect(await codeOf(deployment.anyone.find('Owned', { where: subquery }))).toBe(124);
    await runs(0);
    const { body } = await deployment.call(data.slowQueries, { parameters: { class: 'Text' } }, { identity: MASTER });
    const found = (JSON.parse(new TextDecoder().decode(body)) as { results: Json[] }).results;
    expect(found.map(({ operation, shape, timeouts }) => [operation, shape, timeouts]).sort()).toEqual([
      ['count', 'text pattern', 1],
      ['find', 'text pattern', 1],
      ['subquery', 'text pattern', 1],
    ]);
  });

  it('PER-05 every read carries a time limit: find, count, get and include', async () => {
    await settingsAre({});
    const [first] = (await deployment.anyone.find('Owned', { limit: 1 })).results;
    await database.command({ profile: 2 });
    await deployment.anyone.find('Owned', { where: { score: { $ne: 3 } }, count: 1, include: 'owner', order: '-createdAt' });
    await deployment.anyone.get('Owned', first!['objectId'] as string, { include: 'owner' });
    await database.command({ profile: 0 });
    const reads = await database
      .collection('system.profile')
      .find({ ns: { $in: [`${database.databaseName}.Owned`, `${database.databaseName}.Text`] }, op: { $in: ['query', 'command'] } })
      .toArray();
    await database.collection('system.profile').drop();
    expect(reads.length).toBeGreaterThanOrEqual(5);
    for (const { command } of reads) expect((command as Json)['maxTimeMS']).toBeGreaterThan(0);
  });

  it('QRY-28 others are answered while such a query runs', async () => {
    await settingsAre({ queryTimeoutMs: 60_000 });
    let ended = false;
    const evil = find(EVIL)
      .catch(() => undefined)
      .finally(() => (ended = true));
    await runs(1);
    for (let n = 0; n < 20; n++) await deployment.anyone.get('Text', `text${n}`);
    await deployment.anyone.create('Text', { text: 'y' });
    expect(ended).toBe(false);
    await endAll();
    await evil;
  });

  it('PER-11 QRY-27 lets as many such queries run as the setting says and refuses the next, but no others', async () => {
    await settingsAre({ regexConcurrency: 2, queryTimeoutMs: 60_000 });
    const evil = Promise.allSettled([find(EVIL), find(EVIL, { count: 1 })]);
    await runs(3);
    for (const where of [
      { text: { $regex: 'a' } },
      { text: { $regex: '^a', $options: 'i' } },
      { $or: [{ n: 1 }, { text: { $regex: 'a' } }] },
    ]) {
      expect(await codeOf(deployment.anyone.find('Text', { where }))).toBe(155);
    }
    expect((await deployment.anyone.find('Text', { where: { text: { $regex: '^\\Qaaa\\E' } }, limit: 2 })).results).toHaveLength(2);
    expect((await deployment.anyone.find('Text', { where: { text: 'x' } })).results).toHaveLength(1);
    await endAll();
    await evil;
    expect((await deployment.anyone.find('Text', { where: { text: { $regex: 'A', $options: 'i' } }, limit: 3 })).results).toHaveLength(3);
  });

  it('QRY-27 reports such queries on classes above 100,000 objects however fast they were', async () => {
    await settingsAre({ slowQueryMs: 60_000 });
    await deployment.anyone.create('Big', { text: 'x' });
    const numbers = [
      { $documents: [{}] },
      { $project: { n: { $range: [0, 100_001] } } },
      { $unwind: '$n' },
      { $project: { _id: { $concat: ['big', { $toString: '$n' }] }, text: { $literal: 'y' } } },
      { $merge: 'Big' },
    ];
    await database.aggregate(numbers).toArray();
    await deployment.anyone.find('Big', { where: { text: { $regex: 'x' } }, limit: 1 });
    await deployment.anyone.find('Big', { where: { text: { $regex: '^x' } }, limit: 1 });
    await deployment.anyone.find('Text', { where: { text: { $regex: 'x' } }, limit: 1 });
    const listed = async (): Promise<unknown[]> => {
      const { body } = await deployment.call(data.slowQueries, { parameters: {} }, { identity: MASTER });
      const found = (JSON.parse(new TextDecoder().decode(body)) as { results: Json[] }).results;
      return found.filter(({ timeouts }) => timeouts === 0).map(({ className, shape }) => [className, shape]);
    };
    await vi.waitFor(async () => expect(await listed()).toEqual([['Big', 'text pattern']]), SOON);
  });
});
