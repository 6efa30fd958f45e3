import { PLATFORM_CLASSES } from '@parlance/platform-classes';
import { FIELD_TYPES, parseFieldTypeText, type FieldType } from './field-type.ts';

type Columns = Readonly<Record<string, FieldType>>;

/** Fields that every class has. */
export const COMMON_FIELDS: Columns = {
  objectId: FIELD_TYPES.String,
  createdAt: FIELD_TYPES.Date,
  updatedAt: FIELD_TYPES.Date,
  ACL: FIELD_TYPES.ACL,
};

/** Columns that classes of the platform have without anyone adding them, read from their declarations once. */
const DECLARED_FIELDS: ReadonlyMap<string, Columns> = new Map(PLATFORM_CLASSES.map(({ name, fields }) => [name, columnsOf(name, fields)]));

function columnsOf(className: string, fields: Readonly<Record<string, string>>): Columns {
  const columns: Record<string, FieldType> = {};
  for (const [name, text] of Object.entries(fields)) {
    const type = parseFieldTypeText(text);
    if (type === undefined) throw new Error(`The declaration of ${className} gives ${name} the type ${text}, which is none.`);
    columns[name] = type;
  }
  return columns;
}

/** Name and type of each field a class has by itself. */
export function defaultFields(className: string): Map<string, FieldType> {
  return new Map(Object.entries({ ...COMMON_FIELDS, ...DECLARED_FIELDS.get(className) }));
}
