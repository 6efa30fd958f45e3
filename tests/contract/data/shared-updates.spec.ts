import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MASTER } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { codeOf, DataDeployment, MODES, user, type Json } from './data-service.ts';

type Change =
  { readonly kind: 'add'; readonly amount: number } | { readonly kind: 'set'; readonly value: number } | { readonly kind: 'unset' };
type Stored = number | null | 'text' | undefined;
interface Ask {
  /** Index of the object; the last one does not exist. */
  readonly object: number;
  readonly caller: 'anyone' | 'owner' | 'master';
  readonly change: Change;
}
/** The answer to a caller. */
type Told = { readonly n?: number } | { readonly code: number };

const OBJECTS = 4;
/** Belongs to the owner alone. */
const OWNED = 2;
const MISSING = 3;
const OWNER = 'owner00001';

const amounts = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0.5, 1e10, 2 ** 53));
const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), amount: amounts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), value: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unset' as const) }) },
);
const asks = fc.array(
  fc.record({
    object: fc.nat(OBJECTS - 1),
    caller: fc.constantFrom('anyone' as const, 'owner' as const, 'master' as const),
    change: changes,
  }),
  { minLength: 2, maxLength: 16 },
);
const values = fc.tuple(...Array.from({ length: OBJECTS }, () => fc.constantFrom<Stored>(0, 7, 1.5, 2 ** 31 - 1, null, 'text', undefined)));

const bodyOf = (change: Change): Json => {
  if (change.kind === 'set') return { n: change.value };
  return { n: change.kind === 'unset' ? { __op: 'Delete' } : { __op: 'Increment', amount: change.amount } };
};

/** The same update alone on an object of this value: the value afterwards, and the answer. */
function one(value: Stored, { object, caller, change }: Ask): readonly [Stored, Told] {
  if (object === MISSING || (object === OWNED && caller === 'anyone')) return [value, { code: 101 }];
  if (change.kind === 'set') return [change.value, {}];
  if (change.kind === 'unset') return [undefined, {}];
  if (value === 'text') return [value, { code: 111 }];
  const sum = (value ?? 0) + change.amount;
  return [sum, { n: sum }];
}

/** Whether the outcomes of updates of one object are those of the same updates one by one, in some order. */
function isSomeOrder(before: Stored, told: readonly (readonly [Ask, Told])[], after: Stored): boolean {
  if (told.length === 0) return Object.is(before, after);
  const tried = new Set<string>();
  return told.some(([ask, outcome], at) => {
    const key = JSON.stringify([ask, outcome]);
    if (tried.has(key)) return false;
    tried.add(key);
    const [next, expected] = one(before, ask);
    return JSON.stringify(expected) === JSON.stringify(outcome) && isSomeOrder(next, told.toSpliced(at, 1), after);
  });
}

describe.each(MODES)('updates at the same time, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
    await deployment.anyone.create('Shared', { n: 1, name: 'first' });
  });
  afterAll(() => deployment.close());

  const callers = () => ({ anyone: deployment.anyone, owner: deployment.as(user(OWNER)), master: deployment.master });

  async function send({ object, caller, change }: Ask, ids: readonly string[]): Promise<Told> {
    try {
      const { updatedAt, ...computed } = await callers()[caller].update('Shared', ids[object] as string, bodyOf(change));
      expect(updatedAt).toMatch(/^\d{4}-.*Z$/);
      return computed;
    } catch (error) {
      if (error instanceof ParseError) return { code: error.code };
      throw error;
    }
  }

  let made = 0;
  /** Stores objects of these values, but for the one that is missing. @returns their ids */
  async function store(stored: readonly Stored[]): Promise<string[]> {
    const collection = await deployment.collection('Shared');
    const ids = stored.map(() => `shared${String(made++).padStart(4, '0')}`);
    const documents = ids.map((_id, object) => ({
      _id,
      ...(stored[object] === undefined ? {} : { n: stored[object] }),
      ...(object === OWNED ? { _wperm: [OWNER] } : {}),
      _created_at: new Date(0),
      _updated_at: new Date(0),
    }));
    await collection.insertMany(documents.slice(0, MISSING));
    return ids;
  }

  it('OBJ-08 OBJ-09 have the outcomes of the same updates one by one, in some order', async () => {
    const collection = await deployment.collection('Shared');
    await fc.assert(
      fc.asyncProperty(values, asks, async (stored, sent) => {
        const ids = await store(stored);
        const told = await Promise.all(sent.map(async (ask) => [ask, await send(ask, ids)] as const));
        const found = await collection.find({ _id: { $in: ids } }).toArray();
        expect(found.map(({ _id }) => _id).sort()).toEqual(ids.slice(0, MISSING)); // none was made
        for (const [object, id] of ids.entries()) {
          const before = object === MISSING ? undefined : stored[object];
          const after = found.find(({ _id }) => _id === id)?.['n'] as Stored;
          const here = told.filter(([ask]) => ask.object === object);
          if (!isSomeOrder(before, here, after)) throw new Error(JSON.stringify({ before, here, after }));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('OBJ-08 give each of a hundred callers another number', async () => {
    const [id = ''] = await store([0, 0, 0, 0]);
    const told = await Promise.all(
      Array.from({ length: 100 }, () => deployment.anyone.update('Shared', id, { n: { __op: 'Increment', amount: 1 } })),
    );
    expect(told.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  it('refuse the one that a unique index refuses, and the objects that are not there', async () => {
    const ids = await store([1, 2, 3, 4]);
    const collection = await deployment.collection('Shared');
    await collection.createIndex({ name: 1 }, { unique: true, sparse: true });
    const update = (id: string, body: Json) => deployment.master.update('Shared', id, body);
    const outcomes = await Promise.allSettled([
      update(ids[0]!, { name: 'mine' }),
      codeOf(update(ids[1]!, { name: 'first' })),
      codeOf(update(ids[3]!, { name: 'missing' })),
      update(ids[2]!, { name: 'other', n: { __op: 'Increment', amount: 1 } }),
    ]);
    expect(outcomes).toMatchObject([
      { value: { updatedAt: expect.any(String) } },
      { value: 137 },
      { value: 101 },
      { value: { n: 4, updatedAt: expect.any(String) } },
    ]);
    expect(await collection.countDocuments({ _id: ids[3]! })).toBe(0);
    await collection.dropIndex('name_1');
  });

  it('give each object the time of its own request', async () => {
    const ids = await store([1, 1, 1, 1]);
    const told = await Promise.all(ids.slice(0, MISSING).map((id) => deployment.master.update('Shared', id, { n: 5 })));
    const found = await Promise.all(ids.slice(0, MISSING).map((id) => deployment.master.get('Shared', id)));
    expect(found.map(({ updatedAt }) => updatedAt)).toEqual(told.map(({ updatedAt }) => updatedAt));
  });

  it('go on beside an object that a transaction keeps locked, after its first time-out', async () => {
    const ids = await store([1, 1, 1, 1]);
    const collection = await deployment.collection('Shared');
    const session = collection.db.client.startSession();
    const add = (id: string, ms: number) =>
      deployment.call(
        data.update,
        { className: 'Shared', objectId: id, body: { n: { __op: 'Increment', amount: 1 } } },
        { identity: MASTER, deadline: Date.now() + ms },
      );
    try {
      session.startTransaction();
      await collection.updateOne({ _id: ids[0]! }, { $set: { held: 1 } }, { session });
      const round = async (): Promise<unknown[]> => {
        const told = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => add(ids[at % 2]!, at % 2 === 0 ? 400 : 2_000)));
        return told.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as ParseError).code));
      };
      // Each replica meets it once together with others, which then end with 124 as well.
      await expect.poll(round).toEqual(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 124 : 'done')));
    } finally {
      await session.abortTransaction();
      await session.endSession();
    }
  });
});
