import type { GithubSettings } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { notVerified } from '../refusals.ts';
import { callService } from '../service-call.ts';
import { accountOf, bearer, exchangeCode, offeredToken } from './authorization-code.ts';

/**
 * GitHub: `{code}`, or `{id, access_token}` of one of the app's own tokens.
 * Source: "Authorizing OAuth apps", "Check a token" and "Get the authenticated user" in GitHub's documentation.
 */
export const github: AuthProvider<GithubSettings> = {
  settingsOf: (auth) => auth.github,
  async verify(credentials, settings, context) {
    const code = credentials.text('code');
    if (code === undefined) {
      const token = offeredToken(credentials);
      return accountOf(await ownerOfOwnToken(token, credentials, settings, context), token, credentials);
    }
    const client = { ...settings, tokenUrl: settings.endpoints.token };
    const token = await exchangeCode(code, credentials, client, context);
    const account = await callService(credentials.provider, context, { url: `${settings.endpoints.api}/user`, headers: bearer(token) });
    return accountOf(account.id('id'), token, credentials);
  },
};

/** GitHub says of a token that was issued to this app, and of no other, whose it is. */
async function ownerOfOwnToken(
  token: string,
  credentials: Credentials,
  { clientId, clientSecret, endpoints }: GithubSettings,
  context: ProviderContext,
): Promise<string | undefined> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const answer = await callService(credentials.provider, context, {
    method: 'POST',
    url: `${endpoints.api}/applications/${encodeURIComponent(clientId)}/token`,
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify({ access_token: token }),
  });
  if (answer.inner('app').id('client_id') !== clientId) throw notVerified(credentials.provider, 'the token is for another app');
  return answer.inner('user').id('id');
}
