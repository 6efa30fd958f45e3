import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { AUDIENCE } from '@parlance/platform-classes';
import { asPlatform, PlatformObjects, type PlatformObject } from '@parlance/platform-objects';
import { restReply } from '@parlance/service';
import { isObject, shown as shownName, wrongType } from '@parlance/values';

type Body = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder();
/** Members that senders may repeat, and that the service decides. */
const UNHEARD: ReadonlySet<string> = new Set(['timesUsed', 'lastUsed', 'ACL', 'createdAt', 'updatedAt']);

/** Saved audiences: named queries for installations, as the dashboard keeps them. */
@Controller()
export class AudiencesHandler {
  readonly #objects: PlatformObjects;

  constructor(@Inject(BUS) private readonly bus: Bus) {
    this.#objects = new PlatformObjects(bus, 'push');
  }

  @Handles(push.listAudiences)
  async list(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const { body } = await this.bus.call(data.find, { className: AUDIENCE, parameters }, context);
    const { results, ...rest } = JSON.parse(decoder.decode(body)) as { results: PlatformObject[] };
    return restReply({ results: results.map(shown), ...rest });
  }

  @Handles(push.readAudience)
  async read(@Payload() { audienceId }: push.AudienceById, @Ctx() context: RequestContext): Promise<RestReply> {
    const audience = await this.#objects.find(AUDIENCE, { objectId: audienceId }, context);
    if (audience === undefined) throw new ParseError('ObjectNotFound', 'Object not found.');
    return restReply(shown(audience));
  }

  @Handles(push.createAudience)
  async create(@Payload() { body }: { body: Body }, @Ctx() context: RequestContext): Promise<RestReply> {
    const members = await this.#membersOf(body, context);
    const { objectId, createdAt } = await this.#objects.make(AUDIENCE, members, context);
    return restReply({ objectId, createdAt }, 201, `/classes/${AUDIENCE}/${objectId}`);
  }

  @Handles(push.changeAudience)
  async change(@Payload() { audienceId, body }: push.ChangedAudience, @Ctx() context: RequestContext): Promise<RestReply> {
    const members = await this.#membersOf(body, context);
    const update = { body: {}, members };
    const { updatedAt } = await this.#objects.update(AUDIENCE, audienceId, update, asPlatform(context));
    return restReply({ updatedAt });
  }

  @Handles(push.removeAudience)
  async remove(@Payload() { audienceId }: push.AudienceById, @Ctx() context: RequestContext): Promise<RestReply> {
    await this.#objects.remove(AUDIENCE, audienceId, asPlatform(context));
    return restReply({});
  }

  /**
   * @throws InvalidFieldName (105) objectId; InvalidJson (107) a member that audiences do not have; IncorrectType (111) a name or query of
   *   another type; InvalidQuery (102) and the like for a query that no push could have
   */
  async #membersOf({ name, query, objectId, ...others }: Body, context: RequestContext): Promise<Record<string, unknown>> {
    if (objectId !== undefined) throw new ParseError('InvalidFieldName', 'objectId is an invalid field name.');
    const further = Object.keys(others).find((member) => !UNHEARD.has(member));
    if (further !== undefined) throw new ParseError('InvalidJson', `Could not add field ${shownName(further)}`);
    const members: Record<string, unknown> = {};
    if (name !== undefined) {
      if (typeof name !== 'string') throw wrongType(AUDIENCE, 'name', 'String', name);
      members['name'] = name;
    }
    if (query !== undefined) {
      if (typeof query !== 'string' && !isObject(query)) throw wrongType(AUDIENCE, 'query', 'String', query);
      const where = parsed(query);
      if (where === undefined) throw new ParseError('InvalidQuery', 'The query of an audience is an object.');
      await this.bus.call(data.countAudience, { where, limit: 1 }, asPlatform(context));
      members['query'] = JSON.stringify(where);
    }
    return members;
  }
}

/** The dashboard sends a query as an object, or as JSON in a string. */
function parsed(query: unknown): Record<string, unknown> | undefined {
  let value = query;
  if (typeof query === 'string') {
    try {
      value = JSON.parse(query) as unknown;
    } catch {
      return undefined;
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** With its query parsed, as Parse Server answers it. */
function shown(audience: PlatformObject): Body {
  const { query } = audience;
  return query === undefined ? audience : { ...audience, query: parsed(query) ?? query };
}
