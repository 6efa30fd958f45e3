import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { platformClass, USER } from '@parlance/platform-classes';
import type { AdminCall } from '../dispatch/admin-handler.ts';
import { readObject } from './class-door.ts';

/**
 * The way to look at objects of a class: with all rights to read, or with those of a user. In classes of the platform users see credentials of their
 * own, such as session tokens, which nobody else is to see.
 *
 * @param as objectId of a user, empty for a caller without a session
 * @throws ParseError OperationForbidden for a class of the platform, ObjectNotFound for a user who is none
 */
export async function readerOf(as: string | undefined, className: string, call: AdminCall): Promise<AdminCall['ask']> {
  if (as === undefined) return call.look;
  if (platformClass(className) !== undefined) {
    throw new ParseError('OperationForbidden', 'Classes of the platform are not browsed as a user: they hold credentials.');
  }
  if (as === '') return call.lookAs({ kind: 'public' });
  await readObject(USER, as, [], call);
  const { roles } = await call.ask(data.rolesOf, { userId: as });
  return call.lookAs({ kind: 'user', userId: as, roles });
}
