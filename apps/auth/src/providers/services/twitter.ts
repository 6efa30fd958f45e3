import { randomBytes } from 'node:crypto';
import type { TwitterSettings } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext, VerifiedAccount } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { notVerified } from '../refusals.ts';
import { callService, callServiceForForm, formOf, type ServiceAnswer } from '../service-call.ts';
import { oauth1Header } from './oauth1.ts';

/**
 * Twitter by OAuth 1.0a: `{id, screen_name, consumer_key, auth_token, auth_token_secret}`, or `{oauth_token, oauth_verifier}`, which is
 * exchanged for them. Secrets of the application come from the settings alone; one that a client sends is neither used nor kept.
 *
 * Source: docs/contract/03-users-sessions.md section 6; "GET account/verify_credentials" and "3-legged OAuth flow" of Twitter's API.
 */
export const twitter: AuthProvider<TwitterSettings> = {
  settingsOf: (auth) => auth.twitter,
  async verify(credentials, settings, context) {
    const verifier = credentials.text('oauth_verifier');
    return verifier === undefined ? byToken(credentials, settings, context) : byVerifier(verifier, credentials, settings, context);
  },
};

async function byToken(credentials: Credentials, settings: TwitterSettings, context: ProviderContext): Promise<VerifiedAccount> {
  credentials.id();
  const keys = {
    ...applicationOf(credentials, settings),
    token: required('auth_token', credentials),
    tokenSecret: required('auth_token_secret', credentials),
  };
  const url = settings.endpoints.verifyCredentials;
  const authorization = oauth1Header('GET', url, {}, keys, signing(context));
  const account = await callService(credentials.provider, context, { url, headers: { authorization } });
  const id = matching(account, 'id_str', credentials);
  return { id, data: credentials.data(['consumer_secret']) };
}

async function byVerifier(
  verifier: string,
  credentials: Credentials,
  settings: TwitterSettings,
  context: ProviderContext,
): Promise<VerifiedAccount> {
  const keys = { ...applicationOf(credentials, settings), token: required('oauth_token', credentials), tokenSecret: '' };
  const url = settings.endpoints.accessToken;
  const form = formOf(url, { oauth_verifier: verifier });
  const authorization = oauth1Header('POST', url, { oauth_verifier: verifier }, keys, signing(context));
  const account = await callServiceForForm(credentials.provider, context, { ...form, headers: { ...form.headers, authorization } });
  const id = matching(account, 'user_id', credentials);
  const found = { auth_token: account.id('oauth_token'), auth_token_secret: account.id('oauth_token_secret') };
  if (found.auth_token === undefined) throw notVerified(credentials.provider, 'the service answered something else than expected');
  const added = { id, screen_name: account.id('screen_name'), consumer_key: keys.consumerKey, ...found };
  return { id, data: credentials.data(['consumer_secret', 'oauth_token', 'oauth_verifier'], added) };
}

/** The account of the token, equal to the client's claims where it makes any. */
function matching(account: ServiceAnswer, idName: string, credentials: Credentials): string {
  const id = account.id(idName);
  if (id === undefined || id !== (credentials.claimedId() ?? id))
    throw notVerified(credentials.provider, 'the token is of another account');
  const name = credentials.text('screen_name');
  if (name !== undefined && name !== account.id('screen_name'))
    throw notVerified(credentials.provider, 'the token is of another screen name');
  return id;
}

/** The app's application that the client names; the first where it names none. */
function applicationOf(
  credentials: Credentials,
  settings: TwitterSettings,
): { readonly consumerKey: string; readonly consumerSecret: string } {
  const key = credentials.text('consumer_key') ?? settings.consumer_key;
  const application = [settings, ...settings.furtherApplications].find(({ consumer_key }) => consumer_key === key);
  if (application === undefined) throw notVerified(credentials.provider, 'the token is for another app');
  return { consumerKey: application.consumer_key, consumerSecret: application.consumer_secret };
}

function required(name: string, credentials: Credentials): string {
  const value = credentials.text(name);
  if (value === undefined) throw notVerified(credentials.provider, `there is no ${name}`);
  return value;
}

function signing({ now }: ProviderContext): { readonly nonce: string; readonly now: Date } {
  return { nonce: randomBytes(16).toString('hex'), now };
}
