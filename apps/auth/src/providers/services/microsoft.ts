import type { MicrosoftSettings } from '@parlance/app-settings';
import type { JWTPayload } from 'jose';
import type { AuthProvider, ProviderContext, VerifiedAccount } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { claimedSubject, verifyIdentityToken } from '../identity-token.ts';
import { notVerified } from '../refusals.ts';
import { callService } from '../service-call.ts';
import { accountOf, bearer, exchangeCode } from './authorization-code.ts';

/** Tenants of these names stand for many; a token then names its own. */
const MANY_TENANTS: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers']);
const TENANT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Directory of all personal accounts. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';

/**
 * Microsoft: `{code, redirect_uri}`, or `{id, id_token}`. A bare access token is refused: it is made for Microsoft Graph, and nobody but
 * Graph can tell which app it was issued to.
 *
 * Source: "ID token claims reference" and "OAuth 2.0 authorization code flow" of the Microsoft identity platform.
 */
export const microsoft: AuthProvider<MicrosoftSettings> = {
  settingsOf: (auth) => auth.microsoft,
  async verify(credentials, settings, context) {
    const code = credentials.text('code');
    if (code !== undefined) return byCode(code, credentials, settings, context);
    credentials.id();
    const token = credentials.text('id_token');
    if (token === undefined) throw notVerified(credentials.provider, 'a code or an identity token is needed');
    return byToken(token, credentials, settings, context);
  },
};

async function byCode(
  code: string,
  credentials: Credentials,
  settings: MicrosoftSettings,
  context: ProviderContext,
): Promise<VerifiedAccount> {
  const { clientId, clientSecret, tenant, endpoints } = settings;
  if (clientSecret === undefined) throw notVerified(credentials.provider, 'the app takes identity tokens only');
  const tokenUrl = `${endpoints.login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const token = await exchangeCode(code, credentials, { tokenUrl, clientId, clientSecret }, context);
  const account = await callService(credentials.provider, context, { url: endpoints.profile, headers: bearer(token) });
  return accountOf(account.id('id'), token, credentials);
}

async function byToken(
  token: string,
  credentials: Credentials,
  settings: MicrosoftSettings,
  context: ProviderContext,
): Promise<VerifiedAccount> {
  const { login } = settings.endpoints;
  const claims = await verifyIdentityToken(
    token,
    credentials,
    {
      provider: credentials.provider,
      keysUrl: `${login}/${encodeURIComponent(settings.tenant)}/discovery/v2.0/keys`,
      algorithms: ['RS256'],
      isIssuer: (issuer, { tid }) => isTenant(tid, settings.tenant) && issuer === `https://login.microsoftonline.com/${tid}/v2.0`,
      audience: [settings.clientId],
      nonceRequired: settings.nonceRequired,
    },
    context,
  );
  return { id: claimedSubject(graphId(claims), credentials), data: credentials.data(['nonce']) };
}

function isTenant(tid: unknown, tenant: string): tid is string {
  if (typeof tid !== 'string' || !TENANT_ID.test(tid)) return false;
  if (!MANY_TENANTS.has(tenant)) return tid === tenant;
  if (tenant === 'consumers') return tid === CONSUMERS;
  return tenant === 'common' || tid !== CONSUMERS;
}

/** The id that Graph gives an account, so that a code and a token lead to one user: of personal accounts, the last half of the object id. */
function graphId({ oid, tid }: JWTPayload): unknown {
  return tid === CONSUMERS && typeof oid === 'string' ? oid.slice(-17).replace('-', '') : oid;
}
