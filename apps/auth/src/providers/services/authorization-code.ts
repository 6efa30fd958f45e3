import type { ProviderContext, VerifiedAccount } from '../auth-provider.ts';
import type { Credentials } from '../credentials.ts';
import { notVerified } from '../refusals.ts';
import { callService, formOf } from '../service-call.ts';

/** Serve once, so they are not kept. */
const ONCE = ['code', 'redirect_uri', 'code_verifier', 'nonce'];

/**
 * Exchanges an authorization code. That the service takes it with the app's id and secret proves that it was issued to this app.
 *
 * @returns the access token
 * @throws ParseError InvalidLinkedSession (251)
 * Source: RFC 6749 section 4.1.3; RFC 7636 section 4.5 for the verifier.
 */
export async function exchangeCode(
  code: string,
  credentials: Credentials,
  client: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string },
  context: ProviderContext,
): Promise<string> {
  const optional = ['redirect_uri', 'code_verifier'].flatMap((name) => {
    const value = credentials.text(name);
    return value === undefined ? [] : [[name, value]];
  });
  const fields = { grant_type: 'authorization_code', code, client_id: client.clientId, client_secret: client.clientSecret };
  const request = formOf(client.tokenUrl, { ...fields, ...(Object.fromEntries(optional) as Record<string, string>) });
  const token = (await callService(credentials.provider, context, request)).id('access_token');
  if (token === undefined) throw notVerified(credentials.provider, 'the code is not valid');
  return token;
}

/** The account that a token opened, equal to the client's claim where it makes one. */
export function accountOf(id: string | undefined, accessToken: string | undefined, credentials: Credentials): VerifiedAccount {
  if (id === undefined || id !== (credentials.claimedId() ?? id))
    throw notVerified(credentials.provider, 'the token is of another account');
  const added = accessToken === undefined ? { id } : { id, access_token: accessToken };
  return { id, data: credentials.data(ONCE, added) };
}

/** An access token that a client sends in place of a code needs the account it claims. */
export function offeredToken(credentials: Credentials): string {
  credentials.id();
  const token = credentials.text('access_token');
  if (token === undefined) throw notVerified(credentials.provider, 'there is neither a code nor a token');
  return token;
}

export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
