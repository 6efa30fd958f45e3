import { isTracing, noteFailedCall, span } from '@parlance/telemetry';
import type { Collection, Db, Document } from './driver.ts';
import { sentCommands } from './sent-commands.ts';
import { bulkFault, toParseError } from './to-parse-error.ts';

/**
 * Runs a reading command. Faults of the database arrive as ParseError (to-parse-error.ts), everything else unchanged.
 *
 * @param command the driver's name of it, such as 'find'; with the collection's it names the span
 */
export async function readFrom<T extends Document, R>(collection: Collection<T>, command: string, work: () => Promise<R>): Promise<R> {
  try {
    return await mongoSpan(command, collection, work);
  } catch (error) {
    noteCall(error, command, collection);
    throw toParseError(error, { write: false });
  }
}

/** Runs a writing command; the same, and tells a write that was not sent from one whose outcome is unknown. */
export async function writeTo<T extends Document, R>(collection: Collection<T>, command: string, work: () => Promise<R>): Promise<R> {
  const client = collection.db.client;
  const before = sentCommands(client);
  try {
    return await mongoSpan(command, collection, work);
  } catch (error) {
    noteCall(error, command, collection);
    throw toParseError(error, { write: true, sent: before === undefined || sentCommands(client) !== before });
  }
}

/** For the log line of an error that nobody expected: it shows the call instead of the driver's text, which quotes data. */
function noteCall<T extends Document>(error: unknown, command: string, { collectionName: collection }: Collection<T>): void {
  noteFailedCall(error, { operation: command, collection });
  noteFailedCall(bulkFault(error), { operation: command, collection });
}

/** The thing a span is named after: a collection, or a command on the whole database. */
type Target = { readonly dbName: string; readonly collectionName: string } | Pick<Db, 'databaseName'>;

/** A client span around one command, or the bare call while nothing is traced. Names only: a span never holds values of a query. */
export function mongoSpan<R>(command: string, target: Target, work: () => Promise<R>): Promise<R> {
  if (!isTracing()) return work();
  const [database, collection] = 'collectionName' in target ? [target.dbName, target.collectionName] : [target.databaseName, undefined];
  const attributes = {
    'db.system.name': 'mongodb',
    'db.namespace': database,
    'db.operation.name': command,
    'db.collection.name': collection,
  };
  return span(collection === undefined ? command : `${command} ${collection}`, 'client', attributes, work);
}
