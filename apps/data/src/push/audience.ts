import { authorize, type AuthorizedAccess, type Identity } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import { INSTALLATION } from '@parlance/platform-classes';
import { parseWhere, printCondition, type AskedCondition, type Condition } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { classForReading } from '../classes/class-for.ts';
import { askable } from '../find/assert-query.ts';
import { queryLimits } from '../find/query-limits.ts';
import { resolveCondition } from '../resolve/resolve-condition.ts';
import type { TargetQuery } from './push-target.store.ts';

/** An audience's `where`, read and compared with the class. */
export interface AskedAudience {
  readonly app: ReadingApp;
  readonly identity: Identity;
  readonly schema: ClassSchema;
  readonly condition: AskedCondition;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Answers of subqueries that are written down take no more than this: each page of a push brings them along. */
const FROZEN_BYTES_MAX = 512 << 10;

/** @throws InvalidQuery (102) and the other errors of a find */
export async function readAudience(
  app: ReadingApp,
  identity: Identity,
  where: Record<string, unknown>,
  deadline: number,
): Promise<AskedAudience> {
  const schema = await classForReading(app, INSTALLATION, identity);
  if (schema === undefined) throw new Error('Installations are a class of the platform.');
  const limits = queryLimits(app.settings, identity);
  const condition = askable({ condition: parseWhere(where, limits), order: [], shown: undefined }, schema, identity, app.settings);
  return { app, identity, schema, condition, deadline };
}

export function answered({ app, identity, schema, condition, deadline }: AskedAudience): Promise<Condition> {
  return resolveCondition(condition, schema, { app, identity, deadline, readPreference: undefined });
}

/** The audience as a question to the store. */
export async function targetQuery(
  asked: AskedAudience,
  part: Omit<data.PageAudienceRequest, 'where' | 'limit'> = {},
): Promise<AuthorizedAccess<TargetQuery>> {
  const { identity, schema } = asked;
  const { after, upTo, createdUntil, ids, zones, withoutLocal, waiting, unreachable } = part;
  const condition = await answered(asked);
  const asking = { schema, condition, after, upTo, createdUntil, ids, zones, withoutLocal, waiting, unreachable };
  return authorize(identity, schema, 'find', asking);
}

/** A condition as `where` JSON that gives the same condition again; undefined where that is too long, or no `where` could be read so. */
export function frozenWhere(condition: Condition, { app, identity }: AskedAudience): Record<string, unknown> | undefined {
  const where = printCondition(condition);
  if (Buffer.byteLength(JSON.stringify(where)) > FROZEN_BYTES_MAX) return undefined;
  try {
    parseWhere(where, queryLimits(app.settings, identity));
    return where;
  } catch {
    return undefined; // More values than one operator takes: each page answers the subqueries anew.
  }
}
