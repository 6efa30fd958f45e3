import type { CloudManifest } from '@parlance/contracts';
import { readFrom, writeTo, type Collection, type LazyDatabase, type OpenDatabase } from '@parlance/mongo';

/** A file of a bundle: `sha256` in hex. */
export interface BundledFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A release as it is stored: collection `releases`, `_id` is `<app> <release>`. Its bytes are with `files`. */
export interface ReleaseDocument {
  readonly _id: string;
  readonly a: string;
  readonly release: string;
  readonly note?: string;
  readonly contents: readonly BundledFile[];
  readonly manifest: Omit<CloudManifest, 'version'>;
  readonly deployedAt: Date;
  /** When it was put in force last. */
  readonly forceAt: Date;
}

export type NewRelease = Omit<ReleaseDocument, '_id' | 'deployedAt' | 'forceAt'>;

/** The releases of all apps. @throws everywhere ServiceUnavailable (2), RequestTimeout (124) */
export class ReleaseStore {
  readonly #database: Pick<LazyDatabase<OpenDatabase>, 'open'>;
  #indexed: Promise<unknown> | undefined;

  constructor(database: Pick<LazyDatabase<OpenDatabase>, 'open'>) {
    this.#database = database;
  }

  /** Stores a release; one of the same bytes is deployed anew. */
  async put(release: NewRelease, now: Date): Promise<ReleaseDocument> {
    const releases = await this.#open();
    const document = { _id: idOf(release.a, release.release), ...release, deployedAt: now, forceAt: now };
    await writeTo(releases, 'update', () => releases.replaceOne({ _id: document._id }, document, { upsert: true }));
    return document;
  }

  async find(app: string, release: string): Promise<ReleaseDocument | undefined> {
    const releases = await this.#open();
    return (await readFrom(releases, 'find', () => releases.findOne({ _id: idOf(app, release) }))) ?? undefined;
  }

  /** All of an app, the newest deployment first. */
  async list(app: string): Promise<readonly ReleaseDocument[]> {
    const releases = await this.#open();
    return readFrom(releases, 'find', () => releases.find({ a: app }, { sort: { deployedAt: -1, _id: 1 } }).toArray());
  }

  async noteForce(app: string, release: string, now: Date): Promise<void> {
    const releases = await this.#open();
    await writeTo(releases, 'update', () => releases.updateOne({ _id: idOf(app, release) }, { $set: { forceAt: now } }));
  }

  async remove(app: string, release: string): Promise<void> {
    const releases = await this.#open();
    await writeTo(releases, 'delete', () => releases.deleteOne({ _id: idOf(app, release) }));
  }

  async #open(): Promise<Collection<ReleaseDocument>> {
    const releases = (await this.#database.open()).database.collection<ReleaseDocument>('releases');
    this.#indexed ??= readFrom(releases, 'createIndexes', () => releases.createIndex({ a: 1, deployedAt: -1 }));
    await this.#indexed.catch((error: unknown) => {
      this.#indexed = undefined;
      throw error;
    });
    return releases;
  }
}

function idOf(app: string, release: string): string {
  return `${app} ${release}`;
}
