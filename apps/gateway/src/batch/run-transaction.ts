import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { jsonReply, type Reply } from '../reply/reply.ts';
import type { TellError } from '../reply/tell-error.ts';
import type { Request, RouteTable } from '../routes/route-table.ts';
import type { Part } from './read-parts.ts';

/** Statuses from here on are kept: a client may repeat a transaction that was not started, and must hear of a fault of ours. */
const SERVER_FAULT = 500;

export interface TransactionTools {
  readonly table: RouteTable;
  readonly bus: Bus;
  readonly tell: TellError;
}

/**
 * Has all parts carried out in order, in one transaction. Each passes the table and its guards first, as in every batch.
 *
 * @param outer the batch, whose caller is that of every part
 * @returns the array of successes; or the first refusal, for the batch as a whole and always with status 400, since nothing was written
 * @throws ParseError with a status of 500 or above
 */
export async function runTransaction(parts: readonly Part[], { table, bus, tell }: TransactionTools, outer: Request): Promise<Reply> {
  try {
    const writes = parts.map((part) => writeOf(part, table, outer));
    return await bus.call(data.transaction, { parts: writes }, outer.context);
  } catch (error) {
    if (!(error instanceof ParseError) || error.status >= SERVER_FAULT) throw error;
    return jsonReply(tell(error, outer), 400);
  }
}

function writeOf({ method, segments, input }: Part, table: RouteTable, outer: Request): data.TransactionPart {
  const { route, transactionPart } = table.admit(method, segments, outer.context.identity);
  if (transactionPart === undefined)
    throw new ParseError(
      'InvalidJson',
      `A transaction creates, changes and deletes objects of classes; it cannot take ${method} ${route.path}.`,
    );
  return transactionPart({ ...outer, input: input() });
}
