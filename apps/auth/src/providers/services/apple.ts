import type { AppleSettings } from '@parlance/app-settings';
import type { AuthProvider } from '../auth-provider.ts';
import { verifiedSubject } from '../identity-token.ts';
import { notVerified } from '../refusals.ts';

const ISSUERS = ['https://appleid.apple.com'];

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
    const id = await verifiedSubject(token, credentials, { issuers: ISSUERS, audience: settings.clientId, settings }, context);
    return { id, data: credentials.data(['nonce']) };
  },
};
