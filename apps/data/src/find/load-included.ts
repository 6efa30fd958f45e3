import { authorize, decideClassAccess, type Identity } from '@parlance/acl';
import { isIn, type ReadPreferences } from '@parlance/query';
import type { ReadingApp } from '../apps/app.ts';
import { classBehindPointer } from '../classes/class-for.ts';
import type { LoadObjects } from './include-pointers.ts';
import { neededFields, readFields, unshownFields } from './page-selection.ts';
import { queryTimeMs } from './query-time.ts';
import { readObjects } from './read-as-caller.ts';
import type { RestJson } from './rest-json.ts';

export type IncludedReading = Pick<ReadPreferences, 'readPreference' | 'includeReadPreference'>;

const NOTHING: ReadonlyMap<string, RestJson> = new Map();

/**
 * Reads included objects with the caller's own rights: fetching the object of a pointer is a get of a known id. A class that is closed
 * to the caller has nothing they can read, which is no error of the request.
 */
export function includedLoader(app: ReadingApp, identity: Identity, reading: IncludedReading, deadline: number): LoadObjects {
  const readPreference = reading.includeReadPreference ?? reading.readPreference;
  return async (className, objectIds, selection) => {
    const schema = await classBehindPointer(app, className, identity);
    if (schema === undefined || ['denied', 'unauthenticated'].includes(decideClassAccess(identity, schema, 'get').kind)) return NOTHING;
    const needed = neededFields(identity, schema, app);
    const condition = isIn('objectId', objectIds);
    const bytesMax = app.settings.answerBytesMax;
    const read = { ...readFields(selection, needed), readPreference, bytesMax };
    const query = { schema, condition, order: [], limit: objectIds.length, skip: 0, ...read };
    const timeMs = queryTimeMs(app.settings.queryTimeoutMs, deadline);
    const documents = await app.reads.find(authorize(identity, schema, 'get', query), timeMs);
    const objects = await readObjects(app, schema, identity, documents, unshownFields(selection, needed));
    return new Map(objects.map((object) => [object['objectId'] as string, labelled(object, className)]));
  };
}

function labelled(object: RestJson, className: string): RestJson {
  object['__type'] = 'Object';
  object['className'] = className;
  return object;
}
