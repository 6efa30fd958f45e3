import type { data } from '@parlance/contracts';
import type { UnknownObject } from '@parlance/values';
import type { DeclaredClass } from './declared-class.ts';

/** A request of the schema API, as a step of a plan. */
export interface ClassStep {
  readonly kind: 'create' | 'change';
  readonly body: Record<string, unknown>;
}

const DELETE = { __op: 'Delete' } as const;

/**
 * The requests that carry out the plan of a class, in order: a field that gets another type goes before it comes, and so does an index.
 *
 * @param declared undefined for a class that the file does not declare
 */
export function classSteps(plan: data.ClassPlan, declared: DeclaredClass | undefined): readonly ClassStep[] {
  const { creates, added, removed, recreated, changed, indexesAdded, indexesDropped, permissions } = plan;
  const permitted = permissions === null ? {} : { classLevelPermissions: permissions.after };
  const fieldsOf = (fields: readonly data.PlannedField[]) =>
    pick(
      declared?.fields ?? {},
      fields.map(({ field }) => field),
    );
  const come = {
    fields: fieldsOf([...added, ...recreated, ...changed]),
    indexes: pick(declared?.indexes ?? {}, indexesAdded),
    ...permitted,
  };
  if (creates) return [{ kind: 'create', body: come }];
  const gone = {
    fields: Object.fromEntries([...removed, ...recreated].map(({ field }) => [field, DELETE])),
    indexes: Object.fromEntries(indexesDropped.map((name) => [name, DELETE])),
  };
  const isEmpty = Object.keys(gone.fields).length + Object.keys(gone.indexes).length === 0;
  return isEmpty
    ? [{ kind: 'change', body: come }]
    : [
        { kind: 'change', body: gone },
        { kind: 'change', body: come },
      ];
}

function pick(from: Readonly<Record<string, UnknownObject>>, names: readonly string[]): Record<string, UnknownObject> {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
