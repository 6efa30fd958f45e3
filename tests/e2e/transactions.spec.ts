import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

describe.each(MODES)('batches with transaction, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance);
  });
  afterAll(() => parlance.close());

  const transaction = (requests: readonly object[]) => parlance.rest('POST', '/batch', { requests, transaction: true });
  const create = (className: string, body: object) => ({ method: 'POST', path: `/parse/classes/${className}`, body });
  const change = (className: string, id: string, body: object) => ({ method: 'PUT', path: `/parse/classes/${className}/${id}`, body });
  const count = async (className: string) => (await parlance.database()).collection(className).countDocuments();

  it('answers 200 with every success in order, or 400 with the first refusal and nothing written', async () => {
    const { body: account } = await parlance.rest('POST', '/classes/Account', { balance: 10 });
    const parts = [create('Booking', { amount: 3 }), change('Account', account.objectId, { balance: { __op: 'Increment', amount: -3 } })];
    const { status, body } = await transaction(parts);
    expect([status, body]).toMatchObject([200, [{ success: { objectId: expect.any(String) } }, { success: { balance: 7 } }]]);

    const refused = await transaction([...parts, change('Account', 'nowhere000', { balance: 0 }), create('Booking', { amount: 'text' })]);
    expect(refused).toMatchObject({ status: 400, body: { code: 101, error: 'Object not found.' } });
    expect(await count('Booking')).toBe(1);
    expect((await parlance.rest('GET', `/classes/Account/${account.objectId}`)).body.balance).toBe(7);
  });

  it('the JS SDK saves all of a list or nothing of it', async () => {
    const good = Array.from({ length: 30 }, (_, n) => new Parse.Object('Saved', { n }));
    await Parse.Object.saveAll(good, { transaction: true });
    expect(await new Parse.Query('Saved').count()).toBe(30);

    const mixed = [new Parse.Object('Saved', { n: 100 }), good[0]?.set('n', 101) as Parse.Object, new Parse.Object('Saved', { n: 'text' })];
    const told = (await Parse.Object.saveAll(mixed, { transaction: true }).catch((errors: unknown) => errors)) as Error[];
    expect(told.map(({ message }) => message)).toEqual(mixed.map(() => expect.stringContaining('Saved.n') as string));
    expect(await new Parse.Query('Saved').greaterThanOrEqualTo('n', 100).count()).toBe(0);

    const absent = Parse.Object.fromJSON({ className: 'Saved', objectId: 'nowhere000' });
    await expect(Parse.Object.destroyAll([...good, absent], { transaction: true })).rejects.toMatchObject({ code: 101 });
    expect(await count('Saved')).toBe(30);
    await Parse.Object.destroyAll(good, { transaction: true });
    expect(await count('Saved')).toBe(0);
  });

  it('32 clients that transfer between the same accounts at a time keep the sum', async () => {
    const accounts = await Promise.all(Array.from({ length: 4 }, () => parlance.rest('POST', '/classes/Purse', { coins: 50 })));
    const idOf = (n: number) => accounts[n % 4]?.body.objectId as string;
    const transfer = (n: number) =>
      transaction([
        change('Purse', idOf(n), { coins: { __op: 'Increment', amount: -1 } }),
        change('Purse', idOf(n + 1 + (n % 3)), { coins: { __op: 'Increment', amount: 1 } }),
        create('Move', { n }),
      ]);
    const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => transfer(n)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { body } = await parlance.rest('GET', '/classes/Purse');
    expect(body.results.reduce((sum: number, { coins }: { coins: number }) => sum + coins, 0)).toBe(200);
    expect(await count('Move')).toBe(32);
  });
});
