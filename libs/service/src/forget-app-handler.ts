import { Controller, type Type } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import type { Operation, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Collection, Document, Filter, LazyDatabase, OpenDatabase } from '@parlance/mongo';

/** Documents of an app in a database that a service has for all apps. A pattern names every collection that matches it. */
export interface DocumentsOfApp {
  readonly collection: string | RegExp;
  readonly of: (app: string) => Filter<Document>;
}

/** Documents that name their app in the member `a`. */
export function byMember(...collections: readonly (string | RegExp)[]): readonly DocumentsOfApp[] {
  return collections.map((collection) => ({ collection, of: (a) => ({ a }) }));
}

/** Documents of which a member begins with `<prefix><app><separator>`. Ids of apps hold no separator. */
export function byPrefix(member: string, separator: string, collection: string, prefix = ''): DocumentsOfApp {
  const behind = String.fromCharCode(separator.charCodeAt(0) + 1);
  return { collection, of: (app) => ({ [member]: { $gte: `${prefix}${app}${separator}`, $lt: `${prefix}${app}${behind}` } }) };
}

/** The end of a command that is cut off stays within the deadline of its request. */
const ANSWER_MS = 1_000;

export interface ForgettingService {
  /** The database, once the service has one. */
  readonly opened: () => Pick<LazyDatabase<OpenDatabase>, 'open'> | undefined;
  readonly documents: readonly DocumentsOfApp[];
  /** `writeTo` of libs/mongo: this lib does not load the driver, which gateways do without. */
  readonly writeTo: <Result>(collection: Collection, command: string, work: () => Promise<Result>) => Promise<Result>;
}

/** The controller of a service's own `forget-app`, which removes documents. */
export function forgetAppHandler(
  operation: Operation<Record<string, never>, { done: boolean }>,
  { opened, documents, writeTo }: ForgettingService,
): Type {
  class ForgetAppHandler {
    async forget(_request: Record<string, never>, { app, deadline }: RequestContext): Promise<{ done: boolean }> {
      const database = (await opened()?.open())?.database;
      if (database === undefined) throw new ParseError('ServiceUnavailable', 'The database does not answer.');
      const names = (await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
      for (const { collection, of } of documents) {
        for (const name of names.filter((known) => (typeof collection === 'string' ? known === collection : collection.test(known)))) {
          const left = deadline - ANSWER_MS - Date.now();
          if (left <= 0 || !(await inTime(() => remove(database.collection(name), of(app), left)))) return { done: false };
        }
      }
      return { done: true };
    }
  }
  const remove = (collection: Collection, filter: Filter<Document>, maxTimeMS: number) =>
    writeTo(collection, 'delete', () => collection.deleteMany(filter, { maxTimeMS }));
  // Called, not written as decorators: Node runs this lib by stripping its types.
  const method = Object.getOwnPropertyDescriptor(ForgetAppHandler.prototype, 'forget') as TypedPropertyDescriptor<
    ForgetAppHandler['forget']
  >;
  Payload()(ForgetAppHandler.prototype, 'forget', 0);
  Ctx()(ForgetAppHandler.prototype, 'forget', 1);
  Handles(operation)(ForgetAppHandler.prototype, 'forget', method);
  Controller()(ForgetAppHandler);
  return ForgetAppHandler;
}

/** @returns false when the time was over before all were gone */
async function inTime(removal: () => Promise<unknown>): Promise<boolean> {
  try {
    await removal();
    return true;
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'RequestTimeout') return false;
    throw error;
  }
}
