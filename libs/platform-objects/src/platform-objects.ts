import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { JsonObject } from '@parlance/values';
import { asPlatform } from './as-platform.ts';

/** An object as `data` shows it to services: REST JSON, internal members included. */
export type PlatformObject = data.ServiceObject;
/** The answer to a create: objectId, createdAt, and whatever the class has given the object. */
export type CreatedObject = data.CreatedObject;
/** The answer to an update: updatedAt, and the values that operations have computed. */
export type UpdatedObject = data.UpdatedObject;

/** A save that a service has checked. */
export interface CheckedSave {
  /** As the client has sent it; `data` applies the rules for clients to it. */
  readonly body: Record<string, unknown>;
  /** Members that only a service may set, internal ones by their stored names; they win over the body. */
  readonly members?: Record<string, unknown>;
  /** The service has run the beforeSave of the class itself. */
  readonly settled?: data.SettledByService | undefined;
}

export interface CheckedUpdate extends CheckedSave {
  /** A `where` that the object has to meet for the update to happen, as one step with it. */
  readonly condition?: JsonObject | undefined;
  /** The object shows no trace of the write: updatedAt stays. */
  readonly keepsUpdatedAt?: boolean | undefined;
}

/**
 * The objects of the classes that a service owns or may write. Each request names the app and its deadline by its context, and the
 * service by its name; `data` refuses classes of other services (119).
 *
 * `create`, `update` and `remove` are made with the rights of the context's identity; all others in the service's own name.
 */
export class PlatformObjects {
  readonly #bus: Bus;
  readonly #service: string;

  /** @param service the name of the asking service */
  constructor(bus: Bus, service: string) {
    this.#bus = bus;
    this.#service = service;
  }

  /** The first object that matches, whoever may read it. */
  async find(className: string, where: JsonObject, context: RequestContext): Promise<PlatformObject | undefined> {
    const [first] = await this.findAll(className, where, 1, context);
    return first;
  }

  /** All of them, up to `limit`, in no order. */
  async findAll(className: string, where: JsonObject, limit: number, context: RequestContext): Promise<readonly PlatformObject[]> {
    const request = { service: this.#service, className, where, limit };
    return (await this.#bus.call(data.findForService, request, asPlatform(context))).objects;
  }

  /** Creates an object with the caller's rights. */
  async create(className: string, { body, members = {}, settled }: CheckedSave, context: RequestContext): Promise<CreatedObject> {
    const request = { service: this.#service, className, body, members, settled };
    return (await this.#bus.call(data.createForService, request, context)).object;
  }

  /** Creates an object in the service's own name. */
  make(className: string, members: Record<string, unknown>, context: RequestContext): Promise<CreatedObject> {
    return this.create(className, { body: {}, members }, asPlatform(context));
  }

  /** Updates an object with the caller's rights. @throws ObjectNotFound (101) also when it does not meet the condition */
  async update(className: string, objectId: string, update: CheckedUpdate, context: RequestContext): Promise<UpdatedObject> {
    const { body, members = {}, condition, keepsUpdatedAt, settled } = update;
    const request = { service: this.#service, className, objectId, body, members, condition, keepsUpdatedAt, settled };
    return (await this.#bus.call(data.updateForService, request, context)).object;
  }

  /**
   * Changes an object in the service's own name, if it still meets `condition`, as one step.
   * @throws ObjectNotFound (101) when it does not
   */
  async change(
    className: string,
    objectId: string,
    members: Record<string, unknown>,
    condition: JsonObject | undefined,
    context: RequestContext,
  ): Promise<void> {
    await this.update(className, objectId, { body: {}, members, condition }, asPlatform(context));
  }

  /** The same for callers that go on when the object does not meet the condition. @returns false then */
  changeIf(...change: Parameters<PlatformObjects['change']>): Promise<boolean> {
    return unlessNotFound(this.change(...change));
  }

  /**
   * Notes something in an object, as changeIf() does, so that it shows no trace of that: updatedAt stays. For notes of
   * log-ins and mails. Anybody can bring that about by guessing a name or an address, and no user should show that theirs was guessed.
   * @returns false when the object does not meet the condition
   */
  async noteIf(...[className, objectId, members, condition, context]: Parameters<PlatformObjects['change']>): Promise<boolean> {
    const update = { body: {}, members, condition, keepsUpdatedAt: true };
    return unlessNotFound(this.update(className, objectId, update, asPlatform(context)));
  }

  /** Removes an object with the caller's rights. @throws ObjectNotFound (101) */
  async remove(className: string, objectId: string, context: RequestContext): Promise<void> {
    await this.#bus.call(data.removeForService, { service: this.#service, className, objectId }, context);
  }

  /** Removes an object in the service's own name. @returns false when it is gone already */
  removeIfThere(className: string, objectId: string, context: RequestContext): Promise<boolean> {
    return unlessNotFound(this.remove(className, objectId, asPlatform(context)));
  }

  /** Removes all objects that match. @returns how many */
  async removeMatching(className: string, condition: JsonObject, context: RequestContext): Promise<number> {
    const request = { service: this.#service, className, condition };
    return (await this.#bus.call(data.removeMatching, request, asPlatform(context))).removed;
  }

  /** The class permissions of a class, as the schema API shows them. */
  async permissionsOf(className: string, context: RequestContext): Promise<JsonObject> {
    return (await this.#bus.call(data.permissionsOf, { className }, asPlatform(context))).permissions as JsonObject;
  }

  /** Names of all roles a user has, inherited ones included, in no order. */
  async rolesOf(userId: string, context: RequestContext): Promise<readonly string[]> {
    return (await this.#bus.call(data.rolesOf, { userId }, asPlatform(context))).roles;
  }
}

/** @returns false for a change of an object that is not there, or that does not meet its condition */
export async function unlessNotFound(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'ObjectNotFound') return false;
    throw error;
  }
}
