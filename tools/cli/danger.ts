import type { AnyAdminOperation } from '@parlance/admin-operations';

type Request = Readonly<Record<string, unknown>>;

/**
 * The word that somebody has to type before a dangerous operation, as the table names it: the value of a member of the request.
 *
 * @returns undefined for an operation that asks nothing
 */
export function wordToType({ name, dangerous }: AnyAdminOperation, request: Request): string | undefined {
  if (dangerous === undefined) return undefined;
  const word = request[dangerous.word];
  return typeof word === 'string' && word !== '' ? word : name;
}

/** The request with its confirmation, where the operation has a member for it. */
export function withConfirmation({ request: schema }: AnyAdminOperation, request: Request, typed: string): Request {
  return Object.hasOwn(schema.shape, 'confirm') && request['confirm'] === undefined ? { ...request, confirm: typed } : request;
}
