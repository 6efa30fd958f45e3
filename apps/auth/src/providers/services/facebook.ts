import type { FacebookSettings } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { claimedSubject, verifiedSubject } from '../identity-token.ts';
import { notVerified } from '../refusals.ts';
import { callService, withQuery } from '../service-call.ts';
import { bearer } from './authorization-code.ts';

const ISSUERS = ['https://www.facebook.com', 'https://limited.facebook.com'];

/**
 * Facebook: `{id, access_token, expiration_date}`, or `{id, token}` of Limited Login, an identity token.
 * Source: "Access Tokens", "Securing Graph API Requests" and "Validating OIDC Tokens" in Meta's documentation of Facebook Login.
 */
export const facebook: AuthProvider<FacebookSettings> = {
  settingsOf: (auth) => auth.facebook,
  async verify(credentials, settings, context) {
    credentials.id();
    const limited = credentials.text('token');
    const id =
      limited === undefined
        ? await idByAccessToken(credentials, settings, context)
        : await verifiedSubject(limited, credentials, { issuers: ISSUERS, audience: settings.appIds, settings }, context);
    return { id, data: credentials.data(['nonce']) };
  },
};

async function idByAccessToken(credentials: Credentials, settings: FacebookSettings, context: ProviderContext): Promise<string> {
  const token = credentials.text('access_token');
  if (token === undefined) throw notVerified(credentials.provider, 'there is no token');
  if (settings.nonceRequired) throw notVerified(credentials.provider, 'an identity token is needed');
  const { appSecret } = settings;
  return appSecret === undefined
    ? idByItsOwnWord(token, credentials, settings, context)
    : idByInspection(token, appSecret, credentials, settings, context);
}

/** With the app's secret Facebook says everything about a token at once. */
async function idByInspection(
  token: string,
  appSecret: string,
  credentials: Credentials,
  settings: FacebookSettings,
  context: ProviderContext,
) {
  const own = `${settings.appIds[0] ?? ''}|${appSecret}`;
  const url = withQuery(`${settings.endpoints.graph}/debug_token`, { input_token: token });
  const inspected = (await callService(credentials.provider, context, { url, headers: bearer(own) })).inner('data');
  if (!inspected.isTrue('is_valid')) throw notVerified(credentials.provider, 'the token is not valid');
  assertOwnApp(inspected.id('app_id'), credentials, settings);
  const expiresAt = inspected.number('expires_at') ?? 0; // 0: never
  if (expiresAt !== 0 && expiresAt * 1_000 <= context.now.getTime()) throw notVerified(credentials.provider, 'the token is expired');
  return claimedSubject(inspected.id('user_id'), credentials);
}

/** Without the app's secret the token itself is used: Facebook's answers tell the account it belongs to, and the app it is for. */
async function idByItsOwnWord(
  token: string,
  credentials: Credentials,
  settings: FacebookSettings,
  context: ProviderContext,
): Promise<string> {
  const ask = (path: string) =>
    callService(credentials.provider, context, { url: `${settings.endpoints.graph}/${path}`, headers: bearer(token) });
  const [app, account] = await Promise.all([ask('app'), ask('me?fields=id')]);
  assertOwnApp(app.id('id'), credentials, settings);
  return claimedSubject(account.id('id'), credentials);
}

function assertOwnApp(appId: string | undefined, credentials: Credentials, settings: FacebookSettings): void {
  if (!settings.appIds.includes(appId ?? '')) throw notVerified(credentials.provider, 'the token is for another app');
}
