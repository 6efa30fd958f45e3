import type { Identity } from '@parlance/acl';
import { pageOf, type Condition, type FindQuery, type Page } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { resolveCondition } from '../resolve/resolve-condition.ts';
import { findOperation } from './find-operation.ts';

/** A query that is ready to be read: checked, and with everything it asks of other objects answered. */
export interface Finding {
  readonly app: App;
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly schema: ClassSchema;
  readonly asked: FindQuery;
  readonly operation: 'get' | 'find';
  /** All that the query matches, on whichever page. */
  readonly condition: Condition;
  /** Undefined for a query that is not read by pages. */
  readonly page: Page | undefined;
}

/** @param asked passed by assertAskable for this class. @throws as pageOf and resolveCondition */
export async function readyToFind(app: App, schema: ClassSchema, identity: Identity, asked: FindQuery, deadline: number): Promise<Finding> {
  const page = asked.after === undefined ? undefined : pageOf(asked.after, asked.order, schema);
  const readPreference = asked.subqueryReadPreference ?? asked.readPreference;
  const condition = await resolveCondition(asked.condition, schema, { app, identity, deadline, readPreference });
  return { app, identity, deadline, schema, asked, operation: findOperation(asked.condition), condition, page };
}
