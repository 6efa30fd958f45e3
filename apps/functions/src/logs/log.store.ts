import { readFrom, writeTo, type Filter } from '@parlance/mongo';
import type { LogDocument } from '../database/documents.ts';
import type { MongoFunctionsDatabase } from '../database/mongo-functions-database.ts';

/** Lines to read. `ranksMax`: the index of the least serious level. */
export interface LinesAsked {
  readonly app: string;
  readonly from: Date;
  readonly until: Date;
  readonly rankMax: number;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Only of this function, trigger or job. */
  readonly part?: string | undefined;
  readonly requestId?: string | undefined;
  readonly jobId?: string | undefined;
}

/** The lines of all apps. @throws everywhere ServiceUnavailable (2), RequestTimeout (124) */
export class LogStore {
  readonly #database: MongoFunctionsDatabase;

  constructor(database: MongoFunctionsDatabase) {
    this.#database = database;
  }

  /** Adds lines; one that cannot be stored keeps no other away. */
  async add(lines: readonly LogDocument[]): Promise<void> {
    const { logs } = await this.#database.open();
    await writeTo(logs, 'insert', () => logs.insertMany([...lines], { ordered: false }));
  }

  async find({ app, from, until, rankMax, order, limit, part, requestId, jobId }: LinesAsked): Promise<readonly LogDocument[]> {
    const { logs } = await this.#database.open();
    const filter: Filter<LogDocument> = {
      a: app,
      at: { $gte: from, $lte: until },
      rank: { $lte: rankMax },
      ...(part === undefined ? {} : { 'part.name': part }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(jobId === undefined ? {} : { jobId }),
    };
    const direction = order === 'asc' ? 1 : -1;
    return readFrom(logs, 'find', () => logs.find(filter, { sort: { at: direction, _id: direction }, limit }).toArray());
  }
}
