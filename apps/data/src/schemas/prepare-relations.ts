import type { FieldType } from '@parlance/values';
import type { ClassStorage } from './class-storage.ts';

/** Makes the members' collections of new relation fields, before the fields are there to be written. */
export async function prepareRelations(storage: ClassStorage, className: string, added: ReadonlyMap<string, FieldType>): Promise<void> {
  for (const [field, { type }] of added) if (type === 'Relation') await storage.prepareRelation(className, field);
}
