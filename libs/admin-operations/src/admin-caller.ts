import { type AnyAdminOperation, scopeOf } from './admin-operation.ts';
import { grants, type Scope } from './scopes.ts';

/**
 * The caller of an administrative operation.
 *
 * - `kind`: an administrator (a person), a token of theirs (a program), or the holder of an app's master key
 * - `apps`: ids of the apps that the caller may administer, or all of them and the deployment
 */
export interface AdminCaller {
  readonly kind: 'administrator' | 'token' | 'masterKey';
  readonly id: string;
  /** For people: of the administrator or of the token. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly apps: 'all' | readonly string[];
  /** Address of the client, where the door knows it. */
  readonly address?: string | undefined;
}

/** The reason to refuse, or nothing. @param app named by the request; undefined for operations of the deployment */
export function refusal(caller: AdminCaller, operation: AnyAdminOperation, app: string | undefined): string | undefined {
  const scope = scopeOf(operation);
  if (!grants(caller.scopes, scope)) return `This needs the scope ${scope}.`;
  if (caller.apps === 'all' || (app !== undefined && caller.apps.includes(app))) return undefined;
  return app === undefined ? 'This needs a caller that is not limited to some apps.' : `This caller is not admitted to the app ${app}.`;
}
