import { MongoServerError, type Collection } from '@parlance/mongo';

/** A transaction that stays open until it is committed or taken back. */
export interface OpenTransaction {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * Opens a transaction that has made a write. It is begun anew where the collection has changed since its beginning, as by an index that has
 * just been made.
 */
export async function openTransaction<T extends object>(
  objects: Collection<T>,
  write: (session: ReturnType<Collection['db']['client']['startSession']>) => Promise<unknown>,
): Promise<OpenTransaction> {
  for (;;) {
    const session = objects.db.client.startSession();
    session.startTransaction();
    try {
      await write(session);
      return {
        commit: async () => {
          await session.commitTransaction();
          await session.endSession();
        },
        abort: () => session.endSession(), // Ends the transaction too.
      };
    } catch (error) {
      await session.endSession();
      if (!(error instanceof MongoServerError && error.hasErrorLabel('TransientTransactionError'))) throw error;
    }
  }
}
