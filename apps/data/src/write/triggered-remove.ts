import type { ClassSchema } from '@parlance/values';
import type { ClassTriggers, TriggerJson } from '../triggers/class-triggers.ts';
import { TriggerRun } from '../triggers/trigger-run.ts';
import { objectForTriggers } from './triggered-save.ts';
import type { Writing } from './writing.ts';

/** A deletion in a class that has triggers. */
export interface TriggeredRemove {
  readonly triggers: ClassTriggers;
  readonly run: TriggerRun;
  /** The object that is deleted. */
  readonly object: TriggerJson;
}

/**
 * Runs the beforeDelete of a class, which is never told of objects that the caller may not delete.
 *
 * @throws the refusals of the deletion itself; the errors of the code
 */
export async function triggerBeforeDelete(
  writing: Writing,
  schema: ClassSchema,
  triggers: ClassTriggers,
  objectId: string,
): Promise<TriggeredRemove | undefined> {
  if (triggers.beforeDelete === undefined && triggers.afterDelete === undefined) return undefined;
  const object = await objectForTriggers(writing, schema, 'delete', objectId);
  const run = new TriggerRun(writing.request);
  await triggers.beforeDelete?.(object, run);
  return { triggers, run, object };
}

/** Tells the afterDelete of a deletion that has happened. */
export async function triggerAfterDelete({ triggers, run, object }: TriggeredRemove): Promise<void> {
  await triggers.afterDelete?.(object, run);
}
