import type { Identity } from '@parlance/acl';
import { includedPaths, type Selection } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { AnswerBudget } from './answer-budget.ts';
import { includePointers } from './include-pointers.ts';
import { includeTree } from './include-tree.ts';
import { includedLoader, type IncludedReading } from './load-included.ts';
import { readObjects } from './read-as-caller.ts';
import type { Triggering } from '../triggers/trigger-run.ts';
import type { RestJson } from './rest-json.ts';

/** The fields that a query shows of its objects, and from where included ones are read. */
export type ShownSelection = Selection & IncludedReading;

/**
 * Documents as the caller sees them, with the asked pointers expanded.
 *
 * @param triggering for the triggers of the classes of included objects; undefined where none run
 *
 * @throws InvalidQuery (102) when they expand to more than an answer may hold
 */
export async function readSelection(
  app: ReadingApp,
  schema: ClassSchema,
  identity: Identity,
  selection: ShownSelection,
  documents: readonly StoredDocument[],
  deadline: number,
  triggering?: Triggering,
): Promise<RestJson[]> {
  const objects: RestJson[] = await readObjects(app, schema, identity, documents, selection.excludeKeys);
  if (objects.length === 0) return objects;
  const paths = includedPaths(selection, schema);
  if (paths.length === 0) return objects;
  const tree = includeTree(paths, selection);
  const load = includedLoader(app, identity, selection, deadline, triggering, (included, asked, found) =>
    readSelection(app, included, identity, asked, found, deadline, triggering),
  );
  await includePointers(objects, tree, load, new AnswerBudget(app.settings));
  return objects;
}
