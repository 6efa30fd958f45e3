import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { finishedIndexes } from '../contract/data/finished-indexes.ts';
import { openTransaction } from '../contract/data/open-transaction.ts';

const DEADLINE_MS = 700;
/** Until MongoDB gives up a command at the latest, on a busy machine; without a limit it goes on for as long as the lock is held. */
const PATIENCE = { timeout: 8_000 };

interface Note {
  readonly _id: string;
  readonly n?: number;
}

/** Somebody holds an object by a transaction: MongoDB makes each write to it wait. */
describe.each(MODES)('writes that wait in MongoDB when their deadline passes, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true, allowCustomObjectId: true, requestDeadlineMs: DEADLINE_MS };
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings }] });
    expect((await parlance.rest('POST', '/classes/Note', { objectId: 'first', n: 0 })).status).toBe(201);
    expect((await parlance.rest('GET', '/classes/Note')).status).toBe(200);
    // The making of the class's indexes waits for locks as well, and is nobody's write. Each process sees to them once.
    const notes = (await parlance.database()).collection<Note>('Note');
    await vi.waitUntil(async () => (await finishedIndexes(notes)) === 3, PATIENCE);
  });
  afterAll(() => parlance?.close());

  const create = (objectId: string) => ({ method: 'POST', path: '/parse/classes/Note', body: { objectId, n: 1 } });
  /** Each write by its name: the request, where `held` is the id that is held, and whether that id is one of a stored object. */
  const WRITES: Readonly<Record<string, { readonly stored: boolean; readonly send: (held: string) => Promise<unknown> }>> = {
    create: { stored: false, send: (held) => parlance.rest('POST', '/classes/Note', { objectId: held, n: 1 }) },
    'creates at once': {
      stored: false,
      send: (held) =>
        Promise.all([held, `${held}2`, `${held}3`].map((objectId) => parlance.rest('POST', '/classes/Note', { objectId, n: 1 }))),
    },
    batch: { stored: false, send: (held) => parlance.rest('POST', '/batch', { requests: [create(held), create(`${held}2`)] }) },
    transaction: {
      stored: false,
      send: (held) => parlance.rest('POST', '/batch', { transaction: true, requests: [create(held), create(`${held}2`)] }),
    },
    'create with a relation': {
      stored: false,
      send: (held) => {
        const objects = [{ __type: 'Pointer', className: 'Note', objectId: 'first' }];
        return parlance.rest('POST', '/classes/Note', { objectId: held, others: { __op: 'AddRelation', objects } });
      },
    },
    update: { stored: true, send: (held) => parlance.rest('PUT', `/classes/Note/${held}`, { n: 2 }) },
    delete: { stored: true, send: (held) => parlance.rest('DELETE', `/classes/Note/${held}`) },
    purge: { stored: true, send: () => parlance.masterRest('DELETE', '/purge/Note') },
  };

  it.each(Object.keys(WRITES))('OBJ-47 %s: MongoDB gives it up, and it does not happen afterwards', async (name) => {
    const { stored, send } = WRITES[name] as (typeof WRITES)[string];
    const held = `held${name.replaceAll(' ', '')}`;
    const database = await parlance.database();
    const notes = database.collection<Note>('Note');
    if (stored) await notes.insertOne({ _id: held, n: 1 });
    const before = await notes
      .find({ _id: { $regex: '^held' } })
      .sort({ _id: 1 })
      .toArray();
    const active = () =>
      database.client
        .db('admin')
        .aggregate([
          { $currentOp: {} },
          { $match: { active: true, ns: `${database.databaseName}.Note`, 'command.createIndexes': { $exists: false } } },
        ])
        .toArray();
    const holder = await openTransaction(notes, (session) =>
      stored ? notes.updateOne({ _id: held }, { $set: { n: 3 } }, { session }) : notes.insertOne({ _id: held, n: 3 }, { session }),
    );
    try {
      const answers = [await send(held)].flat() as { readonly body: unknown }[];
      expect(answers.some(({ body }) => JSON.stringify(body).includes('"code":124'))).toBe(true);
      await expect.poll(active, PATIENCE).toEqual([]);
    } finally {
      await holder.abort();
    }
    const after = await notes
      .find({ _id: { $regex: '^held' } })
      .sort({ _id: 1 })
      .toArray();
    expect(after.filter(({ _id }) => _id === held)).toEqual(before.filter(({ _id }) => _id === held));
    await notes.deleteMany({ _id: { $regex: '^held' } });
  });
});
