import type { admin, RequestContext } from '@parlance/contracts';
import type { Asked } from '../dispatch/dispatcher.ts';

const NEVER = new AbortController().signal;

/** A request in the name of a session, as the console alone may bring it. */
export function askedOf(
  { session, address }: admin.ConsoleCaller,
  { requestId }: RequestContext,
): Pick<Asked, 'credentials' | 'requestId' | 'signal'> {
  const credentials = { authorization: `Bearer ${session}`, address: address === '' ? undefined : address, isConsole: true };
  return { credentials, requestId, signal: NEVER };
}
