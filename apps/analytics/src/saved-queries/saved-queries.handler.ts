import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { count } from '../query/count.ts';
import { readCountQuestion } from '../query/count-question.ts';
import { CountsStore } from '../query/counts.store.ts';
import { EventCounts } from '../query/event-counts.store.ts';
import { SavedQueryStore, type SavedQuery } from './saved-query.store.ts';

/** Saved queries of an app. */
export const SAVED_QUERIES_MAX = 500;

@Controller()
export class SavedQueriesHandler {
  constructor(
    private readonly saved: SavedQueryStore,
    private readonly counts: CountsStore,
    private readonly events: EventCounts,
  ) {}

  /** `{"results": [{"name", "question", "savedAt"}]}`, in the order of the names. */
  @Handles(analytics.listQueries)
  async list(@Payload() _nothing: Record<string, never>, @Ctx() { app }: RequestContext): Promise<RestReply> {
    return restReply({ results: await this.saved.list(app) });
  }

  @Handles(analytics.readQuery)
  async read(@Payload() { name }: analytics.Named, @Ctx() { app }: RequestContext): Promise<RestReply> {
    return restReply(await this.#find(app, name));
  }

  /** The question must be one that can be answered: it is read as if it were asked now. */
  @Handles(analytics.saveQuery)
  async save(@Payload() { name, question }: analytics.Named, @Ctx() { app }: RequestContext): Promise<RestReply> {
    readCountQuestion(question, Date.now());
    if ((await this.saved.find(app, name)) === undefined && (await this.saved.count(app)) >= SAVED_QUERIES_MAX)
      throw new ParseError('ExceededClassQuota', `An app has at most ${SAVED_QUERIES_MAX} saved queries.`);
    const query = { name, question, savedAt: new Date() };
    await this.saved.save(app, query);
    return restReply(query);
  }

  @Handles(analytics.answerQuery)
  async answer(@Payload() { name }: analytics.Named, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const { question } = await this.#find(app, name);
    return restReply(await count(app, readCountQuestion(question, Date.now()), { counts: this.counts, events: this.events }));
  }

  @Handles(analytics.deleteQuery)
  async delete(@Payload() { name }: analytics.Named, @Ctx() { app }: RequestContext): Promise<RestReply> {
    if (!(await this.saved.delete(app, name))) throw notSaved();
    return restReply({});
  }

  async #find(app: string, name: string): Promise<SavedQuery> {
    const query = await this.saved.find(app, name);
    if (query === undefined) throw notSaved();
    return query;
  }
}

function notSaved(): ParseError {
  return new ParseError('ObjectNotFound', 'There is no saved query of that name.');
}
