import type { GoogleSettings } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { claimedSubject, verifiedSubject } from '../identity-token.ts';
import { notVerified } from '../refusals.ts';
import { callService, withQuery } from '../service-call.ts';

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * Google: `{id, id_token}`, or `{id, access_token}` from clients that have no identity token.
 * Source: "Verify the Google ID token on your server side" in Google's identity documentation; tokeninfo endpoint for access tokens.
 */
export const google: AuthProvider<GoogleSettings> = {
  settingsOf: (auth) => auth.google,
  async verify(credentials, settings, context) {
    const token = credentials.text('id_token');
    const id =
      token === undefined
        ? await idByAccessToken(credentials, settings, context)
        : await verifiedSubject(token, credentials, { issuers: ISSUERS, audience: settings.clientId, settings }, context);
    return { id, data: credentials.data(['nonce']) };
  },
};

async function idByAccessToken(credentials: Credentials, settings: GoogleSettings, context: ProviderContext): Promise<string> {
  credentials.id();
  const token = credentials.text('access_token');
  if (token === undefined) throw notVerified(credentials.provider, 'there is no token');
  if (settings.nonceRequired) throw notVerified(credentials.provider, 'an identity token is needed');
  const info = await callService(credentials.provider, context, { url: withQuery(settings.endpoints.tokenInfo, { access_token: token }) });
  if (!settings.clientId.includes(info.id('aud') ?? '')) throw notVerified(credentials.provider, 'the token is for another app');
  if ((info.number('exp') ?? 0) * 1_000 <= context.now.getTime()) throw notVerified(credentials.provider, 'the token is expired');
  return claimedSubject(info.id('sub'), credentials);
}
