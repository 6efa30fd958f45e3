import { platformClass } from '@parlance/platform-classes';
import { describeFieldType, isFieldName, storedName, type ClassSchema, type FieldType } from '@parlance/values';
import { counted, type Finding } from '../finding.ts';

/** A member of documents with one BSON type, as the database counts them. */
export interface MemberRow {
  readonly _id: { readonly member: string; readonly type: string; readonly target?: string; readonly isPlace?: boolean };
  readonly count: number;
  readonly first: unknown;
  readonly last: unknown;
}

/** Members that documents of every class may have beside their fields, in today's and in older names. */
const COMMON_MEMBERS: ReadonlySet<string> = new Set([
  ...['_id', '_created_at', '_updated_at', '_rperm', '_wperm', '_acl', '_tombstone'],
  ...['createdAt', 'updatedAt', '_expiresAt', 'expiresAt', 'lastUsed', 'timesUsed', '_last_used', 'times_used'],
]);

const NUMBERS: readonly string[] = ['int', 'long', 'double', 'decimal'];
/** BSON types of the values of a column. Null and missing members fit everywhere. */
const FITTING: Readonly<Record<FieldType['type'], readonly string[]>> = {
  String: ['string'],
  Number: NUMBERS,
  Boolean: ['bool'],
  Date: ['date'],
  Object: ['object'],
  Array: ['array'],
  GeoPoint: ['array'],
  File: ['string'],
  Bytes: ['binData', 'string'],
  Polygon: ['object'],
  Pointer: ['string'],
  Relation: [],
  ACL: [],
};

const POINTER_PREFIX = '_p_';

/**
 * The members of a class that are not as it is described: values of another type, pointers to another class, members that no field explains.
 *
 * @param looked for people: `all`, or `1,000 of 25,000`
 */
export function* contradictionsOf(schema: ClassSchema, rows: readonly MemberRow[], looked: string): Iterable<Finding> {
  const fieldOf = new Map([...schema.fields].map(([field, type]) => [storedName(field, schema), { field, type }]));
  const platform = platformClass(schema.className);
  const known = new Set([...COMMON_MEMBERS, ...(platform?.internalMembers ?? []), ...Object.values(platform?.storedNames ?? {})]);
  const spread = Object.values(platform?.spreadFields ?? {}).map(({ prefix }) => prefix);
  const seen = looked === 'all' ? 'All objects were looked at.' : `${looked} objects were looked at.`;
  for (const row of rows) {
    const { member, type } = row._id;
    const shared = { about: `${schema.className}.${member}`, count: row.count, examples: examplesOf(row) };
    if (member === '_id') {
      if (type !== 'string') {
        const text = `Ids of the type ${type} are shown as text, and no request finds the object by it. ${seen}`;
        yield { id: 'foreign-id', level: 'act', ...shared, text };
      }
    } else if (fieldOf.has(member) && !known.has(member)) {
      const { field, type: column } = fieldOf.get(member) as { field: string; type: FieldType };
      yield* misfit(row, field, column, shared, seen);
    } else if (known.has(member) || spread.some((prefix) => member.startsWith(prefix))) continue;
    else if (member.startsWith(POINTER_PREFIX)) {
      const text = `No field of the class is such a pointer: the member is left out of answers, as at Parse Server. ${seen}`;
      yield { id: 'unknown-pointer', level: 'note', ...shared, text };
    } else if (member.startsWith('_')) {
      const text = `Nobody knows this member. Parse Server fails at objects with it; here it is left out of answers. ${seen}`;
      yield { id: 'unknown-member', level: 'differs', ...shared, text };
    } else if (!isFieldName(member)) {
      const text = `No field has such a name here: the value is shown, and a write of it is refused (105). ${seen}`;
      yield { id: 'member-name', level: 'act', ...shared, text };
    } else {
      const text = `The class has no such field: values are shown as they are stored, and the next save of one decides on its type. ${seen}`;
      yield { id: 'undescribed-member', level: 'note', ...shared, text };
    }
  }
}

type Shared = Pick<Finding, 'about' | 'count' | 'examples'> & { readonly about: string };

function* misfit({ _id: { type, target, isPlace }, count }: MemberRow, field: string, column: FieldType, shared: Shared, seen: string) {
  if (type === 'null') return;
  const what = `${field} is ${describeFieldType(column)}`;
  if (column.type === 'Pointer' && type === 'string') {
    if (target === column.targetClass) return;
    const text = `${what}, and ${counted(count, 'value')} point${count === 1 ? 's' : ''} to ${String(target)}: Parse Server fails at such an object. ${seen}`;
    yield { id: 'pointer-to-another-class', level: 'differs', ...shared, text } satisfies Finding;
    return;
  }
  const fits = FITTING[column.type].includes(type) && (column.type !== 'GeoPoint' || isPlace === true);
  if (fits) return;
  const kind = column.type === 'GeoPoint' && type === 'array' ? 'arrays that are no place' : `the type ${type}`;
  const text =
    `${what}, and ${counted(count, 'value')} ${count === 1 ? 'is' : 'are'} of ${kind}: shown as stored, found by no query for ` +
    `values of the field's type. ${seen}`;
  yield { id: 'misfitting-values', level: 'act', ...shared, text } satisfies Finding;
}

function examplesOf({ first, last }: MemberRow): readonly string[] {
  return String(first) === String(last) ? [String(first)] : [String(first), String(last)];
}
