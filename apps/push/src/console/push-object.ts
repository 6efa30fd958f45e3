import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { PushDocument } from '../database/documents.ts';
import type { PushStore } from '../records/push.store.ts';

/** The key of a push in the store of work. */
export function pushKey(app: string, pushId: string): string {
  return `${app}.${pushId}`;
}

/** A push of the app that asks. @throws ObjectNotFound (101) */
export async function knownPush(pushes: PushStore, pushId: string, { app }: RequestContext): Promise<PushDocument> {
  const pushed = await pushes.find(pushKey(app, pushId));
  if (pushed === undefined || pushed.state === 'preparing') throw pushNotFound();
  return pushed;
}

export function pushNotFound(): ParseError {
  return new ParseError('ObjectNotFound', 'There is no push of this id.');
}
