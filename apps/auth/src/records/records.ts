import { MASTER, PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { JsonObject } from '@parlance/values';

/** An object as data shows it to the platform: REST JSON, internal members included. */
export type PlatformObject = Readonly<Record<string, unknown>> & { readonly objectId: string };

/** A write that auth makes: what the client sent, and what only auth may add. */
export interface CheckedWrite {
  readonly body: Record<string, unknown>;
  readonly trusted?: Record<string, unknown>;
  /** Of an update: what the object has to meet for it to happen, as one step with it. */
  readonly condition?: JsonObject | undefined;
}

/** The objects that this service keeps in data: every request names the app and its deadline by its context. */
export class Records {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** The first object that matches, whoever may read it. */
  async find(className: string, where: JsonObject, context: RequestContext): Promise<PlatformObject | undefined> {
    const [first] = await this.findAll(className, where, 1, context);
    return first;
  }

  /** All of them, up to `limit`, in no order. */
  async findAll(className: string, where: JsonObject, limit: number, context: RequestContext): Promise<readonly PlatformObject[]> {
    const reply = await this.#bus.call(data.find, { className, parameters: { where, limit } }, asPlatform(context));
    return (jsonOf(reply) as { readonly results: readonly PlatformObject[] }).results;
  }

  /** Creates an object with the caller's rights. */
  create(className: string, write: Omit<CheckedWrite, 'condition'>, context: RequestContext): Promise<RestReply> {
    return this.#bus.call(data.create, { className, ...write }, context);
  }

  /** Creates an object in the platform's own name. @returns it as created: objectId and createdAt */
  async make(className: string, trusted: Record<string, unknown>, context: RequestContext): Promise<PlatformObject> {
    return jsonOf(await this.create(className, { body: {}, trusted }, asPlatform(context))) as PlatformObject;
  }

  /** Updates an object with the caller's rights. @throws ObjectNotFound (101) also when it does not meet the condition */
  update(className: string, objectId: string, write: CheckedWrite, context: RequestContext): Promise<RestReply> {
    return this.#bus.call(data.update, { className, objectId, ...write }, context);
  }

  /**
   * Changes an object in the platform's own name, if it still meets `condition`, as one step.
   * @throws ObjectNotFound (101) when it does not
   */
  async change(
    className: string,
    objectId: string,
    trusted: Record<string, unknown>,
    condition: JsonObject | undefined,
    context: RequestContext,
  ): Promise<void> {
    await this.#bus.call(data.update, { className, objectId, body: {}, trusted, condition }, asPlatform(context));
  }

  /** The same for who goes on when the object does not meet the condition. @returns false then */
  async changeIf(...change: Parameters<Records['change']>): Promise<boolean> {
    try {
      await this.change(...change);
      return true;
    } catch (error) {
      if (error instanceof ParseError && error.kind === 'ObjectNotFound') return false;
      throw error;
    }
  }

  remove(className: string, objectId: string, context: RequestContext): Promise<RestReply> {
    return this.#bus.call(data.remove, { className, objectId }, context);
  }

  /** Removes all objects that match. @returns how many */
  async removeMatching(className: string, condition: JsonObject, context: RequestContext): Promise<number> {
    return (await this.#bus.call(data.removeMatching, { className, condition }, asPlatform(context))).removed;
  }

  /** The class-level permissions of a class, as the schema API shows them. */
  async permissionsOf(className: string, context: RequestContext): Promise<JsonObject> {
    const reply = await this.#bus.call(data.describeClass, { className }, { ...context, identity: MASTER });
    return jsonOf(reply)['classLevelPermissions'] as JsonObject;
  }

  async rolesOf(userId: string, context: RequestContext): Promise<readonly string[]> {
    return (await this.#bus.call(data.rolesOf, { userId }, asPlatform(context))).roles;
  }
}

/** The body of an answer, read again: only where something has to be added to it. */
export function jsonOf({ body }: RestReply): Record<string, unknown> {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()) as Record<string, unknown>;
}

export function asPlatform(context: RequestContext): RequestContext {
  return { ...context, identity: PLATFORM };
}
