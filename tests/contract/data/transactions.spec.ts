import type { Identity } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import type { ClientSession } from '@parlance/mongo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

const create = (className: string, body: Json): data.TransactionPart => ({ kind: 'create', className, body });
const update = (className: string, objectId: string, body: Json): data.TransactionPart => ({ kind: 'update', className, objectId, body });
const remove = (className: string, objectId: string): data.TransactionPart => ({ kind: 'remove', className, objectId });
const increment = (amount: number): Json => ({ __op: 'Increment', amount });
const members = (__op: string, ...ids: string[]): Json => ({ __op, objects: ids.map((id) => pointer('Member', id)) });

const ALICE_ID = 'aliceAlice';
const ALICE = user(ALICE_ID);
const BOB = user('bobbobbobb');

/** Resolves when some transaction on the database has been begun and broken off since the call. */
async function eventuallyTried(deployment: DataDeployment): Promise<void> {
  const aborted = async () => {
    const { transactions } = await (await deployment.database()).admin().serverStatus();
    return Number((transactions as { totalAborted: unknown }).totalAborted);
  };
  const before = await aborted();
  while ((await aborted()) === before) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.each(MODES)('transactions, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
    deployment.declare('custom', { allowClientClassCreation: true, allowCustomObjectId: true });
  });
  afterAll(() => deployment.close());

  const run = (parts: data.TransactionPart[], identity?: Identity) =>
    (identity === undefined ? deployment.anyone : deployment.as(identity)).transaction(parts);
  const made = async (className: string, body: Json) => (await deployment.anyone.create(className, body))['objectId'] as string;
  const count = async (className: string) => (await deployment.collection(className)).countDocuments();
  const stored = async (className: string, id: string) => (await deployment.collection(className)).findOne({ _id: id });

  it('answers each write as it would be answered alone, and later ones see the results of earlier ones', async () => {
    const id = await made('Answered', { n: 1 });
    const outcomes = await run([
      create('Answered', { n: increment(5), text: 'a' }),
      update('Answered', id, { n: increment(2) }),
      update('Answered', id, { text: 'b', n: increment(1) }),
      remove('Answered', id),
    ]);
    const time: unknown = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(outcomes).toEqual([
      { success: { objectId: expect.stringMatching(/^\w{10}$/), createdAt: time, n: 5 } },
      { success: { n: 3, updatedAt: time } },
      { success: { n: 4, updatedAt: time } },
      { success: {} },
    ]);
    expect((await deployment.anyone.find('Answered')).results).toMatchObject([{ n: 5, text: 'a' }]);
    expect(await run([])).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])('a refusal at place %i leaves nothing written, of no class', async (place) => {
    const id = await made('Kept', { n: 1 });
    const before = [await count('Kept'), await stored('Kept', id)];
    const good = [
      create('Kept', { n: 2 }),
      update('Kept', id, { n: increment(1) }),
      create(`Other${place}`, { likes: members('AddRelation', 'member0001') }),
      remove('Kept', id),
    ];
    expect(await codeOf(run(good.toSpliced(place, 0, remove('Kept', 'nowhere000'))))).toBe(101);
    expect([await count('Kept'), await stored('Kept', id)]).toEqual(before);
    expect(await count(`Other${place}`)).toBe(0);
    expect(await count(`_Join:likes:Other${place}`)).toBe(0);
  });

  it('fails with the error that the first refused write has alone', async () => {
    const id = await made('Codes', { n: 1, list: 'text' });
    await (await deployment.collection('Codes')).createIndex({ unique: 1 }, { unique: true, sparse: true });
    await made('Codes', { unique: 'taken' });
    const absent = update('Codes', 'nowhere000', { n: 1 });
    const rows: [number, data.TransactionPart][] = [
      [101, absent],
      [103, create('9x', {})],
      [105, create('Codes', { 'a b': 1 })],
      [111, create('Codes', { n: 'text' })],
      [111, update('Codes', id, { n: 'text' })],
      [121, update('Codes', id, { dictionary: { a$: 1 } })],
      [123, update('Codes', id, { ACL: 'x' })],
      [137, create('Codes', { unique: 'taken' })],
      [137, update('Codes', id, { unique: 'taken' })],
      [207, create('_User', { username: 'x' })],
    ];
    for (const [code, part] of rows) {
      expect([part, await codeOf(run([create('Codes', { n: 5 }), part]))]).toEqual([part, code]);
      expect([part, await codeOf(run([absent, part]))], 'the first refusal is told, whichever kind it is').toEqual([part, 101]);
    }
    expect(await count('Codes')).toBe(2);
  });

  it('refuses an update that does not fit the stored value, and takes one on a stored null', async () => {
    const misfit = await made('Misfit', { n: 1, list: [1] });
    await (await deployment.collection('Misfit')).updateOne({ _id: misfit }, { $set: { n: 'text' } });
    expect(await codeOf(run([create('Misfit', { n: 1 }), update('Misfit', misfit, { n: increment(1) })]))).toBe(111);
    await deployment.anyone.update('Misfit', misfit, { n: null, list: null });
    const add = { __op: 'Add', objects: ['a'] };
    expect(
      await run([update('Misfit', misfit, { n: increment(3), list: add }), update('Misfit', misfit, { n: increment(1) })]),
    ).toMatchObject([{ success: { n: 3, list: ['a'] } }, { success: { n: 4 } }]);
    expect(await count('Misfit')).toBe(1);
  });

  it('an object that the caller may not write ends the transaction, as one that does not exist', async () => {
    const { objectId } = await deployment.as(ALICE).create('Note', { text: 'hers', ACL: { [ALICE_ID]: { read: true, write: true } } });
    for (const part of [update('Note', objectId, { text: 'his' }), remove('Note', objectId), update('Note', objectId, { newField: 1 })]) {
      expect(await codeOf(run([create('Note', { text: 'his own' }), part], BOB))).toBe(101);
    }
    expect(await count('Note')).toBe(1);
    expect(await (await deployment.collection('_SCHEMA')).findOne({ _id: 'Note' })).not.toHaveProperty('newField');
    expect(await run([create('Note', { text: 'another' }), update('Note', objectId, { text: 'changed' })], ALICE)).toHaveLength(2);
    expect(await stored('Note', objectId)).toMatchObject({ text: 'changed' });
  });

  it('takes permissions into account that an earlier write of it has set', async () => {
    const id = await made('Opened', { n: 1 });
    const lock = update('Opened', id, { ACL: { [ALICE_ID]: { write: true } } });
    expect(await codeOf(run([lock, update('Opened', id, { n: 2 })], BOB))).toBe(101);
    expect(await stored('Opened', id)).toMatchObject({ n: 1 });
    expect(await stored('Opened', id)).not.toHaveProperty('_wperm');
    await run([lock, update('Opened', id, { n: 2 })], ALICE);
    expect(await stored('Opened', id)).toMatchObject({ n: 2, _wperm: [ALICE_ID] });
  });

  it('changes relations with the objects, or not at all', async () => {
    const id = await made('Team', { players: members('AddRelation', 'member0001', 'member0002') });
    const change = update('Team', id, { players: members('RemoveRelation', 'member0001') });
    const addition = create('Team', { players: members('AddRelation', 'member0003') });
    const rows = async () =>
      (await (await deployment.collection('_Join:players:Team')).find().toArray()).map((row) => row['relatedId']).sort();
    expect(await codeOf(run([change, addition, remove('Team', 'nowhere000')]))).toBe(101);
    expect(await rows()).toEqual(['member0001', 'member0002']);
    await run([change, addition, update('Team', id, { players: members('AddRelation', 'member0002') })]);
    expect(await rows()).toEqual(['member0002', 'member0003']);
  });

  it('a class or field that a refused transaction was the first to use stays, without objects', async () => {
    expect(await codeOf(run([create('Grown', { n: 1 }), remove('Grown', 'nowhere000')]))).toBe(101);
    expect(await (await deployment.collection('_SCHEMA')).findOne({ _id: 'Grown' })).toMatchObject({ n: 'number' });
    expect(await count('Grown')).toBe(0);
    expect(await codeOf(run([remove('Grown', 'nowhere000'), create('NeverMade', { n: 1 })]))).toBe(101);
    const [outcome] = await run([create('Grown', { n: 2, later: true })]);
    expect(await stored('Grown', outcome?.['success'].objectId as string)).toMatchObject({ n: 2, later: true });
  });

  it('may change and delete objects it has made itself, where clients choose ids, and refuses an id twice', async () => {
    const custom = deployment.as({ kind: 'public' }, 'custom');
    const parts = [
      create('Chosen', { objectId: 'first', n: 1 }),
      update('Chosen', 'first', { n: increment(1), extra: 'new field' }),
      create('Chosen', { objectId: 'second' }),
      remove('Chosen', 'second'),
      create('Chosen', { objectId: 'second', again: true }),
    ];
    expect(await custom.transaction(parts)).toMatchObject([{ success: { objectId: 'first' } }, { success: { n: 2 } }, {}, {}, {}]);
    expect((await custom.find('Chosen', { order: 'objectId' })).results).toMatchObject([{ n: 2, extra: 'new field' }, { again: true }]);
    expect(await codeOf(custom.transaction([create('Chosen', { objectId: 'third' }), create('Chosen', { objectId: 'first' })]))).toBe(137);
    expect(await codeOf(custom.transaction([create('Chosen', { objectId: 'third' }), create('Chosen', { objectId: 'third' })]))).toBe(137);
    expect((await custom.find('Chosen', { limit: 0, count: 1 })).count).toBe(2);
  });

  it('OBJ-28 refuses a write that makes an object too large, with everything before it', async () => {
    deployment.declare('small', { allowClientClassCreation: true, maxObjectSize: 20_000 });
    const small = deployment.as({ kind: 'public' }, 'small');
    const { objectId } = await small.create('Blob', { text: 'x'.repeat(15_000) });
    expect(await codeOf(small.transaction([create('Blob', {}), update('Blob', objectId, { more: 'y'.repeat(15_000) })]))).toBe(116);
    expect((await small.find('Blob', { limit: 0, count: 1 })).count).toBe(1);
  });

  it('OBJ-47 begins nothing after its deadline', async () => {
    const id = await made('Late', { n: 1 });
    const late = deployment.anyone.transaction([update('Late', id, { n: 2 })], { deadline: Date.now() - 1 });
    expect(await codeOf(late)).toBe(124);
    expect(await stored('Late', id)).toMatchObject({ n: 1 });
  });

  it('hundreds of writes are one transaction', async () => {
    const parts = Array.from({ length: 500 }, (_, n) => create('Hundreds', { n, text: 'x'.repeat(1_000) }));
    expect(await codeOf(run([...parts, create('Hundreds', { n: 'text' })]))).toBe(111);
    expect(await count('Hundreds')).toBe(0);
    const outcomes = await run(parts);
    const { results } = await deployment.anyone.find('Hundreds', { order: 'n', limit: 1_000, keys: 'n' });
    expect(results.map((object) => object['objectId'])).toEqual(outcomes.map((outcome) => outcome['success'].objectId));
  });

  it('32 concurrent transfers between the same accounts keep the sum, and none is lost', async () => {
    const accounts = await Promise.all(Array.from({ length: 8 }, () => made('Account', { balance: 100, transfers: 0 })));
    const transfers = Array.from({ length: 32 }, (_, n) => {
      const [from, to] = [accounts[n % 8] as string, accounts[(n * 3 + 1) % 8] as string];
      const parts = [
        update('Account', from, { balance: increment(-n), transfers: increment(1) }),
        update('Account', to, { balance: increment(n), transfers: increment(1) }),
        create('Transfer', { amount: n }),
      ];
      return run(n % 4 === 3 ? [...parts, remove('Account', 'nowhere000')] : parts);
    });
    const outcomes = await Promise.allSettled(transfers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(24);
    const { results } = await deployment.anyone.find('Account', { limit: 8 });
    expect(results.reduce((sum, account) => sum + (account['balance'] as number), 0)).toBe(800);
    expect(results.reduce((sum, account) => sum + (account['transfers'] as number), 0)).toBe(48);
    expect(await count('Transfer')).toBe(24);
  });

  describe('while another transaction holds an object', () => {
    /** Changes the object in a transaction of the test's own, which `work` outlasts or not. */
    async function holding<R>(id: string, work: (release: () => Promise<void>, session: ClientSession) => Promise<R>): Promise<R> {
      const accounts = await deployment.collection('Held');
      await deployment.anyone.find('Held', { limit: 0 });
      while ((await accounts.indexes()).length < 3) await new Promise((resolve) => setTimeout(resolve, 10)); // Those by time are being made.
      return accounts.db.client.withSession(async (session) => {
        session.startTransaction();
        await accounts.updateOne({ _id: id }, { $set: { holder: 'test' } }, { session });
        return work(() => session.abortTransaction(), session);
      });
    }

    /** Resolves when no transaction is open that was begun by now, but the one of this session. */
    async function attemptsEnded({ id }: ClientSession): Promise<void> {
      const begun = { $lte: new Date().toISOString().replace('Z', '+00:00') };
      const match = { 'transaction.startWallClockTime': begun, 'lsid.id': { $ne: id?.id } };
      const { client } = await deployment.database();
      const open = () =>
        client
          .db('admin')
          .aggregate([{ $currentOp: { allUsers: true, idleSessions: true } }, { $match: match }])
          .toArray();
      await expect.poll(open).toEqual([]);
    }

    it('runs again until it is free', async () => {
      const id = await made('Held', { n: 1 });
      const outcomes = await holding(id, async (release) => {
        const waiting = run([create('Held', { n: 5 }), update('Held', id, { n: increment(1) })]);
        await eventuallyTried(deployment);
        await release();
        return waiting;
      });
      expect(outcomes).toMatchObject([{}, { success: { n: 2 } }]);
      expect((await deployment.anyone.find('Held', { where: { n: 5 } })).results).toHaveLength(1);
    });

    it('OBJ-47 gives up at the deadline with nothing written', async () => {
      const id = await made('Held', { n: 1 });
      const parts = [create('Held', { n: 6 }), update('Held', id, { n: increment(1) })];
      await holding(id, async (release, session) => {
        expect(await codeOf(deployment.anyone.transaction(parts, { deadline: Date.now() + 2_000 }))).toBe(124);
        await attemptsEnded(session); // one that began before the deadline may still be under way
        await release();
      });
      expect(await stored('Held', id)).toMatchObject({ n: 1 });
      expect((await deployment.anyone.find('Held', { where: { n: 6 } })).results).toEqual([]);
    });
  });

  it('concurrent first transactions on a new class are all carried out', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        run([create('Fresh', { [`field${n}`]: n, shared: n }), create('Fresh', { friends: members('AddRelation', `member000${n}`) })]),
      ),
    );
    expect(all).toHaveLength(8);
    expect(await count('Fresh')).toBe(16);
    expect(await count('_Join:friends:Fresh')).toBe(8);
  });
});
