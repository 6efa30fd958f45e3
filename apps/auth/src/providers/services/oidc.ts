import type { OidcSettings } from '@parlance/app-settings';
import type { AuthProvider, ProviderContext } from '../auth-provider.ts';
import { claimedSubject, verifyIdentityToken } from '../identity-token.ts';
import { notVerified } from '../refusals.ts';

/**
 * Any OpenID Connect issuer that an app names in `auth.oidc`: `{id, id_token}`, the id being the token's subject.
 *
 * @param name by which clients name the issuer
 * Source: OpenID Connect Core 1.0, OpenID Connect Discovery 1.0 section 4.
 */
export function oidc(name: string): AuthProvider<OidcSettings> {
  return {
    settingsOf: (auth) => (Object.hasOwn(auth.oidc, name) ? auth.oidc[name] : undefined),
    async verify(credentials, settings, context) {
      credentials.id();
      const token = credentials.text('id_token') ?? credentials.text('token');
      if (token === undefined) throw notVerified(name, 'there is no token');
      const claims = await verifyIdentityToken(
        token,
        credentials,
        {
          provider: name,
          keysUrl: settings.keysUrl ?? (await discoveredKeysUrl(name, settings, context)),
          algorithms: settings.algorithms,
          isIssuer: (issuer) => issuer === settings.issuer,
          audience: settings.clientIds,
          nonceRequired: settings.nonceRequired,
        },
        context,
      );
      return { id: claimedSubject(claims.sub, credentials), data: credentials.data(['nonce']) };
    },
  };
}

async function discoveredKeysUrl(name: string, { issuer }: OidcSettings, { keys, now }: ProviderContext): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await keys.document(url, now).catch((error: unknown) => {
    throw notVerified(name, 'the issuer cannot be reached', error);
  });
  const keysUrl = document['jwks_uri'];
  if (document['issuer'] !== issuer || typeof keysUrl !== 'string') throw notVerified(name, 'the issuer describes itself as another one');
  return keysUrl;
}
