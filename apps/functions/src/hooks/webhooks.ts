import { type config, type functions, type HttpReply, type RequestContext, type TriggerKind } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { OutboundAnswer } from '@parlance/outbound';
import { WEBHOOK_VERSION, type CallReports } from '../admin/call-reports.ts';
import type { SessionUsers } from '../host/session-users.ts';
import type { CodePart } from '../database/documents.ts';
import { outcomeOf, valueOf } from './hook-answer.ts';
import type { HookCaller } from './hook-caller.ts';
import { functionCall, triggerCall } from './hook-request.ts';
import type { Hooks } from './hooks.ts';

type App = config.AppForFunctions;

/** Triggers that only look: their webhooks may be called twice. */
const LOOKING: ReadonlySet<TriggerKind> = new Set(['beforeFind', 'afterFind', 'beforeLogin']);

export interface WebhookParts {
  readonly hooks: Hooks;
  readonly caller: HookCaller;
  readonly users: SessionUsers;
  readonly reports: CallReports;
}

/** Functions and triggers that webhooks serve, in place of the app's own code by the same name. */
export class Webhooks {
  readonly #parts: WebhookParts;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  /**
   * Answers a call of a function where a webhook serves it; undefined, without a promise, where none does.
   *
   * @throws the error that the webhook answers; WebhookFailed (143), RequestTimeout (124); CloudCodeFailed (141) for a body that is no JSON
   */
  callFunction(
    app: App,
    { name, contentType, body }: functions.CallRequest,
    context: RequestContext,
  ): Promise<HttpReply | undefined> | undefined {
    return this.#parts.hooks.ofFunction(app, name, context)?.then(async (url) => {
      if (url === undefined) return undefined;
      if (contentType?.startsWith('multipart/') === true) throw new ParseError('WebhookFailed', 'A webhook takes no multipart bodies.');
      return jsonReply(await this.#askFunction(app, name, Buffer.from(body).toString(), url, context));
    });
  }

  /** The same in the name of a service: the value is the result. */
  askFunction(
    app: App,
    { name, parameters }: functions.AskRequest,
    context: RequestContext,
  ): Promise<{ result?: unknown } | undefined> | undefined {
    return this.#parts.hooks
      .ofFunction(app, name, context)
      ?.then((url) => (url === undefined ? undefined : this.#askFunction(app, name, JSON.stringify(parameters), url, context)));
  }

  /** Runs a trigger where a webhook serves it; undefined, without a promise, where none does. @throws as callFunction */
  runTrigger(
    app: App,
    { kind, className, body }: functions.TriggerRequest,
    context: RequestContext,
  ): Promise<HttpReply | undefined> | undefined {
    return this.#parts.hooks.ofTrigger(app, kind, className, context)?.then(async (url) => {
      if (url === undefined) return undefined;
      const input = JSON.parse(Buffer.from(body).toString()) as functions.TriggerInput;
      const { body: asked, object } = triggerCall(kind, className, input, context, await this.#parts.users.of(context));
      const part = { kind: 'trigger', name: `${kind} ${className}` } as const;
      const shown = JSON.stringify(object);
      const value = await this.#ask(app, part, { url, body: asked, shown, isIdempotent: LOOKING.has(kind) }, context);
      const outcome = outcomeOf(kind, value, input, object);
      return Object.keys(outcome).length === 0 ? NOTHING : jsonReply(outcome);
    });
  }

  async #askFunction(app: App, name: string, parameters: string, url: string, context: RequestContext): Promise<{ result?: unknown }> {
    const isIdempotent = app.settings.webhooks.idempotentFunctions.includes(name);
    const body = functionCall(name, parameters, context, await this.#parts.users.of(context));
    const result = await this.#ask(app, { kind: 'function', name }, { url, body, shown: parameters, isIdempotent }, context);
    return result === undefined ? {} : { result };
  }

  async #ask(app: App, part: CodePart, asked: Asked, context: RequestContext): Promise<unknown> {
    const { caller, reports } = this.#parts;
    const { settings, webhookKey: key } = app;
    const startedAt = performance.now();
    const end = (error?: unknown, answer?: OutboundAnswer) =>
      reports.ended({
        app,
        version: WEBHOOK_VERSION,
        part,
        by: 'webhook',
        durationMs: performance.now() - startedAt,
        error,
        input: asked.shown,
        result: answer?.body,
        context,
      });
    let answer: OutboundAnswer | undefined;
    try {
      answer = await caller.call({ ...asked, deadline: context.deadline, settings: settings.webhooks, key });
      const value = valueOf(answer.status, answer.body.toString());
      end(undefined, answer);
      return value;
    } catch (error) {
      end(error, answer);
      throw error;
    }
  }
}

interface Asked {
  readonly url: string;
  readonly body: string;
  /** The part of the body that a line of the log shows; undefined where there is none. */
  readonly shown: string | undefined;
  readonly isIdempotent: boolean;
}

const NOTHING: HttpReply = Object.freeze({ status: 200, body: new Uint8Array(0) });

function jsonReply(value: unknown): HttpReply {
  return { status: 200, body: Buffer.from(JSON.stringify(value)) };
}
