import { data } from '@parlance/contracts';
import type { AdminCall } from '../dispatch/admin-handler.ts';

/** Has the apply that is under way, if there is one, go on where nobody does. @returns whether there is one */
export async function continueApply({ ask }: Pick<AdminCall, 'ask'>): Promise<boolean> {
  const open = (await ask(data.listSchemaApplies, {})).applies.find(({ endedAt }) => endedAt === null);
  if (open === undefined) return false;
  // A service that is asked for its state goes on with it, unless another one does.
  return (await ask(data.readSchemaApply, { id: open.id })).apply.endedAt === null;
}
