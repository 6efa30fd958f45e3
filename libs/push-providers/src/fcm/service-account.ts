import type { Outbound } from '@parlance/outbound';
import { importPKCS8, SignJWT } from 'jose';
import type { TokenAnswer } from '../oauth/access-tokens.ts';
import { askForToken } from '../oauth/ask-for-token.ts';

/** The members of a Google service account's key file that sending needs. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  /** PEM (PKCS #8). */
  readonly privateKey: string;
}

export const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const ASSERTION_SECONDS = 3_600;

/**
 * Exchanges a signed assertion for an access token. Never rejects.
 *
 * @param now milliseconds since the epoch
 *
 * Source: RFC 7523; Google, "Using OAuth 2.0 for Server to Server Applications".
 */
export async function askGoogle(outbound: Outbound, tokenUrl: string, account: ServiceAccount, now: () => number): Promise<TokenAnswer> {
  let assertion: string;
  try {
    const key = await importPKCS8(account.privateKey, 'RS256');
    const issuedAt = Math.floor(now() / 1_000);
    assertion = await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(account.clientEmail)
      .setAudience(tokenUrl)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_SECONDS)
      .sign(key);
  } catch {
    return { failure: { kind: 'authError', reason: 'InvalidPrivateKey' } }; // the error of the key's reader may quote the key
  }
  return askForToken(outbound, tokenUrl, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }, now);
}
