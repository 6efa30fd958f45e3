import type { LinkedinSettings } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { notVerified } from '../refusals.ts';
import { callService, formOf } from '../service-call.ts';
import { accountOf, bearer, exchangeCode, offeredToken } from './authorization-code.ts';

/**
 * LinkedIn: `{code, redirect_uri}`, or `{id, access_token, is_mobile_sdk}` of one of the app's own tokens.
 * Source: "3-legged OAuth flow", "Token introspection" and "Profile API" in LinkedIn's documentation.
 */
export const linkedin: AuthProvider<LinkedinSettings> = {
  settingsOf: (auth) => auth.linkedin,
  async verify(credentials, settings, context) {
    const code = credentials.text('code');
    const client = { ...settings, tokenUrl: settings.endpoints.token };
    const token = code === undefined ? offeredToken(credentials) : await exchangeCode(code, credentials, client, context);
    if (code === undefined) await assertOwnToken(token, credentials, settings, context);
    const account = await callService(credentials.provider, context, { url: settings.endpoints.profile, headers: bearer(token) });
    return accountOf(account.id('id') ?? account.id('sub'), token, credentials);
  },
};

async function assertOwnToken(
  token: string,
  credentials: Credentials,
  { clientId, clientSecret, endpoints }: LinkedinSettings,
  context: ProviderContext,
): Promise<void> {
  const request = formOf(endpoints.introspect, { client_id: clientId, client_secret: clientSecret, token });
  const answer = await callService(credentials.provider, context, request);
  if (!answer.isTrue('active')) throw notVerified(credentials.provider, 'the token is not valid');
  if (answer.id('client_id') !== clientId) throw notVerified(credentials.provider, 'the token is for another app');
}
