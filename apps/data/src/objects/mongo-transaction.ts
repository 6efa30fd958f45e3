import { ParseError } from '@parlance/errors';
import type { ClientSession, Db, TransactionOptions } from '@parlance/mongo';
import { untilDeadline } from './until-deadline.ts';

const CONCERNS: TransactionOptions = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } };

/** Thrown by the work of a transaction that lost a race which the driver does not know as one: the whole is to be tried again. */
export class TransactionRace extends Error {
  override readonly name = 'TransactionRace';
}

/** The session that each command of a transaction is given; undefined where the database has no transactions. */
export type TransactionSession = ClientSession | undefined;

/**
 * Runs `work` in one transaction: all its writes happen, or none. The driver repeats it when another transaction was in the way. A
 * server that is no member of a replica set has no transactions; there the writes happen one after the other.
 *
 * @param deadline epoch milliseconds; no attempt begins after it
 * @param work may run several times; passes its session to each command
 * @throws RequestTimeout (124) when the deadline passes before an attempt: nothing was written
 */
export async function inTransaction<R>(database: Db, deadline: number, work: (session: TransactionSession) => Promise<R>): Promise<R> {
  if (!(await hasTransactions(database))) return untilNoRace(deadline, () => work(undefined));
  return database.client.withSession((session) =>
    untilNoRace(deadline, () =>
      session.withTransaction(() => {
        assertBefore(deadline);
        return work(session);
      }, optionsUntil(deadline)),
    ),
  );
}

/** Nobody waits for the end of a transaction longer than its caller does; whether it has ended well is then unknown. */
function optionsUntil(deadline: number): TransactionOptions {
  return { ...CONCERNS, maxCommitTimeMS: untilDeadline(deadline).maxTimeMS };
}

/** Work whose caller has given up is not begun. @throws RequestTimeout (124) */
export function assertBefore(deadline: number): void {
  if (Date.now() >= deadline) throw new ParseError('RequestTimeout', 'The request took too long.');
}

async function untilNoRace<R>(deadline: number, attempt: () => Promise<R>): Promise<R> {
  for (;;) {
    assertBefore(deadline);
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransactionRace)) throw error;
    }
  }
}

const answers = new WeakMap<object, Promise<boolean>>();

/** A replica set tells its name, a router of a sharded cluster says that it is one. Asked once per client. */
export function hasTransactions(database: Db): Promise<boolean> {
  let answer = answers.get(database.client);
  if (answer === undefined) {
    answer = database.command({ hello: 1 }).then((hello) => hello['setName'] !== undefined || hello['msg'] === 'isdbgrid');
    answers.set(database.client, answer);
    answer.catch(() => answers.delete(database.client));
  }
  return answer;
}
