import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PUBLIC } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { codeOf, DataDeployment, MODES } from './data-service.ts';

describe.each(MODES)('apps, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
  });
  afterAll(() => deployment.close());

  const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

  it('SEC-32 keeps apps apart: equal ids, equal classes of other types', async () => {
    const settings = { allowClientClassCreation: true, allowCustomObjectId: true };
    deployment.declare('one', settings);
    deployment.declare('two', settings);
    const [one, two] = [deployment.as(PUBLIC, 'one'), deployment.as(PUBLIC, 'two')];
    await one.create('Shared', { objectId: 'same', value: 1 });
    await two.create('Shared', { objectId: 'same', value: 'text' });
    expect((await one.get('Shared', 'same')).value).toBe(1);
    expect((await two.get('Shared', 'same')).value).toBe('text');
    await one.remove('Shared', 'same');
    expect((await two.find('Shared', { count: 1 })).count).toBe(1);
    expect(await codeOf(one.get('Shared', 'same'))).toBe(101);
    expect(await one.claim('same-request')).toEqual({ claimed: true });
    expect(await two.claim('same-request')).toEqual({ claimed: true });
  });

  it('knows nothing of an app the registry does not have', async () => {
    await expect(deployment.as(PUBLIC, 'nobody').find('Any')).rejects.toMatchObject({ status: 403, kind: 'InvalidApiKey' });
  });

  it('obeys a changed setting within a second, on every replica', async () => {
    deployment.declare('changing', { allowClientClassCreation: true, defaultLimit: 5 });
    const caller = deployment.as(PUBLIC, 'changing');
    await caller.createMany(
      'Item',
      Array.from({ length: 10 }, (_, n) => ({ n })),
    );
    const sizes = async () => Promise.all(Array.from({ length: 8 }, async () => (await caller.find('Item')).results.length));
    expect(await sizes()).toEqual(Array(8).fill(5));
    deployment.declare('changing', { allowClientClassCreation: true, defaultLimit: 7 });
    await soon(async () => expect(await sizes()).toEqual(Array(8).fill(7)));
  });

  it('CLP-10 obeys changed class permissions within a second, on every replica', async () => {
    await deployment.anyone.create('Opened', { n: 1 });
    const codes = async () => Promise.all(Array.from({ length: 8 }, () => deployment.anyone.find('Opened').then(() => 0, ({ code }) => code as number))); // prettier-ignore
    expect(await codes()).toEqual(Array(8).fill(0));
    const schemas = await deployment.collection('_SCHEMA');
    await schemas.updateOne({ _id: 'Opened' }, { $set: { '_metadata.class_permissions': { get: { '*': true } } } });
    deployment.announce('Opened');
    await soon(async () => expect(await codes()).toEqual(Array(8).fill(119)));
  });

  it('ERR-15 claims a request id once per window, however many ask at the same time', async () => {
    const { anyone } = deployment;
    const claims = await Promise.all(Array.from({ length: 20 }, () => anyone.claim('request-a')));
    expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
    expect(await anyone.claim('request-b')).toEqual({ claimed: true });
    const claimed = await deployment.collection('_Idempotency');
    await claimed.updateOne({ reqId: 'request-a' }, { $set: { expire: new Date(Date.now() - 1) } });
    const again = await Promise.all(Array.from({ length: 20 }, () => anyone.claim('request-a')));
    expect(again.filter(({ claimed: won }) => won)).toHaveLength(1);
    await soon(async () => {
      const indexes = await claimed.indexes();
      expect(indexes).toContainEqual(expect.objectContaining({ name: 'reqId_1', unique: true, sparse: true }));
      expect(indexes).toContainEqual(expect.objectContaining({ name: 'ttl', expireAfterSeconds: 0 }));
    });
  });

  it('says that its database answers', async () => {
    expect(await deployment.call(data.health, {}, { app: '' })).toEqual({
      dependencies: { mongodb: { ok: true, detail: expect.any(String) } },
    });
  });

  it('OBJ-47 OBJ-48 begins no work whose caller has given up', async () => {
    const { objectId } = await deployment.anyone.create('Late', { n: 0 });
    const late = { deadline: Date.now() - 1 };
    await expect(deployment.call(data.update, { className: 'Late', objectId, body: { n: 1 } }, late)).rejects.toMatchObject({ code: 124 });
    await expect(deployment.call(data.find, { className: 'Late', parameters: {} }, late)).rejects.toMatchObject({ code: 124 });
    expect((await deployment.anyone.get('Late', objectId)).n).toBe(0);
  });
});

describe('a query that takes too long', () => {
  it('OBJ-47 ends by the time limit of the app, or of the request', async () => {
    const deployment = await DataDeployment.start('split', { queryTimeoutMs: 50 });
    try {
      const { anyone } = deployment;
      const text = 'a'.repeat(4_000);
      await anyone.createMany(
        'Slow',
        Array.from({ length: 1_000 }, () => ({ text })),
      );
      const where = { $and: Array.from({ length: 100 }, (_, n) => ({ text: { $regex: `a.*a.*b${n}`, $options: 's' } })) };
      const slow = anyone.find('Slow', { where: { $nor: where.$and }, limit: 1_000 });
      expect(await codeOf(slow)).toBe(124);
      expect((await anyone.find('Slow', { limit: 1 })).results).toHaveLength(1);
    } finally {
      await deployment.close();
    }
  });
});

describe('the registry', () => {
  it('is asked once by all who need an app at the same time, and missed for a while when it is away', async () => {
    const deployment = await DataDeployment.start('split');
    try {
      let asked = 0;
      deployment.onRegistryAsked = () => (asked += 1);
      await Promise.all(Array.from({ length: 50 }, () => deployment.anyone.find('Any')));
      expect(asked).toBe(1);
      // While it does not answer, its last answer goes on to count, and no request fails for it.
      await deployment.anyone.create('Kept', { n: 1 });
      deployment.onRegistryAsked = () => {
        asked += 1;
        throw new ParseError('ServiceUnavailable', 'Away.');
      };
      await vi.waitFor(
        async () => {
          expect((await deployment.anyone.find('Kept')).results).toHaveLength(1);
          expect(asked).toBeGreaterThan(1);
        },
        { timeout: 10_000, interval: 500 },
      );
      deployment.declare('test', {});
      await vi.waitFor(async () => expect(await codeOf(deployment.anyone.find('Kept'))).toBe(2));
    } finally {
      await deployment.close();
    }
  });
});
