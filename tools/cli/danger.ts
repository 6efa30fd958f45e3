import type { AnyAdminOperation } from '@parlance/admin-operations';

/** Operations that take something away, by their names: they are asked about before they begin. */
const DANGEROUS: ReadonlySet<string> = new Set([
  ...[
    'delete',
    'drop',
    'remove',
    'revoke',
    'disable',
    'purge',
    'erase',
    'restore',
    'drain',
    'apply',
    'roll-back',
    'withdraw',
    'sign-out',
    'cancel',
  ],
]);

/** Members that name the thing which an operation takes away, the nearest first. */
const TARGETS = ['id', 'name', 'index', 'user', 'token', 'administrator', 'className', 'release', 'queue', 'kind'] as const;

/**
 * The word that somebody has to type before a dangerous operation: the name of its target, or the app.
 *
 * @returns undefined for an operation that asks nothing
 */
export function wordToType(
  { name, changes, request: schema }: AnyAdminOperation,
  request: Readonly<Record<string, unknown>>,
): string | undefined {
  const confirmed = Object.hasOwn(schema.shape, 'confirm');
  if (changes === undefined || !(confirmed || DANGEROUS.has(name))) return undefined;
  // A member `confirm` is the id of the app once more.
  const members = confirmed ? ['app', ...TARGETS] : [...TARGETS, 'app'];
  const target = members.map((member) => request[member]).find((value) => typeof value === 'string' && value !== '');
  return typeof target === 'string' ? target : name;
}

/** The request with its confirmation, where the operation has a member for it. */
export function withConfirmation(
  { request: schema }: AnyAdminOperation,
  request: Readonly<Record<string, unknown>>,
  typed: string,
): Readonly<Record<string, unknown>> {
  return Object.hasOwn(schema.shape, 'confirm') && request['confirm'] === undefined ? { ...request, confirm: typed } : request;
}
