import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Collection, Db, Document } from './driver.ts';
import { sentCommands } from './sent-commands.ts';
import { toParseError } from './to-parse-error.ts';

/**
 * Runs a reading command. Faults of the database arrive as ParseError (to-parse-error.ts), everything else unchanged.
 *
 * @param command the driver's name of it, such as 'find'; with the collection's it names the span
 */
export async function readFrom<T extends Document, R>(collection: Collection<T>, command: string, work: () => Promise<R>): Promise<R> {
  try {
    return await mongoSpan(command, collection, work);
  } catch (error) {
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
    throw toParseError(error, { write: true, sent: before === undefined || sentCommands(client) !== before });
  }
}

/** What a span is named after: a collection, or a command on the whole database. */
type Target = { readonly dbName: string; readonly collectionName: string } | Pick<Db, 'databaseName'>;

/**
 * A client span around one command when the caller is inside a recorded span; otherwise the bare call. Names only: a span never holds
 * values of a query or of a document.
 */
export function mongoSpan<R>(command: string, target: Target, work: () => Promise<R>): Promise<R> {
  if (trace.getActiveSpan()?.isRecording() !== true) return work();
  return recorded(command, target, work);
}

function recorded<R>(command: string, target: Target, work: () => Promise<R>): Promise<R> {
  const [database, collection] = 'collectionName' in target ? [target.dbName, target.collectionName] : [target.databaseName, undefined];
  const attributes = {
    'db.system.name': 'mongodb',
    'db.namespace': database,
    'db.operation.name': command,
    ...(collection === undefined ? {} : { 'db.collection.name': collection }),
  };
  const name = collection === undefined ? command : `${command} ${collection}`;
  return trace.getTracer('@parlance/mongo').startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  });
}
