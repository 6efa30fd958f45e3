import { isDeepStrictEqual } from 'node:util';
import { PUBLIC } from '@parlance/acl';
import { LastingCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { config, type AppId, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Reply } from '../reply/reply.ts';
import { ClientAnswers, replyOf } from './client-answers.ts';

const APPS_MAX = 10_000;
/** Apps with experiments: each has some answers of up to 4 MB together. */
const EXPERIMENTING_APPS_MAX = 1_000;
/** A change whose event is lost shows after this; the rest of the second that clients are promised is for the question. */
const FRESH_MS = 500;

/** The answers of `GET /config` in one app, ready to be sent. */
export interface ParameterAnswers {
  /** Undefined where each client's answer is its own. */
  readonly forClients: ClientAnswers | undefined;
  readonly forMaster: Reply;
}

/** The Config parameters of apps, as this gateway last heard of them. While `config` or the database is away, known ones serve on. */
export class ParameterDirectory {
  readonly #bus: Bus;
  readonly #copies: LastingCopy<ParameterAnswers>;
  /** The last words of `config` on apps with experiments: the answers made of them serve on when it says the same again. */
  readonly #last = new BoundedCache<AppId, { readonly told: config.ParametersForGateway; readonly answers: ParameterAnswers }>({
    max: EXPERIMENTING_APPS_MAX,
  });

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
    const told = await this.#bus.call(config.parametersOf, {}, context);
    const last = this.#last.get(app);
    if (last !== undefined && isDeepStrictEqual(last.told, told)) return last.answers;
    const { forClients, experiments, forMaster } = told;
    const answers = {
      forClients: forClients === undefined ? undefined : new ClientAnswers(forClients, experiments),
      forMaster: replyOf(forMaster),
    };
    if (experiments === undefined) this.#last.delete(app);
    else this.#last.set(app, { told, answers });
    return answers;
  }
}
