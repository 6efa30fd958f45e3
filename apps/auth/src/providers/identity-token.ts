import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { ProviderContext } from './auth-provider.ts';
import type { Credentials } from './credentials.ts';
import { notVerified } from './refusals.ts';

/** Clocks of issuers and ours may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** The demands on a token. */
export interface TokenRules {
  /** Name of the service, for refusals. */
  readonly provider: string;
  readonly keysUrl: string;
  /** Fixed for the service: the token's own word on it is not asked. Signatures with a shared secret are never among them. */
  readonly algorithms: readonly string[];
  /** Tells whether the token may come from this issuer, which can depend on other claims. */
  readonly isIssuer: (issuer: string, claims: JWTPayload) => boolean;
  /** This app's own ids at the service. */
  readonly audience: readonly string[];
  readonly nonceRequired: boolean;
}

/**
 * The claims of an identity token (OpenID Connect): signed by the issuer, for this app, in force now.
 *
 * A client that offers a nonce must have asked for the token with it: a token overheard elsewhere does not fit.
 *
 * @throws ParseError InvalidLinkedSession (251)
 * Source: OpenID Connect Core 1.0 section 3.1.3.7; RFC 8725 (best practices for JSON Web Tokens).
 */
export async function verifyIdentityToken(
  token: string,
  credentials: Credentials,
  rules: TokenRules,
  context: ProviderContext,
): Promise<JWTPayload> {
  const claims = await signedClaims(token, rules, context);
  if (typeof claims.iss !== 'string' || !rules.isIssuer(claims.iss, claims))
    throw notVerified(rules.provider, 'the token is of another issuer');
  const authorized = claims['azp'];
  if (authorized !== undefined && !rules.audience.includes(authorized as string)) throw notVerified(rules.provider, ANOTHER_APP);
  checkNonce(claims['nonce'], credentials.text('nonce'), rules);
  return claims;
}

/** The subject, equal to the account that the client claims. @throws ParseError LinkedIdMissing (250), InvalidLinkedSession (251) */
export function claimedSubject(subject: unknown, credentials: Credentials): string {
  const id = credentials.id();
  if (subject !== id) throw notVerified(credentials.provider, 'the token is of another account');
  return id;
}

/** The part of a service's settings and nature that decides about its identity tokens. */
export interface OwnTokens {
  readonly issuers: readonly string[];
  /** This app's own ids at the service. */
  readonly audience: readonly string[];
  readonly settings: { readonly endpoints: { readonly keys: string }; readonly nonceRequired: boolean };
}

/**
 * The subject of an identity token, equal to the account that the client claims, at a service whose issuers are a fixed list and sign
 * with RS256.
 *
 * @throws ParseError LinkedIdMissing (250), InvalidLinkedSession (251)
 */
export async function verifiedSubject(
  token: string,
  credentials: Credentials,
  { issuers, audience, settings }: OwnTokens,
  context: ProviderContext,
): Promise<string> {
  const rules: TokenRules = {
    provider: credentials.provider,
    keysUrl: settings.endpoints.keys,
    algorithms: ['RS256'],
    isIssuer: (issuer) => issuers.includes(issuer),
    audience,
    nonceRequired: settings.nonceRequired,
  };
  const { sub } = await verifyIdentityToken(token, credentials, rules, context);
  return claimedSubject(sub, credentials);
}

const ANOTHER_APP = 'the token is for another app';

async function signedClaims(token: string, rules: TokenRules, { keys, now }: ProviderContext): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys.keysAt(rules.keysUrl, now), {
      algorithms: [...rules.algorithms],
      audience: [...rules.audience],
      requiredClaims: ['iss', 'aud', 'exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    throw notVerified(rules.provider, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token is expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud' ? ANOTHER_APP : `the token's ${error.claim} is not right`;
  if (error instanceof errors.JOSEError) return 'the token is not signed by its issuer';
  return 'the keys of the issuer cannot be had';
}

function checkNonce(claimed: unknown, offered: string | undefined, rules: TokenRules): void {
  if (offered === undefined) {
    if (rules.nonceRequired) throw notVerified(rules.provider, 'the nonce is missing');
    return;
  }
  // Apps that sign in with Apple or Firebase ask with the digest of their nonce.
  const digest = createHash('sha256').update(offered).digest('hex');
  if (claimed !== offered && claimed !== digest) throw notVerified(rules.provider, 'the token has another nonce');
}
