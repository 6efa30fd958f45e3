import type { data } from '@parlance/contracts';
import { EJSON, readFrom, type Document } from '@parlance/mongo';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { FileReferenceStore } from './file-reference.store.ts';
import { addNamesIn } from './names-in-document.ts';

/** Documents of one answer. */
const TOGETHER = 2_000;
const TIME_MS = 8_000;

/** Collections that hold no values of an app: files themselves, members of relations, and notes of ours about requests. */
const WITHOUT_VALUES = /^(?:fs\.(?:files|chunks|aside)|system\..*|_Join:.*|_Idempotency|_SlowQueries)$/;

/** References in one app's database: whole documents are read, so that no rule about where a file may stand can be out of date. */
export class MongoFileReferenceStore implements FileReferenceStore {
  readonly #database: MongoAppDatabase;

  constructor(database: MongoAppDatabase) {
    this.#database = database;
  }

  async walk(
    { place, since }: data.FileReferencesRequest,
    fileFieldsOf: (collection: string) => Promise<ReadonlySet<string>>,
  ): Promise<data.FileReferencesPage> {
    const collections = (await this.#database.names()).filter((name) => !WITHOUT_VALUES.test(name)).sort();
    const current = collections.find((name) => place === undefined || name >= place.collection);
    if (current === undefined) return { names: [], documents: 0 };
    const after = place?.collection === current ? place.after : undefined;
    const documents = await this.#documents(current, after, since);
    const fileFields = await fileFieldsOf(current);
    const names = new Set<string>();
    for (const document of documents) addNamesIn(document, fileFields, names);
    const last = documents.at(-1);
    const page = { names: [...names], documents: documents.length };
    if (documents.length === TOGETHER && last !== undefined) return { ...page, next: { collection: current, after: idText(last) } };
    const following = collections[collections.indexOf(current) + 1];
    return following === undefined ? page : { ...page, next: { collection: following } };
  }

  async #documents(name: string, after: string | undefined, since: number | undefined): Promise<readonly Document[]> {
    const collection = this.#database.collection<Document>(name);
    const changed = since === undefined ? {} : { $or: [{ _updated_at: { $gte: new Date(since) } }, { _updated_at: { $exists: false } }] };
    const first = after === undefined ? undefined : (EJSON.parse(after) as { readonly _id: unknown });
    return readFrom(collection, 'find', async () => {
      const cursor = collection.find(changed, { sort: { _id: 1 }, limit: TOGETHER + 1, maxTimeMS: TIME_MS, hint: { _id: 1 } });
      // By the order of the index, which knows ids of all types; the first one is known already.
      if (first !== undefined) cursor.min({ _id: first._id });
      const found = await cursor.toArray();
      const begins = first !== undefined && found[0] !== undefined && idText(found[0]) === after ? 1 : 0;
      return found.slice(begins, begins + TOGETHER);
    });
  }
}

function idText(document: Document): string {
  return EJSON.stringify({ _id: document['_id'] as unknown });
}
