import { tokens } from '@parlance/admin-operations';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertMayGive, assertStatesRights } from '../administrators/may-give.ts';
import { isNetwork } from '../callers/token-directory.ts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

const DAY_MS = 86_400_000;

export const TOKENS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(tokens.listTokens, async (request, { ask }) => (await ask(config.listAdminTokens, request)) as { tokens: tokens.Token[] }),
  handles(tokens.createToken, async ({ expiresInDays, ...request }, { ask, caller }) => {
    assertStatesRights(request);
    assertMayGive(caller, request);
    const wrong = request.addresses?.find((address) => !isNetwork(address));
    if (wrong !== undefined) throw new ParseError('InvalidJson', `addresses: "${wrong}" is no address, and no network such as 10.0.0.0/8.`);
    const expiresAt = expiresInDays === undefined ? undefined : new Date(Date.now() + expiresInDays * DAY_MS).toISOString();
    return (await ask(config.createAdminToken, { ...request, expiresAt })) as { token: tokens.Token; secret: string };
  }),
  handles(tokens.revokeToken, async (request, { ask }) => (await ask(config.revokeAdminToken, request)) as { token: tokens.Token }),
];
