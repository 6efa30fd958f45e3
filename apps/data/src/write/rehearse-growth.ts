import { Polygon, type ObjectWrite } from '@parlance/values';
import type { RehearsedWrite } from '../objects/object.store.ts';
import { assertMayAddFields } from '../schemas/grow-class.ts';
import { namingTaken } from './naming-taken.ts';
import type { WritingClass } from './writing-class.ts';
import type { Writing } from './writing.ts';

/**
 * Asked before a class grows for a write, which is rare: an object that the database refuses leaves no field in the class. A write whose
 * object only comes into being by an earlier part of its transaction finds none, and is not refused here.
 *
 * @throws the refusal that the write would meet; before that, OperationForbidden (119) for a caller who may not add fields
 */
export async function rehearseGrowth(
  { app, identity, deadline }: Writing,
  target: WritingClass,
  rehearsed: RehearsedWrite,
  write: ObjectWrite,
): Promise<void> {
  const { className, known } = target;
  const { writes } = app;
  if (known !== undefined) assertMayAddFields(app, known, identity, rehearsed.kind);
  for (const [field, change] of write.changes) {
    if (change.kind !== 'set' || !(change.value instanceof Polygon) || known?.fields.has(field) === true) continue;
    await writes.assertSimple(className, field, change.value);
  }
  if (known === undefined) return; // A class that nobody has described has no indexes of its own.
  try {
    await writes.rehearse(rehearsed, deadline);
  } catch (error) {
    throw namingTaken(target, error);
  }
}
