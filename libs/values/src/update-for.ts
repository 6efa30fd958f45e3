import { POINTER_PREFIX } from './pointer.ts';
import type { ClassSchema } from './schema.ts';
import type { OperatorUpdate, DocumentUpdate, UpdateOptions } from './document-update.ts';
import { OLD_UPDATED_AT, storedName, storedPath } from './stored-path.ts';
import { toStoredField, toStoredInterior } from './stored-value.ts';
import { needsPipeline, pipelineFor } from './update-pipeline.ts';
import type { ObjectWrite } from './write.ts';

/**
 * Numbers of the errors by which MongoDB says that an update does not fit the stored value, for operators and for pipelines. After
 * them nothing is written. Also Overflow: the update of a deeply nested value would be nested deeper than MongoDB takes.
 */
export const UPDATE_MISFIT_CODES: ReadonlySet<number> = new Set([
  2, // BadValue: $push, $addToSet on a value that is no list
  14, // TypeMismatch: $inc on a value that is no number
  15, // Overflow
  28, // PathNotViable: a path through a string or number
  16_554, // $add
  16_555, // $multiply
  17_048, // $setDifference
  17_049,
  17_124, // $size
  28_651, // $filter
  28_664, // $concatArrays
  34_445, // $range: a place too far behind the end of a list
  40_081, // $in
  3_041_704, // $getField
  4_161_105, // $setField
]);

/**
 * The update of a stored object. Relation changes have no part in it: the caller writes the join collections.
 *
 * Plain operators do nearly everything, and fastest: they are one path each, use MongoDB's own means, and keep the oplog small.
 * Where they cannot be right the whole update is an aggregation pipeline:
 *
 * - Remove, since `$pullAll` leaves an absent field absent where Parse has `[]`
 * - Increment by amounts so large that the result may be no number, and places that a list may have to grow too far for: both are refused
 * - AddUnique of dictionaries with several keys, since `$addToSet` tells `{a,b}` from `{b,a}`, and of many values, since it compares each with
 *   each
 * - on `retry` Increment, Add and AddUnique on an explicit null, which `$inc` and `$push` refuse. Nulls are rare and cannot be seen
 *   beforehand, so that others do not pay for them.
 *
 * MongoDB looks at time limits between documents alone, so that the work within one is bounded here: plain values are compared by hashes, and
 * dictionaries pair by pair as long as these are few (1,000 of them with a list of 1,000 took half a second).
 *
 * @param schema the class as it is after fieldsAddedBy
 */
export function updateFor(schema: ClassSchema, write: ObjectWrite, options: UpdateOptions): DocumentUpdate {
  if (needsPipeline(write)) return { update: pipelineFor(schema, write, options), retry: undefined };
  return {
    update: operatorsFor(schema, write, options),
    retry: mayMeetNull(write) ? () => pipelineFor(schema, write, options) : undefined,
  };
}

function operatorsFor(schema: ClassSchema, write: ObjectWrite, options: UpdateOptions): OperatorUpdate {
  const update: Record<string, Record<string, unknown>> = {};
  const $set: Record<string, unknown> = (update['$set'] = {});
  for (const [path, change] of write.changes) {
    const dotted = path.includes('.');
    const stored = dotted ? storedPath(path, schema) : storedName(path, schema);
    switch (change.kind) {
      case 'set':
        $set[stored] = dotted || path.startsWith('_') ? toStoredInterior(change.value) : toStoredField(change.value);
        break;
      case 'increment':
        (update['$inc'] ??= {})[stored] = change.amount;
        break;
      case 'add':
        (update['$push'] ??= {})[stored] = { $each: toStoredInterior(change.items) };
        break;
      case 'addUnique':
        (update['$addToSet'] ??= {})[stored] = { $each: toStoredInterior(change.items) };
        break;
      case 'unset':
        (update['$unset'] ??= {})[stored] = '';
        if (stored !== path && stored === POINTER_PREFIX + path) update['$unset'][path] = ''; // a null from before it was a pointer
        break;
      case 'remove': // always by pipeline
      case 'relate': // in the join collection
        break;
    }
  }
  if (options.keepsUpdatedAt !== true) {
    $set['_updated_at'] ??= options.now; // present already when the maintenance key sent it
    (update['$unset'] ??= {})[OLD_UPDATED_AT] = '';
  }
  if (options.acl !== undefined) Object.assign($set, options.acl);
  if (Object.keys($set).length === 0) delete update['$set']; // MongoDB refuses an empty one
  return update;
}

/** Operations can meet a null they refuse, and so can paths that lead through one. */
function mayMeetNull(write: ObjectWrite): boolean {
  for (const [path, { kind }] of write.changes) {
    if (kind === 'increment' || kind === 'add' || kind === 'addUnique' || (kind === 'set' && path.includes('.'))) return true;
  }
  return false;
}
