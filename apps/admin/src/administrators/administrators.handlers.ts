import { administrators } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { assertMayGive, assertStatesRights } from './may-give.ts';

/** `config` keeps rights by their names; their schemas are checked when the reply leaves. */
type Reply = { administrator: administrators.Administrator };

export const ADMINISTRATORS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(
    administrators.listAdministrators,
    async (_request, { ask }) => (await ask(config.listAdministrators, {})) as { administrators: administrators.Administrator[] },
  ),
  handles(administrators.getAdministrator, async (request, { ask }) => (await ask(config.readAdministrator, request)) as Reply),
  handles(administrators.createAdministrator, async (request, { ask, caller }) => {
    assertStatesRights(request);
    assertMayGive(caller, request);
    return (await ask(config.createAdministrator, request)) as Reply;
  }),
  handles(administrators.changeAdministrator, async ({ allApps, ...request }, { ask, caller }) => {
    const { role, scopes, apps } = request;
    if (role !== undefined && scopes !== undefined) throw new ParseError('InvalidJson', 'State a role, or scopes.');
    if (allApps === true && apps !== undefined) throw new ParseError('InvalidJson', 'State apps, or allApps.');
    const { administrator: before } = await ask(config.readAdministrator, { id: request.id });
    assertMayGive(caller, before);
    assertMayGive(caller, {
      role: role ?? (scopes === undefined ? before.role : undefined),
      scopes: scopes ?? (role === undefined ? before.scopes : undefined),
      apps,
    });
    return (await ask(config.changeAdministrator, { ...request, apps: allApps === true ? null : apps })) as Reply;
  }),
  handles(administrators.removeAdministrator, async (request, { ask, caller }) => {
    assertMayGive(caller, (await ask(config.readAdministrator, request)).administrator);
    return ask(config.removeAdministrator, request);
  }),
  handles(administrators.setPassword, async (request, { ask, caller }) => {
    assertMayGive(caller, (await ask(config.readAdministrator, { id: request.id })).administrator);
    return (await ask(config.setPassword, request)) as Reply;
  }),
  handles(administrators.removeSecondFactor, async (request, { ask, caller }) => {
    assertMayGive(caller, (await ask(config.readAdministrator, request)).administrator);
    return (await ask(config.removeSecondFactor, request)) as Reply;
  }),
  handles(administrators.makeFirstRunLink, (_request, { ask, caller }) => {
    assertMayGive(caller, { role: 'owner' });
    return ask(config.makeFirstRunLink, {});
  }),
];
