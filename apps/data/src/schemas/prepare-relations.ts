import type { FieldType } from '@parlance/values';
import type { App } from '../apps/app.ts';

/** Makes the members' collections of new relation fields, before the fields are there to be written. */
export async function prepareRelations(app: App, className: string, added: ReadonlyMap<string, FieldType>): Promise<void> {
  for (const [field, { type }] of added) if (type === 'Relation') await app.classStorage.prepareRelation(className, field);
}
