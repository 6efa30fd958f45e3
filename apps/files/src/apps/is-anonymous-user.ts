import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';

/** Asks whether the caller, a user, is anonymous: they see their own linked accounts, and nobody else does. */
export async function isAnonymousUser(bus: Bus, context: RequestContext): Promise<boolean> {
  const { identity } = context;
  if (identity.kind !== 'user') return false;
  const { body } = await bus.call(data.get, { className: USER, objectId: identity.userId, parameters: {} }, context);
  const { authData } = JSON.parse(Buffer.from(body).toString()) as { authData?: { anonymous?: unknown } };
  return typeof authData?.anonymous === 'object' && authData.anonymous !== null;
}
