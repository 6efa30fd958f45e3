import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import { SCHEMA_COLLECTION } from '@parlance/platform-classes';
import { parseSchemaDocument, printSchemaDocument, type ClassSchema, type FieldType } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { refusalOf } from '../objects/mongo-object-errors.ts';
import { WITHIN_A_REQUEST } from '../objects/until-deadline.ts';
import { additionOf, existing, updateOf, type ConditionalUpdate } from './mongo-schema-change.ts';
import type { SchemaChange, SchemaStore } from './schema.store.ts';

/** `_SCHEMA`: one document per class; a member per field, holding its type as a string (docs/contract/22, section 6). */
export interface SchemaDocument {
  readonly _id: string;
  readonly [member: string]: unknown;
}

const DUPLICATE_KEY = 11_000;

export class MongoSchemaStore implements SchemaStore {
  readonly #schemas: Collection<SchemaDocument>;
  readonly #database: MongoAppDatabase;

  constructor(database: MongoAppDatabase) {
    this.#database = database;
    this.#schemas = database.collection<SchemaDocument>(SCHEMA_COLLECTION);
  }

  async read(className: string): Promise<ClassSchema | undefined> {
    const document = await readFrom(this.#schemas, 'find', () => this.#schemas.findOne(existing(className), WITHIN_A_REQUEST));
    return document === null ? undefined : parseSchemaDocument(document);
  }

  async readAll(): Promise<readonly ClassSchema[]> {
    const { _id: _any, ...anyClass } = existing('');
    const options = { sort: { _id: 1 }, ...WITHIN_A_REQUEST } as const;
    const documents = await readFrom(this.#schemas, 'find', () => this.#schemas.find(anyClass, options).toArray());
    return documents.flatMap((document) => parseSchemaDocument(document) ?? []);
  }

  async createClass(schema: ClassSchema): Promise<boolean> {
    const document = { ...printSchemaDocument(schema), _id: schema.className };
    return writeTo(this.#schemas, 'insert', () => this.#insertUnlessPresent(document));
  }

  async addFields(className: string, fields: ReadonlyMap<string, FieldType>): Promise<ClassSchema | undefined> {
    return this.#update(additionOf(className, fields));
  }

  async changeClass(className: string, change: SchemaChange): Promise<ClassSchema | undefined> {
    return this.#update(updateOf(className, change));
  }

  countClasses(): Promise<number> {
    return readFrom(this.#schemas, 'aggregate', () => this.#schemas.countDocuments({ _id: { $not: /^_/ } }, WITHIN_A_REQUEST));
  }

  async countCollections(): Promise<number> {
    const { db } = this.#schemas;
    const named = await readFrom(this.#schemas, 'listCollections', () => db.listCollections({}, { nameOnly: true }).toArray());
    const prefix = this.#database.nameOf('');
    return named.filter(({ name }) => name.startsWith(prefix)).length;
  }

  async #update({ filter, update }: ConditionalUpdate): Promise<ClassSchema | undefined> {
    const document = await writeTo(this.#schemas, 'findAndModify', async () => {
      if (Object.keys(update).length === 0) return this.#schemas.findOne(filter, WITHIN_A_REQUEST);
      try {
        return await this.#schemas.findOneAndUpdate(filter, update, { returnDocument: 'after', ...WITHIN_A_REQUEST });
      } catch (error) {
        throw tooLarge(error);
      }
    });
    return document === null ? undefined : parseSchemaDocument(document);
  }

  async #insertUnlessPresent(document: SchemaDocument): Promise<boolean> {
    try {
      await this.#schemas.insertOne(document, WITHIN_A_REQUEST);
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw tooLarge(error);
    }
  }
}

/** A class's description is one document, and bounded like any. */
function tooLarge(error: unknown): unknown {
  const refusal = refusalOf(error);
  return refusal instanceof ParseError && refusal.kind === 'ObjectTooLarge'
    ? new ParseError('ObjectTooLarge', 'The description of the class is too large.', { cause: error })
    : error;
}
