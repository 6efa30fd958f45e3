import { refusal, writesEverything } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { auth } from '@parlance/contracts';
import { appRoute } from '../routes/declare-route.ts';
import type { Reply } from '../reply/reply.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

/** Answers callers without the master key by 119, where other routes say 403: clients of old expect it so. */
export function addLogInAsRoute(table: RouteTable, bus: Bus): void {
  const answer = async ({ input: body, caller: { origin }, context }: Call): Promise<Reply> => {
    if (!writesEverything(context.identity)) throw refusal({ inFull: 'master key is required' });
    return bus.call(auth.logInAs, { body, origin }, context);
  };
  table.add(appRoute('POST', '/loginAs', 'app', auth.logInAs.subject, answer, { readsQuery: true }));
}
