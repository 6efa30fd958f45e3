import type { Identity } from '@parlance/acl';
import { joinedClassNames, type JoinedClass, type JoinedClasses, type Stage } from '@parlance/query';
import type { ReadingApp } from '../apps/app.ts';
import { classBehindPointer } from '../classes/class-for.ts';

/** The classes that a pipeline reads beside its own. Those that do not exist, or are closed to the caller, are left out. */
export async function joinedClasses(app: ReadingApp, identity: Identity, stages: readonly Stage[]): Promise<JoinedClasses> {
  const joined = new Map<string, JoinedClass>();
  for (const className of joinedClassNames(stages)) {
    const schema = await classBehindPointer(app, className, identity);
    if (schema !== undefined) joined.set(className, { schema, collection: app.aggregates.collectionOf(className) });
  }
  return joined;
}
