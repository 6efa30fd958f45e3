import { INTERNAL_MEMBERS, platformClass, type PlatformClass } from '@parlance/platform-classes';
import type { FieldType } from './field-type.ts';
import { POINTER_PREFIX } from './pointer.ts';
import type { ClassSchema } from './schema.ts';
import { storedName } from './stored-path.ts';

/** How a member of a document is read. `skip`: never part of an object; `internal`, `token`: shown to few, see ReadOptions. */
export type ColumnKind =
  | 'id'
  | 'systemDate'
  | 'legacySystemDate'
  | 'pointer'
  | 'plainPointer'
  | 'date'
  | 'geoPoint'
  | 'polygon'
  | 'file'
  | 'bytes'
  | 'interior'
  | 'readers'
  | 'writers'
  | 'internal'
  | 'token'
  | 'skip';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** The knowledge of a schema about reading documents of its class, by stored member; made once per schema. */
export interface ReadPlan {
  readonly columns: ReadonlyMap<string, Column>;
  /** Name and target class of each relation field: their stubs are part of every object. */
  readonly relations: readonly (readonly [name: string, targetClass: string])[];
}

const plans = new WeakMap<ClassSchema, ReadPlan>();

export function readPlanOf(schema: ClassSchema): ReadPlan {
  let plan = plans.get(schema);
  if (plan === undefined) plans.set(schema, (plan = makePlan(schema)));
  return plan;
}

function makePlan(schema: ClassSchema): ReadPlan {
  const columns = new Map<string, Column>();
  const relations: [string, string][] = [];
  for (const [name, type] of schema.fields) {
    columns.set(name, { name, kind: kindOf(type) }); // also under its plain name, as odd and old data have it
    if (type.type === 'Relation') relations.push([name, type.targetClass]);
    else columns.set(storedName(name, schema), { name, kind: type.type === 'Pointer' ? 'pointer' : kindOf(type) });
  }
  for (const name of INTERNAL_MEMBERS) columns.set(name, { name, kind: 'internal' });
  columns.set('_id', { name: 'objectId', kind: 'id' });
  columns.set('objectId', { name: 'objectId', kind: 'skip' });
  columns.set('_created_at', { name: 'createdAt', kind: 'systemDate' });
  columns.set('_updated_at', { name: 'updatedAt', kind: 'systemDate' });
  columns.set('createdAt', { name: 'createdAt', kind: 'legacySystemDate' });
  columns.set('updatedAt', { name: 'updatedAt', kind: 'legacySystemDate' });
  columns.set('_rperm', { name: '_rperm', kind: 'readers' });
  columns.set('_wperm', { name: '_wperm', kind: 'writers' });
  columns.set('ACL', { name: 'ACL', kind: 'skip' });
  columns.set('_expiresAt', { name: 'expiresAt', kind: 'date' });
  const declared = platformClass(schema.className);
  if (declared !== undefined) addDeclaredColumns(columns, declared);
  return { columns, relations };
}

/** Columns of a class of the platform that its fields' types do not explain: secrets, and dates that are shown as plain strings. */
function addDeclaredColumns(columns: Map<string, Column>, { secrets = {}, plainDates = [], storedNames = {} }: PlatformClass): void {
  for (const [name, shownTo] of Object.entries(secrets)) {
    const stored = storedNames[name];
    if (shownTo === 'self' && stored !== undefined) columns.set(stored, { name, kind: 'token' });
    columns.set(name, { name, kind: 'skip' }); // under the plain name a secret would be shown to everybody
  }
  for (const name of plainDates) {
    columns.set(storedNames[name] ?? name, { name, kind: 'systemDate' });
    if (storedNames[name] !== undefined) columns.set(name, { name, kind: 'legacySystemDate' });
  }
}

function kindOf(type: FieldType): ColumnKind {
  switch (type.type) {
    case 'Date':
      return 'date';
    case 'GeoPoint':
      return 'geoPoint';
    case 'Polygon':
      return 'polygon';
    case 'File':
      return 'file';
    case 'Bytes':
      return 'bytes';
    case 'Pointer':
      return 'plainPointer';
    case 'Relation':
      return 'skip';
    default:
      return 'interior';
  }
}

/** The pointer field a member would hold, or undefined when it is none. */
export function pointerFieldOf(member: string): string | undefined {
  return member.startsWith(POINTER_PREFIX) ? member.slice(POINTER_PREFIX.length) : undefined;
}
