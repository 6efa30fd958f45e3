import { setTimeout as pause } from 'node:timers/promises';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOrphanedTransactions } from './deployment/end-orphaned-transactions.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { ask, ANSWER_MS_MAX, type Answer } from '../../tools/chaos/load/ask.ts';

const WRITERS = 16;
const CLASSES = ['Debit', 'Credit'];
/** Objects of one transaction: many, so that a kill finds some of them written. */
const OBJECTS = 24;
const RECOVERY_MS_MAX = 20_000;
const DONE_MIN = 30;

interface Sent {
  readonly token: string;
  readonly answer: Answer;
}

describe('batches with transaction under npm start -- --split', () => {
  let parlance: LaunchedParlance;
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers());
  });
  afterAll(async () => {
    await parlance?.close();
  });

  const transact = (requests: readonly object[]) => ask(parlance, 'POST', '/batch', { requests, transaction: true });
  const create = (className: string, body: object) => ({ method: 'POST', path: `/parse/classes/${className}`, body });

  async function send(token: string): Promise<Sent> {
    const objects = Array.from({ length: OBJECTS }, (_, n) => create(CLASSES[n % 2] as string, { token, n }));
    return { token, answer: await transact(objects) };
  }

  /** How many objects of each transaction are stored. */
  async function storedByToken(): Promise<ReadonlyMap<string, number>> {
    const database = await parlance.database();
    const stored = await Promise.all(CLASSES.map((name) => database.collection<{ token: string }>(name).find().toArray()));
    return new Map(
      Array.from(
        Map.groupBy(stored.flat(), ({ token }) => token),
        ([token, objects]) => [token, objects.length],
      ),
    );
  }

  it('OBJ-48 a data service that is killed leaves every transaction whole or absent, and acknowledged ones whole', async () => {
    const sent: Sent[] = [];
    let stopping = false;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; !stopping; n++) {
        sent.push(await send(`${writer}-${n}`));
        if (sent.at(-1)?.answer.outcome !== 'done') await pause(100);
      }
    });
    const done = () => sent.filter(({ answer }) => answer.outcome === 'done').length;
    await eventually('transactions to succeed', RECOVERY_MS_MAX, () => done() >= DONE_MIN);
    await parlance.kill('data');
    await endOrphanedTransactions(await parlance.database());
    const before = done();
    await eventually('transactions to succeed again', RECOVERY_MS_MAX, () => done() >= before + DONE_MIN);
    stopping = true;
    await Promise.all(writers);

    const stored = await storedByToken();
    const wrong = sent.filter(({ token, answer }) => {
      const objects = stored.get(token) ?? 0;
      if (answer.outcome === 'done') return objects !== OBJECTS;
      return objects !== 0 && !(objects === OBJECTS && (answer.outcome === 'unknown' || answer.outcome === 'severed'));
    });
    expect(wrong.map(({ token, answer }) => `${token}: ${stored.get(token) ?? 0} objects after ${answer.text}`)).toEqual([]);
    expect(sent.filter(({ answer }) => !['done', 'refused', 'unknown'].includes(answer.outcome))).toEqual([]);
    expect(sent.map(({ answer }) => answer.outcome)).toContain('unknown');
  });

  it('OBJ-47 one that dies in the middle is answered with 124, and nothing of it is stored', async () => {
    const held = await ask(parlance, 'POST', '/classes/Held', { n: 0 });
    const accounts = (await parlance.database()).collection<{ _id: string; n: number }>('Held');
    const id = held.body['objectId'] as string;
    /** Transactions that the server has broken off so far. */
    const aborted = async () =>
      Number(((await accounts.db.admin().serverStatus())['transactions'] as { readonly totalAborted: unknown }).totalAborted);
    await accounts.db.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: id }, { $inc: { n: 1 } }, { session });
      const change = { method: 'PUT', path: `/parse/classes/Held/${id}`, body: { n: { __op: 'Increment', amount: 1 } } };
      const before = await aborted();
      const asked = transact([create('Held', { n: 100 }), change]); // Begins again and again: its second part meets the test's own.
      await eventually('an attempt to be broken off', RECOVERY_MS_MAX, async () => (await aborted()) > before);
      await parlance.kill('data');
      const { outcome, text, durationMs } = await asked;
      expect(outcome, text).toBe('unknown');
      expect(durationMs).toBeLessThan(ANSWER_MS_MAX);
      await session.abortTransaction();
    });
    await endOrphanedTransactions(await parlance.database());
    expect(await accounts.find().toArray()).toMatchObject([{ _id: id, n: 0 }]);
  });
});
