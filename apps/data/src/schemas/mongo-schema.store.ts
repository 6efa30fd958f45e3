import { MongoServerError, readFrom, writeTo, type Collection, type Filter } from '@parlance/mongo';
import {
  emptySchema,
  fieldTypeText,
  parseSchemaDocument,
  printSchemaDocument,
  schemaMembers,
  withFields,
  type ClassSchema,
  type FieldType,
} from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { SchemaStore } from './schema.store.ts';

/** `_SCHEMA`: one document per class; a member per field, holding the text of its type (docs/contract/22, section 6). */
interface SchemaDocument {
  readonly _id: string;
  readonly [member: string]: unknown;
}

const DUPLICATE_KEY = 11_000;
const GEO_POINT = fieldTypeText({ type: 'GeoPoint' });

export class MongoSchemaStore implements SchemaStore {
  readonly #schemas: Collection<SchemaDocument>;

  constructor(database: MongoAppDatabase) {
    this.#schemas = database.collection<SchemaDocument>('_SCHEMA');
  }

  async read(className: string): Promise<ClassSchema | undefined> {
    const document = await readFrom(this.#schemas, 'find', () => this.#schemas.findOne({ _id: className }));
    return document === null ? undefined : parseSchemaDocument(document);
  }

  async createClass(className: string, fields: ReadonlyMap<string, FieldType>): Promise<ClassSchema | undefined> {
    const schema = withFields(emptySchema(className), fields);
    const document = { ...printSchemaDocument(schema), _id: className };
    const created = await writeTo(this.#schemas, 'insert', () => this.#insertUnlessPresent(document));
    return created ? schema : undefined;
  }

  async addFields(className: string, fields: ReadonlyMap<string, FieldType>): Promise<ClassSchema | undefined> {
    const texts = schemaMembers(fields);
    const document = await writeTo(this.#schemas, 'findAndModify', () =>
      this.#schemas.findOneAndUpdate(conditionFor(className, texts), { $set: texts }, { returnDocument: 'after' }),
    );
    return document === null ? undefined : parseSchemaDocument(document);
  }

  countClasses(): Promise<number> {
    return readFrom(this.#schemas, 'aggregate', () => this.#schemas.countDocuments({ _id: { $not: /^_/ } }));
  }

  async #insertUnlessPresent(document: SchemaDocument): Promise<boolean> {
    try {
      await this.#schemas.insertOne(document);
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }
}

/** Each field is absent (null in the list matches that) or has the same type already; and a class has one GeoPoint field at most. */
function conditionFor(className: string, texts: Record<string, string>): Filter<SchemaDocument> {
  const filter: Record<string, unknown> = { _id: className };
  for (const [field, text] of Object.entries(texts)) {
    filter[field] = { $in: [null, text] };
    if (text === GEO_POINT) filter['$expr'] = noOtherGeoPoint(field);
  }
  return filter;
}

function noOtherGeoPoint(field: string): object {
  const others = {
    $filter: {
      input: { $objectToArray: '$$ROOT' },
      cond: { $and: [{ $eq: ['$$this.v', GEO_POINT] }, { $ne: ['$$this.k', { $literal: field }] }] },
    },
  };
  return { $eq: [{ $size: others }, 0] };
}
