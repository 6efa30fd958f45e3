import type { AppleSettings } from '@parlance/app-settings';
import type { AuthProvider } from '../auth-provider.ts';
import { claimedSubject, verifyIdentityToken } from '../identity-token.ts';
import { notVerified } from '../refusals.ts';

const ISSUER = 'https://appleid.apple.com';

/**
 * Sign in with Apple: `{id, token}`, the token being the identity token; `{nonce}` where the app asked with one.
 * Source: "Verifying a user" in Apple's documentation of Sign in with Apple.
 */
export const apple: AuthProvider<AppleSettings> = {
  settingsOf: (auth) => auth.apple,
  async verify(credentials, settings, context) {
    credentials.id();
    const token = credentials.text('token') ?? credentials.text('id_token');
    if (token === undefined) throw notVerified(credentials.provider, 'there is no token');
    const claims = await verifyIdentityToken(
      token,
      credentials,
      {
        provider: credentials.provider,
        keysUrl: settings.endpoints.keys,
        algorithms: ['RS256'],
        isIssuer: (issuer) => issuer === ISSUER,
        audience: settings.clientId,
        nonceRequired: settings.nonceRequired,
      },
      context,
    );
    return { id: claimedSubject(claims.sub, credentials), data: credentials.data(['nonce']) };
  },
};
