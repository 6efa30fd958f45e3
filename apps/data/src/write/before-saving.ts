import { emptySchema, type ObjectWrite } from '@parlance/values';
import type { ClassRules } from '../classes/class-rules.ts';
import { triggerBeforeSave, type TriggeredSave } from './triggered-save.ts';
import type { Writing } from './writing.ts';
import type { AskedSave, WritingClass } from './writing-class.ts';

/** A save after step 3. */
export interface ReadySave {
  readonly write: ObjectWrite;
  /** Undefined where no trigger of saves has to hear of it. */
  readonly triggered: TriggeredSave | undefined;
}

/** Step 3. @returns undefined when there is nothing to wait for, as for all classes without rules and triggers */
export function beforeSaving(writing: Writing, target: WritingClass, write: ObjectWrite, asked: AskedSave): Promise<ReadySave> | undefined {
  return target.triggers === undefined && target.rules === undefined ? undefined : runBeforeSaving(writing, target, write, asked);
}

async function runBeforeSaving(writing: Writing, target: WritingClass, write: ObjectWrite, asked: AskedSave): Promise<ReadySave> {
  const { rules, triggers } = target;
  const ready = triggers === undefined ? undefined : await triggerBeforeSave(writing, target, triggers, write, asked);
  const changed = ready?.write ?? write;
  if (rules !== undefined) await prepareIndexes(writing, target, rules, changed);
  return { write: changed, triggered: ready?.triggered };
}

/** Of step 3: the indexes that a write to a class with rules needs. */
export function prepareIndexes({ app }: Writing, { className, known }: WritingClass, rules: ClassRules, write: ObjectWrite): Promise<void> {
  return app.writes.prepare(known ?? emptySchema(className), rules.indexesOfWrite?.(write) ?? []);
}
