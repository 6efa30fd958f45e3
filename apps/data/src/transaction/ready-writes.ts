import type { data, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { NewIds } from './new-ids.ts';
import { readyWrite, refusedWrite, type ReadyWrite } from './ready-write.ts';

/**
 * Makes the parts of a transaction ready to be carried out: everything of single writes but the storing. Classes grow here, outside the
 * transaction, each for a write that may make it grow; what is refused later leaves it grown.
 *
 * @returns in order, up to the first part that is refused: its turn is when those before it have succeeded, as theirs may be the error
 *   to be told
 */
export async function readyWrites(
  app: App,
  parts: readonly data.TransactionPart[],
  context: RequestContext,
): Promise<readonly ReadyWrite[]> {
  const now = new Date();
  const newIds = new NewIds();
  const ready: ReadyWrite[] = [];
  for (const part of parts) {
    try {
      ready.push(await readyWrite(app, part, context, newIds, now));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return [...ready, refusedWrite(error)];
    }
  }
  return ready;
}
