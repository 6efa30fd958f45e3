import { lackingRight, rightsOf, type AdminCaller, type GivenRights } from '@parlance/admin-operations';
import { ParseError } from '@parlance/errors';

/** @throws ParseError OperationForbidden where the caller lacks a right of those that they would give or take away */
export function assertMayGive(caller: AdminCaller, rights: GivenRights): void {
  const lacking = lackingRight(caller, rightsOf(rights));
  if (lacking !== undefined) throw new ParseError('OperationForbidden', `This needs a caller who has ${lacking}.`);
}

/** @throws ParseError InvalidJson unless a role is stated, or scopes */
export function assertStatesRights({ role, scopes }: GivenRights): void {
  if ((role === undefined) === (scopes === undefined)) throw new ParseError('InvalidJson', 'State a role, or scopes.');
}
