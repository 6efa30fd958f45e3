import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { functions, type HttpReply, type RequestContext } from '@parlance/contracts';
import { span } from '@parlance/telemetry';
import { CodedApps } from '../apps/coded-apps.ts';
import { Webhooks } from '../hooks/webhooks.ts';
import { CodeCalls } from './code-calls.ts';

/** Calls of functions and triggers, by clients and by services. */
@Controller()
export class CallHandler {
  readonly #apps: CodedApps;
  readonly #webhooks: Webhooks;
  readonly #calls: CodeCalls;

  constructor(apps: CodedApps, webhooks: Webhooks, calls: CodeCalls) {
    this.#apps = apps;
    this.#webhooks = webhooks;
    this.#calls = calls;
  }

  @Handles(functions.callFunction)
  call(@Payload() request: functions.CallRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    return span(`function ${request.name}`, 'internal', undefined, () => this.#call(request, context));
  }

  async #call(request: functions.CallRequest, context: RequestContext): Promise<HttpReply> {
    const app = this.#apps.known(context.app) ?? (await this.#apps.of(context));
    const hooked = this.#webhooks.callFunction(app, request, context);
    return (hooked === undefined ? undefined : await hooked) ?? this.#calls.run({ what: 'function', ...request, context });
  }

  @Handles(functions.askFunction)
  async ask(@Payload() request: functions.AskRequest, @Ctx() context: RequestContext): Promise<{ result?: unknown }> {
    const app = this.#apps.known(context.app) ?? (await this.#apps.of(context));
    const hooked = await this.#webhooks.askFunction(app, request, context);
    if (hooked !== undefined) return hooked;
    const { name, parameters } = request;
    const { body } = await this.#calls.run({ what: 'function', name, body: Buffer.from(JSON.stringify(parameters)), context });
    return JSON.parse(Buffer.from(body).toString()) as { result?: unknown };
  }

  @Handles(functions.runTrigger)
  runTrigger(@Payload() request: functions.TriggerRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    return span(`${request.kind} ${request.className}`, 'internal', undefined, () => this.#runTrigger(request, context));
  }

  async #runTrigger(request: functions.TriggerRequest, context: RequestContext): Promise<HttpReply> {
    const app = this.#apps.known(context.app) ?? (await this.#apps.of(context));
    const hooked = this.#webhooks.runTrigger(app, request, context);
    const answer = hooked === undefined ? undefined : await hooked;
    if (answer !== undefined) return answer;
    const { kind, className, body } = request;
    return this.#calls.run({ what: 'trigger', name: `${kind}.${className}`, triggerKind: kind, className, body, context });
  }
}
