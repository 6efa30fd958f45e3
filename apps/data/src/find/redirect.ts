import type { Identity } from '@parlance/acl';
import type { FindQuery } from '@parlance/query';
import { emptySchema, type ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { classForReading } from '../classes/class-for.ts';
import { assertMayFind } from './assert-query.ts';

/**
 * The class that `redirectClassNameForKey` leads to: SDKs ask through a relation whose target they do not know yet. Only a relation
 * redirects, and the target's own rules count.
 *
 * @returns undefined when the query stays where it is
 * @throws as classForReading and assertMayFind
 */
export async function redirectTarget(
  app: ReadingApp,
  schema: ClassSchema,
  identity: Identity,
  asked: Pick<FindQuery, 'redirectClassNameForKey' | 'condition' | 'count' | 'limit'>,
): Promise<ClassSchema | undefined> {
  if (asked.redirectClassNameForKey === undefined) return undefined;
  const field = schema.fields.get(asked.redirectClassNameForKey);
  if (field?.type !== 'Relation') return undefined;
  const target = (await classForReading(app, field.targetClass, identity)) ?? emptySchema(field.targetClass);
  assertMayFind(asked, target, identity);
  return target;
}
