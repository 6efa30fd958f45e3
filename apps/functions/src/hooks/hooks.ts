import { BoundedCache } from '@parlance/cache';
import type { Bus } from '@parlance/bus';
import { config, data, type RequestContext, type TriggerKind } from '@parlance/contracts';
import { asPlatform } from '@parlance/platform-objects';
import { hookTable } from './hook-table.ts';

/** Apps with webhooks whose addresses stay in memory. */
const APPS_MAX = 1_000;
/** Apps that are known to have none: a few bytes each. */
const LOOKED_MAX = 100_000;

/** Addresses by function, or by `<kind> <className>`. */
type Addresses = ReadonlyMap<string, string>;

/** The members of an app by which its webhooks are found. */
export type HookedApp = Pick<config.AppForFunctions, 'id' | 'hooks'>;

/** The webhooks of all apps: kept by `data`, told to every service by `config`. */
export class Hooks {
  readonly #bus: Bus;
  /** By app and digest: a change of any webhook is a change of the digest, of which every replica hears. */
  readonly #addresses = new BoundedCache<string, Addresses>({ max: APPS_MAX });

  /** Apps without webhooks, as far as is known, in whose database this process has looked for some. */
  readonly #looked = new BoundedCache<string, Addresses>({ max: LOOKED_MAX });
  readonly #forget: (app: string) => void;

  /** @param forget makes the next call of an app read its part of the registry anew */
  constructor(bus: Bus, forget: (app: string) => void) {
    this.#bus = bus;
    this.#forget = forget;
  }

  /**
   * The address that serves a function; undefined, without a promise of work, for the functions of the code. The first call of an app that has
   * no webhooks looks into its database, which another server may have filled.
   */
  ofFunction({ id, hooks }: HookedApp, name: string, context: RequestContext): Promise<string | undefined> | undefined {
    if (hooks === undefined) return this.#looked.get(id) === undefined ? this.#look(id, name, context) : undefined;
    if (!hooks.functions.includes(name)) return undefined;
    return this.#find(id, hooks.digest, name, context);
  }

  /** The same for a trigger. */
  ofTrigger(
    { id, hooks }: HookedApp,
    kind: TriggerKind,
    className: string,
    context: RequestContext,
  ): Promise<string | undefined> | undefined {
    const kinds = hooks !== undefined && Object.hasOwn(hooks.triggers, className) ? hooks.triggers[className] : undefined;
    if (hooks === undefined || kinds?.includes(kind) !== true) return undefined;
    return this.#find(id, hooks.digest, `${kind} ${className}`, context);
  }

  async list(context: RequestContext): Promise<readonly data.Hook[]> {
    return (await this.#bus.call(data.listHooks, {}, asPlatform(context))).hooks;
  }

  /** Stores a webhook and tells all services of it. @returns false where there is one already: the services are told of that */
  add(hook: data.Hook, context: RequestContext): Promise<boolean> {
    return this.#store({ hook, where: 'absent' }, context);
  }

  /** Gives a webhook another address. @returns false where there is none */
  replace(hook: data.Hook, context: RequestContext): Promise<boolean> {
    return this.#store({ hook, where: 'present' }, context);
  }

  /** @returns false where there was none */
  async remove(key: data.HookKey, context: RequestContext): Promise<boolean> {
    const { removed } = await this.#bus.call(data.removeHook, key, asPlatform(context));
    await this.tell(context);
    return removed;
  }

  /** Tells all services of the webhooks that are stored, where they know of others. @returns all of them */
  async tell(context: RequestContext): Promise<readonly data.Hook[]> {
    const hooks = await this.list(context);
    await this.#bus.call(config.recordCode, { hooks: hooks.length === 0 ? null : hookTable(hooks) }, asPlatform(context));
    this.#forget(context.app);
    return hooks;
  }

  /** Told also when nothing was stored: an earlier request may have stored it and died before it told anybody. */
  async #store(request: data.StoreHookRequest, context: RequestContext): Promise<boolean> {
    const { stored } = await this.#bus.call(data.storeHook, request, asPlatform(context));
    await this.tell(context);
    return stored;
  }

  /** A database that is away keeps no function of the code from being called: the next call looks again. */
  async #look(app: string, name: string, context: RequestContext): Promise<string | undefined> {
    try {
      return (await this.#looked.getOrLoad(app, async () => addressesOf(await this.tell(context)))).get(name);
    } catch {
      return undefined;
    }
  }

  async #find(app: string, digest: string, name: string, context: RequestContext): Promise<string | undefined> {
    const addresses = await this.#addresses.getOrLoad(`${app} ${digest}`, async () => addressesOf(await this.list(context)));
    return addresses.get(name);
  }
}

/** The first of a name counts, as at Parse Server: another server may have stored more than one. */
function addressesOf(hooks: readonly data.Hook[]): Addresses {
  const addresses = new Map<string, string>();
  for (const hook of hooks) {
    const name = 'functionName' in hook ? hook.functionName : `${hook.triggerName} ${hook.className}`;
    if (!addresses.has(name)) addresses.set(name, hook.url);
  }
  return addresses;
}
