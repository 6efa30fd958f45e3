import { authorize, decideClassAccess, type Identity } from '@parlance/acl';
import { isIn, type ReadPreference, type ReadPreferences } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';
import { classBehindPointer } from '../classes/class-for.ts';
import type { TriggerJson } from '../triggers/class-triggers.ts';
import { runOf, type Triggering } from '../triggers/trigger-run.ts';
import { findTriggersOf } from './find-triggers.ts';
import type { LoadObjects } from './include-pointers.ts';
import type { IncludeTree } from './include-tree.ts';
import { neededFields, readFields, unshownFields } from './page-selection.ts';
import { queryTimeMs } from './query-time.ts';
import { readObjects } from './read-as-caller.ts';
import type { RestJson } from './rest-json.ts';
import { triggeredInclude, type IncludeReader, type ShowDocuments } from './triggered-include.ts';

export type IncludedReading = Pick<ReadPreferences, 'readPreference' | 'includeReadPreference'>;

const NOTHING: ReadonlyMap<string, RestJson> = new Map();

interface Reader extends IncludeReader {
  readonly readPreference: ReadPreference | undefined;
}

/**
 * Reads included objects with the caller's own rights: fetching the object of a pointer is a get of a known id. A class that is closed
 * to the caller has nothing they can read, which is no error of the request.
 *
 * @param triggering for the triggers of their classes; undefined where none run
 * @param show for the query that a trigger leaves, which may include further objects
 */
export function includedLoader(
  app: ReadingApp,
  identity: Identity,
  reading: IncludedReading,
  deadline: number,
  triggering: Triggering | undefined,
  show: ShowDocuments,
): LoadObjects {
  const readPreference = reading.includeReadPreference ?? reading.readPreference;
  const reader = { app, identity, deadline, readPreference, show };
  return async (className, objectIds, tree) => {
    const schema = await classBehindPointer(app, className, identity);
    if (schema === undefined || ['denied', 'unauthenticated'].includes(decideClassAccess(identity, schema, 'get').kind)) return NOTHING;
    const triggers = triggering === undefined ? undefined : findTriggersOf(app, className, identity);
    if (triggering === undefined || triggers === undefined) return labelled(await readById(reader, schema, objectIds, tree), className);
    const read = () => readById(reader, schema, objectIds, tree);
    const included = { objectIds, tree, readPreference };
    return labelled(await triggeredInclude(reader, schema, included, triggers, runOf(triggering), read), className);
  };
}

async function readById(
  { app, identity, deadline, readPreference }: Reader,
  schema: ClassSchema,
  objectIds: readonly string[],
  tree: IncludeTree,
): Promise<RestJson[]> {
  const needed = neededFields(identity, schema, app);
  const condition = isIn('objectId', objectIds);
  const bytesMax = app.settings.answerBytesMax;
  const read = { ...readFields(tree, needed), readPreference, bytesMax };
  const query = { schema, condition, order: [], limit: objectIds.length, skip: 0, ...read };
  const timeMs = queryTimeMs(app.settings.queryTimeoutMs, deadline);
  const documents = await app.reads.find(authorize(identity, schema, 'get', query), timeMs);
  return readObjects(app, schema, identity, documents, unshownFields(tree, needed));
}

function labelled(objects: readonly (RestJson | TriggerJson)[], className: string): ReadonlyMap<string, RestJson> {
  return new Map(objects.map((object) => [object['objectId'] as string, Object.assign(object, { __type: 'Object', className })]));
}
