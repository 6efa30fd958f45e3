import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, type Json } from './data-service.ts';

const here = { __type: 'GeoPoint', latitude: 1, longitude: 1 };

describe.each(MODES)('queries that the database cannot take, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    await deployment.anyone.create('Place', { name: 'a', text: 'red fox', at: here });
  });
  afterAll(() => deployment.close());

  it('QRY-10 refuses values of more than 16 MB as the query of a client, and not as a fault of ours', async () => {
    const long = (length: number): string[] => Array.from({ length: 9_999 }, (_, n) => `${n}${'x'.repeat(length)}`);
    for (const values of [long(1_700), long(1_950)]) {
      for (const constraint of [{ $in: values }, { $nin: values }]) {
        expect(await codeOf(deployment.anyone.find('Place', { where: { name: constraint } }))).toBe(102);
        expect(await codeOf(deployment.anyone.find('Place', { where: { name: constraint }, count: 1, limit: 0 }))).toBe(102);
      }
      expect(await codeOf(deployment.master.aggregate('Place', { pipeline: [{ $match: { name: { $in: values } } }] }))).toBe(102);
      expect(await codeOf(deployment.master.aggregate('Place', { distinct: 'name', where: { name: { $in: values } } }))).toBe(102);
      expect(await codeOf(deployment.master.find('Place', { where: { name: { $in: values } }, explain: true }))).toBe(102);
    }
  });

  it('QRY-10 refuses an update that is too large with 116', async () => {
    const { objectId } = await deployment.anyone.create('Place', { name: 'b' });
    for (const size of [16 << 20, 18 << 20]) {
      expect(await codeOf(deployment.anyone.update('Place', objectId as string, { name: 'x'.repeat(size) }))).toBe(116);
      const objects = Array.from({ length: 9_000 }, () => 'x'.repeat(size / 9_000));
      expect(await codeOf(deployment.anyone.update('Place', objectId as string, { list: { __op: 'Add', objects } }))).toBe(116);
    }
  });

  it('QRY-20 refuses a hint to an index that cannot answer a search by distance or for words', async () => {
    const near: Json = { at: { $nearSphere: here } };
    const words: Json = { text: { $text: { $search: { $term: 'fox' } } } };
    expect((await deployment.anyone.find('Place', { where: near })).results).toHaveLength(1);
    expect((await deployment.anyone.find('Place', { where: words })).results).toHaveLength(1);
    for (const where of [near, words]) {
      for (const hint of ['_id_', '_created_at_1__id_1', { _id: 1 }, 'noSuchIndex']) {
        expect([hint, await codeOf(deployment.anyone.find('Place', { where, hint }))]).toEqual([hint, 102]);
        expect([hint, await codeOf(deployment.anyone.find('Place', { where, hint, count: 1 }))]).toEqual([hint, 102]);
        expect([hint, await codeOf(deployment.master.find('Place', { where, hint, explain: true }))]).toEqual([hint, 102]);
      }
    }
  });

  it('QRY-40 refuses reads from a secondary at once where there is none', async () => {
    const begin = performance.now();
    const advice = { readPreference: 'SECONDARY' };
    expect(await codeOf(deployment.anyone.find('Place', advice))).toBe(102);
    expect(await codeOf(deployment.master.find('Place', { ...advice, count: 1, limit: 0 }))).toBe(102);
    expect(await codeOf(deployment.master.aggregate('Place', { pipeline: [], ...advice }))).toBe(102);
    expect(await codeOf(deployment.master.aggregate('Place', { distinct: 'name', ...advice }))).toBe(102);
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect((await deployment.anyone.find('Place', { readPreference: 'SECONDARY_PREFERRED', limit: 1 })).results).toHaveLength(1);
  });
});
