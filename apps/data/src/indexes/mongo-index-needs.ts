import type { Condition } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';

/** An index that a query asks for. MongoDB cannot answer it without `near` and `text`; without `flat` and `sphere` it is slower. */
export interface IndexNeed {
  readonly kind: 'near' | 'text' | 'flat' | 'sphere';
  readonly field: string;
  /** Of a text search: fields that its index must not cover. */
  readonly hidden?: ReadonlySet<string> | undefined;
}

const NONE: readonly IndexNeed[] = [];

/**
 * The indexes that a query asks for beside those of its class. Only fields of the fitting type ask for one: no client makes indexes on
 * names it has invented. Cost: one look at the constraints beside one another.
 */
export function indexNeedsOf(condition: Condition, schema: ClassSchema): readonly IndexNeed[] {
  if (condition.kind !== 'and') return needsOf(condition, schema);
  let needs = NONE;
  for (const item of condition.items) {
    const more = needsOf(item, schema);
    if (more.length > 0) needs = [...needs, ...more];
  }
  return needs;
}

function needsOf(condition: Condition, { fields }: ClassSchema): readonly IndexNeed[] {
  switch (condition.kind) {
    case 'near':
      return placeNeed('near', condition.field, fields);
    case 'withinCircle':
    case 'intersects':
      return placeNeed('sphere', condition.field, fields);
    case 'withinBox':
    case 'withinPolygon':
      return placeNeed('flat', condition.field, fields);
    case 'text':
      return [{ kind: 'text', field: condition.field, hidden: condition.hidden }];
    default:
      return NONE;
  }
}

function placeNeed(kind: IndexNeed['kind'], field: string, fields: ClassSchema['fields']): readonly IndexNeed[] {
  const type = fields.get(field)?.type;
  return type === 'GeoPoint' || type === 'Polygon' ? [{ kind, field }] : NONE;
}
