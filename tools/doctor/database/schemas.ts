import { parseClassPermissions } from '@parlance/acl';
import { SCHEMA_COLLECTION } from '@parlance/platform-classes';
import { isClassName, isFieldName, isObject, parseFieldTypeText, parseSchemaDocument, type ClassSchema } from '@parlance/values';
import type { Document } from '@parlance/mongo';
import { counted, type Finding } from '../finding.ts';
import type { Examination, Looking } from './looking.ts';
import type { OldDatabase } from './old-database.ts';

/** Classes of one app, by far. */
const CLASSES_MAX = 20_000;
const EXAMPLES = 5;
const COMMON: ReadonlySet<string> = new Set(['_id', 'objectId', 'createdAt', 'updatedAt', 'ACL']);

/** The classes that `_SCHEMA` describes, by name. */
export async function readClasses(database: OldDatabase): Promise<ReadonlyMap<string, ClassSchema>> {
  const documents = await database.find(SCHEMA_COLLECTION, {}, CLASSES_MAX);
  const classes = documents.map((document) => parseSchemaDocument(document)).filter((schema) => schema !== undefined);
  return new Map(classes.map((schema) => [schema.className, schema]));
}

/** Documents of `_SCHEMA` with parts that cannot be read, and names that no class or field has here. */
export const schemas: Examination = {
  subject: 'descriptions of classes',
  async *look({ database, classes, collections, options }: Looking): AsyncIterable<Finding> {
    if (!collections.has(SCHEMA_COLLECTION)) {
      const text = 'There is no collection _SCHEMA: this is no database of Parse Server, or the names of its collections have a prefix.';
      yield { id: 'no-schema', level: 'act', about: SCHEMA_COLLECTION, text };
      return;
    }
    const customIds = options?.value('allowCustomObjectId') === true;
    for (const document of await database.find(SCHEMA_COLLECTION, {}, CLASSES_MAX)) yield* faultsOf(document, classes, customIds);
    yield { id: 'classes', level: 'note', about: SCHEMA_COLLECTION, text: `${counted(classes.size, 'class', 'classes')} are described.` };
  },
};

/** Everything about one description that is not read as it is meant. */
export function* faultsOf(document: Document, classes: ReadonlyMap<string, ClassSchema>, customIds: boolean): Iterable<Finding> {
  const name: unknown = document._id;
  const about = `${SCHEMA_COLLECTION}/${String(name)}`;
  if (!isClassName(name)) {
    const text = 'No class has such a name here: requests that name it are refused (103). Its objects stay in the database.';
    yield { id: 'class-name', level: 'act', about, text };
    return;
  }
  const members = Object.entries(document).filter(([member]) => !COMMON.has(member) && !member.startsWith('_'));
  const unread = members.filter(([, type]) => parseFieldTypeText(type) === undefined).map(([member]) => member);
  if (unread.length > 0) {
    const text =
      'Types of fields that cannot be read count as absent: values are shown as they are stored, and the next save decides on the type.';
    yield { id: 'field-type', level: 'act', about, text, count: unread.length, examples: unread.slice(0, EXAMPLES) };
  }
  const refused = members.map(([member]) => member).filter((member) => !isFieldName(member));
  if (refused.length > 0) {
    const text = 'No field has such a name here: values are shown, and writes of them are refused (105).';
    yield { id: 'field-name', level: 'act', about, text, count: refused.length, examples: refused.slice(0, EXAMPLES) };
  }
  const schema = classes.get(name);
  if (schema === undefined) return;
  yield* permissionFaults(document, schema, about, customIds);
  const targets = [...schema.fields].flatMap(([field, type]) =>
    'targetClass' in type && !type.targetClass.startsWith('_') && !classes.has(type.targetClass) ? [`${field} (${type.targetClass})`] : [],
  );
  if (targets.length > 0) {
    const text = 'Fields point to classes that are not described: includes of them find nothing.';
    yield { id: 'missing-target', level: 'note', about, text, count: targets.length, examples: targets.slice(0, EXAMPLES) };
  }
}

function* permissionFaults(document: Document, schema: ClassSchema, about: string, customIds: boolean): Iterable<Finding> {
  const metadata: unknown = document['_metadata'];
  const permissions = isObject(metadata) ? metadata['class_permissions'] : undefined;
  if (permissions === undefined || permissions === null) return;
  try {
    parseClassPermissions(permissions, schema, { allowCustomObjectId: customIds });
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    const text = `The permissions of the class have a part that grants nothing here (${reason}). A rule that cannot be read denies.`;
    yield { id: 'class-permissions', level: 'act', about, text };
  }
}
