import { PUBLIC } from '@parlance/acl';
import { LastingCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config, type AppId, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Reply } from '../reply/reply.ts';
import { revalidated } from '../reply/entity-tag.ts';

const APPS_MAX = 10_000;
/** A change whose event is lost shows after this; the rest of the second that clients are promised is for the question. */
const FRESH_MS = 500;

/** The answers of `GET /config` in one app, ready to be sent. */
export interface ParameterAnswers {
  /** Undefined where each client's answer is its own. */
  readonly forClients: Reply | undefined;
  readonly forMaster: Reply;
}

/** The Config parameters of apps, as this gateway last heard of them. While `config` or the database is away, known ones serve on. */
export class ParameterDirectory {
  readonly #bus: Bus;
  readonly #copies: LastingCopy<ParameterAnswers>;

  constructor(bus: Bus) {
    this.#bus = bus;
    this.#copies = new LastingCopy({ ask: (app, requestId) => this.#ask(app, requestId), entriesMax: APPS_MAX, ttlMs: FRESH_MS });
  }

  /** Follows changes of parameters and of apps, whose database or addresses may be others. @returns a function that ends it */
  follow(): () => void {
    const ends = [
      this.#bus.subscribe(config.parametersChanged, ({ app }) => this.forget(app)),
      this.#bus.subscribe(config.appChanged, ({ app }) => this.forget(app)),
      this.#bus.onReconnect(() => this.#copies.clear()),
    ];
    return () => ends.forEach((end) => end());
  }

  /** @throws ServiceUnavailable (2), RequestTimeout (124) when nothing is known and nobody answers */
  async of({ app, requestId }: Pick<RequestContext, 'app' | 'requestId'>): Promise<ParameterAnswers> {
    const answers = this.#copies.known(app) ?? (await this.#copies.get(app, requestId));
    if (answers === undefined) throw new ParseError('InvalidApiKey', 'unauthorized');
    return answers;
  }

  forget(app: AppId): void {
    this.#copies.forget(app);
  }

  async #ask(app: AppId, requestId: string): Promise<ParameterAnswers> {
    const context = { app, identity: PUBLIC, deadline: Date.now() + config.parametersOf.deadlineMs, requestId };
    const { forClients, forMaster } = await this.#bus.call(config.parametersOf, {}, context);
    return { forClients: forClients === undefined ? undefined : replyOf(forClients), forMaster: replyOf(forMaster) };
  }
}

function replyOf(json: string): Reply {
  return revalidated({ status: 200, body: Buffer.from(json) });
}
