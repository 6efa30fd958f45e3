import { refusesField } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, type Collection } from '@parlance/mongo';
import { hasCredentials } from '@parlance/platform-classes';
import { fieldOf, shown, storedPath, type ClassSchema, type StoredDocument } from '@parlance/values';
import { credentialAmong, EVERY_FIELD, hiddenAmong } from './hidden-index-members.ts';
import type { MongoIndexKeeper } from './mongo-index-keeper.ts';
import { textIndex } from './mongo-indexes.ts';

/** How long the fields of a text index are believed: somebody may drop it and make another. */
const BELIEVED_MS = 30_000;
/** The same where some of them may be hidden from the caller. */
const BELIEVED_WITH_HIDDEN_MS = 1_000;
const NAMESPACE_NOT_FOUND = 26;

interface Covered {
  /** Stored paths; undefined while the class has no text index. */
  readonly paths: ReadonlySet<string> | undefined;
  readonly readAt: number;
}

/**
 * The text index of each class: there can be one, and a search looks through all that it covers. The first search makes it, on its field.
 * A search on another field is refused, as it would look through the first one without saying so; an index on both is made by the
 * schema API. All fields of the index are asked for by a search on any of them, so none of them may be hidden from the caller.
 */
export class MongoTextIndexes {
  readonly #keeper: MongoIndexKeeper;
  readonly #covered = new Map<string, Covered>();

  constructor(keeper: MongoIndexKeeper) {
    this.#keeper = keeper;
  }

  /**
   * @param hidden fields that the caller may not ask for
   * @throws InvalidQuery (102) when the class's text index does not cover the field, or the field holds no strings; OperationForbidden (119)
   *   when it covers a hidden field too
   */
  async prepare(collection: Collection<StoredDocument>, field: string, schema: ClassSchema, hidden?: ReadonlySet<string>): Promise<void> {
    const path = storedPath(field, schema);
    let paths = await this.#pathsOf(collection, hidden === undefined ? BELIEVED_MS : BELIEVED_WITH_HIDDEN_MS);
    if (paths === undefined) {
      if (!holdsText(field, schema)) throw new ParseError('InvalidQuery', `$text needs a field of strings, and ${shown(field)} is none.`);
      await this.#make(collection, path);
      paths = await this.#pathsOf(collection, BELIEVED_MS);
    }
    if (paths === undefined) throw new ParseError('InvalidQuery', `${shown(field)} cannot be searched: its text index could not be made.`);
    assertNoCredentials(paths, schema);
    if (hidden !== undefined) assertNoneHidden(paths, hidden, schema);
    if (paths.has(path) || paths.has(EVERY_FIELD)) return;
    throw new ParseError(
      'InvalidQuery',
      `${shown(field)} is not part of the text index of this class, which has one for ${listed(paths)}.`,
    );
  }

  /** @throws InvalidQuery (102) when the class's text index covers credentials */
  async assertSearchable(collection: Collection<StoredDocument>, schema: ClassSchema): Promise<void> {
    if (!hasCredentials(schema.className)) return;
    assertNoCredentials((await this.#pathsOf(collection, BELIEVED_WITH_HIDDEN_MS)) ?? new Set(), schema);
  }

  forget({ collectionName }: Collection<StoredDocument>): void {
    this.#covered.delete(collectionName);
  }

  async #make(collection: Collection<StoredDocument>, path: string): Promise<void> {
    const index = textIndex(path);
    // Known to have been made, and gone: somebody has dropped it.
    if ((await this.#keeper.outcomeOf(collection, index)) === 'made') this.#keeper.forget(collection.collectionName);
    await this.#keeper.outcomeOf(collection, index);
    this.forget(collection);
  }

  async #pathsOf(collection: Collection<StoredDocument>, believedMs: number): Promise<ReadonlySet<string> | undefined> {
    const known = this.#covered.get(collection.collectionName);
    if (known !== undefined && known.readAt + believedMs > Date.now()) return known.paths;
    const readAt = Date.now();
    const paths = await textPathsOf(collection);
    if (paths !== undefined) this.#covered.set(collection.collectionName, { paths, readAt });
    return paths;
  }
}

function assertNoneHidden(paths: ReadonlySet<string>, hidden: ReadonlySet<string>, schema: ClassSchema): void {
  const field = hiddenAmong(paths, hidden, schema);
  if (field !== undefined) throw refusesField('query', field, schema.className);
}

/** Of users and sessions: an index over tokens or the data of providers answers nobody. */
function assertNoCredentials(paths: ReadonlySet<string>, schema: ClassSchema): void {
  if (credentialAmong(paths, schema) === undefined) return;
  throw new ParseError('InvalidQuery', `The text index of ${schema.className} covers members that nobody may search.`);
}

/** Of the field itself, or of something inside of it. */
function holdsText(field: string, { fields }: ClassSchema): boolean {
  const head = fieldOf(field);
  const type = fields.get(head)?.type;
  return head === field ? type === 'String' || type === 'Array' : type === 'Object' || type === 'Array';
}

async function textPathsOf(collection: Collection<StoredDocument>): Promise<ReadonlySet<string> | undefined> {
  const indexes = await readFrom(collection, 'listIndexes', async () => {
    try {
      return await collection.indexes();
    } catch (error) {
      if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
      throw error;
    }
  });
  const text = indexes.find(({ weights }) => weights !== undefined);
  return text === undefined ? undefined : new Set(Object.keys(text['weights'] as object));
}

function listed(paths: ReadonlySet<string>): string {
  return shown([...paths].join(', '));
}
