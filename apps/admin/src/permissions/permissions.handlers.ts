import { permissions } from '@parlance/admin-operations';
import { data } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

/** The body of an answer of `POST /admin/explain-access`. */
interface Explanation {
  readonly allowed: boolean;
  readonly summary: string;
  readonly rules: { readonly rule: string; readonly outcome: string; readonly because: string }[];
  readonly user?: { readonly objectId: string; readonly roles: string[] };
}

export const PERMISSIONS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(permissions.explainAccess, async ({ app: _app, ...question }, { ask }) =>
    jsonOf<Explanation>(await ask(data.explainAccess, { question })),
  ),
  handles(permissions.rehearsePermissions, ({ className, permissions: changed }, { ask }) =>
    ask(data.rehearsePermissions, { className, permissions: changed }),
  ),
];
