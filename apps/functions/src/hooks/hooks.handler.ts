import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { functions, type data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { declaredHook, declaredKey } from './declared-hook.ts';
import { Hooks } from './hooks.ts';

/** The routes of webhooks, in Parse Server's words. */
@Controller()
export class HooksHandler {
  constructor(private readonly hooks: Hooks) {}

  @Handles(functions.listHooks)
  async list(@Payload() { kind }: { kind: 'function' | 'trigger' }, @Ctx() context: RequestContext): Promise<RestReply> {
    const hooks = await this.hooks.list(context);
    return restReply(hooks.filter((hook) => 'functionName' in hook === (kind === 'function')));
  }

  @Handles(functions.readHook)
  async read(@Payload() key: functions.HookByName, @Ctx() context: RequestContext): Promise<RestReply> {
    const found = (await this.hooks.list(context)).find((hook) => isOf(key, hook));
    if (found === undefined) throw missing(key);
    return restReply(found);
  }

  @Handles(functions.createHook)
  async create(@Payload() { declaration }: { declaration: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const key = declaredKey(declaration);
    const hook = declaredHook(key, declaration['url']);
    if (!(await this.hooks.add(hook, context))) throw taken(key);
    return restReply(hook);
  }

  @Handles(functions.changeHook)
  async change(@Payload() { hook: key, change }: functions.ChangeHookRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    if (change['__op'] === 'Delete') return this.#remove(key, context);
    const hook = declaredHook(key, change['url']);
    if (!(await this.hooks.replace(hook, context))) throw missing(key);
    return restReply(hook);
  }

  @Handles(functions.adoptHooks)
  async adopt(@Payload() _nothing: Record<string, never>, @Ctx() context: RequestContext): Promise<{ hooks: number }> {
    return { hooks: (await this.hooks.tell(context)).length };
  }

  async #remove(key: functions.HookByName, context: RequestContext): Promise<RestReply> {
    if (!(await this.hooks.remove(key, context))) throw new ParseError('ObjectNotFound', 'Object not found.');
    return restReply({});
  }
}

function isOf(key: functions.HookByName, hook: data.Hook): boolean {
  if ('functionName' in key) return 'functionName' in hook && hook.functionName === key.functionName;
  return !('functionName' in hook) && hook.className === key.className && hook.triggerName === key.triggerName;
}

function missing(key: functions.HookByName): ParseError {
  const text = 'functionName' in key ? `no function named: ${key.functionName} is defined` : `class ${key.className} does not exist`;
  return new ParseError('WebhookFailed', text);
}

function taken(key: functions.HookByName): ParseError {
  const text =
    'functionName' in key
      ? `function name: ${key.functionName} already exists`
      : `class ${key.className} already has trigger ${key.triggerName}`;
  return new ParseError('WebhookFailed', text);
}
