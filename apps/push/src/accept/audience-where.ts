import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { AUDIENCE } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import { assertQuerySize, queryFor, type Audience, type PushRequest } from '@parlance/push';

type Where = Readonly<Record<string, unknown>>;

export interface AudienceNeeds {
  readonly bus: Bus;
  readonly objects: PlatformObjects;
}

/**
 * The query of a push: its own, that of a saved audience as it is now, or the one installation.
 *
 * @throws PushMisconfigured (115) an audience that there is not; InvalidQuery (102); OperationForbidden (119) where a client's query reads
 *   a class in which they may not find
 */
export async function whereOf(audience: Audience, isClient: boolean, context: RequestContext, needs: AudienceNeeds): Promise<Where> {
  if (audience.kind === 'one') return { $or: [{ installationId: audience.id }, { objectId: audience.id }] };
  if (audience.kind === 'saved') return savedWhere(audience.audienceId, context, needs);
  if (isClient) {
    for (const className of audience.classesAsked)
      await needs.bus.call(data.find, { className, parameters: { limit: 1, keys: 'objectId' } }, context);
  }
  return audience.where;
}

/** The query of a saved audience as it is now. @throws PushMisconfigured (115) when there is none of this id */
export async function savedWhere(audienceId: string, context: RequestContext, { objects }: Pick<AudienceNeeds, 'objects'>): Promise<Where> {
  const saved = await objects.find(AUDIENCE, { objectId: audienceId }, context);
  if (saved === undefined) throw new ParseError('PushMisconfigured', 'There is no audience of this id.');
  const { where } = queryFor(typeof saved['query'] === 'string' ? (JSON.parse(saved['query']) as unknown) : saved['query']);
  assertQuerySize(where);
  return where;
}

/** Counts that a saved audience was pushed to. */
export async function noteUse(
  { audienceId }: Pick<PushRequest, 'audienceId'>,
  now: Date,
  context: RequestContext,
  objects: PlatformObjects,
) {
  if (audienceId === undefined) return;
  const used = { timesUsed: { __op: 'Increment', amount: 1 }, lastUsed: { __type: 'Date', iso: now.toISOString() } };
  await objects.changeIf(AUDIENCE, audienceId, used, undefined, context);
}
