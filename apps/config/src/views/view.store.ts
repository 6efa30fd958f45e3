import type { config } from '@parlance/contracts';
import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';

/** Collection `views`: one document for a view. `_id`: app, class and name, of which no two have the same. */
interface ViewDocument extends config.SavedView {
  readonly _id: { readonly app: string; readonly className: string; readonly name: string };
  readonly app: string;
}
type ViewName = Pick<config.DataView, 'className' | 'name'>;

const READ_TIME_MS = 2_500;
/** Of one app. */
export const VIEWS_MAX = 500;

/** Views of classes that administrators share. */
export class ViewStore {
  readonly #database: MongoControlDatabase;

  constructor(database: MongoControlDatabase) {
    this.#database = database;
  }

  /** By class and name. */
  async list(app: string): Promise<readonly config.SavedView[]> {
    const views = await this.#collection();
    const found = await readFrom(views, 'find', () =>
      views.find({ app }, { sort: { className: 1, name: 1 }, limit: VIEWS_MAX, maxTimeMS: READ_TIME_MS }).toArray(),
    );
    return found.map(({ _id, app: _app, ...view }) => view);
  }

  /** @returns whether there was room: a view that stands is replaced in any case */
  async save(app: string, view: config.SavedView): Promise<boolean> {
    const views = await this.#collection();
    const _id = idOf(app, view);
    const others = await readFrom(views, 'count', () => views.countDocuments({ app, _id: { $ne: _id } }, { maxTimeMS: READ_TIME_MS }));
    if (others >= VIEWS_MAX) return false;
    await writeTo(views, 'update', () => views.replaceOne({ _id }, { app, ...view }, { upsert: true, writeConcern: { w: 'majority' } }));
    return true;
  }

  /** @returns whether there was one */
  async remove(app: string, view: ViewName): Promise<boolean> {
    const views = await this.#collection();
    const { deletedCount } = await writeTo(views, 'delete', () => views.deleteOne({ _id: idOf(app, view) }));
    return deletedCount > 0;
  }

  async #collection(): Promise<Collection<ViewDocument>> {
    const { database } = await this.#database.open();
    return database.collection<ViewDocument>('views');
  }
}

function idOf(app: string, { className, name }: ViewName): ViewDocument['_id'] {
  return { app, className, name };
}
