import type { ClassSchema } from '@parlance/values';

/** Names of the fields whose members are in collections of their own. */
export function relationsOf({ fields }: ClassSchema): string[] {
  return [...fields].filter(([, { type }]) => type === 'Relation').map(([name]) => name);
}
