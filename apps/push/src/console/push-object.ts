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
  if (!isKnown(pushed)) throw pushNotFound();
  return pushed;
}

/** False for a push that was promised to nobody, or is being removed. */
export function isKnown(pushed: PushDocument | undefined): pushed is PushDocument {
  return pushed !== undefined && pushed.state !== 'preparing' && pushed.state !== 'removing';
}

export function pushNotFound(): ParseError {
  return new ParseError('ObjectNotFound', 'There is no push of this id.');
}
