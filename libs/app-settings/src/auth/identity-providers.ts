import { z } from 'zod';
import { anyHttpAddress, httpAddress } from '../http-address.ts';
import { secret } from '../secrets/secret.ts';
import { customProvider } from './custom-providers.ts';

/**
 * The app setting `auth`: which services an app's users log in with, and the ids and secrets it has there. Names of members are Parse
 * Server's where it has them. A service that is left out is refused (252), and so is one with `enabled: false`.
 *
 * `endpoints` are the addresses of a service; they are set in tests and where a service is reached through a relay.
 */
const enabled = z.boolean().default(true).describe('Off: the service is refused, accounts that users have linked stay.');
const text = z.string().min(1).max(1_024);
/** One id or several, always read as several. */
const ids = z
  .union([text, z.array(text).min(1).max(50)], { error: 'expected an id or a list of ids' })
  .transform((value) => (Array.isArray(value) ? value : [value]));

const at = (address: string) => httpAddress.default(address);

const nonceRequired = z.boolean().default(false).describe('Tokens need a nonce, and clients send the one they asked with.');

export const facebookSettings = z
  .object({
    enabled,
    appIds: ids.describe('Ids of the applications at Facebook.'),
    appSecret: secret(text).optional().describe('Secret of the first of them; with it tokens are checked on its behalf.'),
    nonceRequired,
    endpoints: z
      .object({
        graph: at('https://graph.facebook.com'),
        keys: at('https://limited.facebook.com/.well-known/oauth/openid/jwks/'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

const twitterApplication = { consumer_key: text, consumer_secret: secret(text) };
export const twitterSettings = z
  .object({
    enabled,
    ...twitterApplication,
    furtherApplications: z.array(z.object(twitterApplication).strict()).max(50).default([]).describe('Other applications of the app.'),
    endpoints: z
      .object({
        verifyCredentials: at('https://api.twitter.com/1.1/account/verify_credentials.json'),
        accessToken: at('https://api.twitter.com/oauth/access_token'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

export const googleSettings = z
  .object({
    enabled,
    clientId: ids.describe('Client ids at Google.'),
    nonceRequired,
    endpoints: z
      .object({
        keys: at('https://www.googleapis.com/oauth2/v3/certs'),
        tokenInfo: at('https://oauth2.googleapis.com/tokeninfo'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

export const appleSettings = z
  .object({
    enabled,
    clientId: ids.describe('Bundle or service ids at Apple.'),
    nonceRequired,
    endpoints: z
      .object({ keys: at('https://appleid.apple.com/auth/keys') })
      .strict()
      .prefault({}),
  })
  .strict();

export const githubSettings = z
  .object({
    enabled,
    clientId: text,
    clientSecret: secret(text),
    endpoints: z
      .object({
        token: at('https://github.com/login/oauth/access_token'),
        api: at('https://api.github.com'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

export const linkedinSettings = z
  .object({
    enabled,
    clientId: text,
    clientSecret: secret(text),
    endpoints: z
      .object({
        token: at('https://www.linkedin.com/oauth/v2/accessToken'),
        introspect: at('https://www.linkedin.com/oauth/v2/introspectToken'),
        profile: at('https://api.linkedin.com/v2/me'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

export const microsoftSettings = z
  .object({
    enabled,
    clientId: text,
    clientSecret: secret(text).optional().describe('Needed for codes; identity tokens are checked without it.'),
    tenant: text.default('common').describe('Whose accounts: `common`, `organizations`, `consumers`, or the id of one tenant.'),
    nonceRequired,
    endpoints: z
      .object({
        login: at('https://login.microsoftonline.com'),
        profile: at('https://graph.microsoft.com/v1.0/me'),
      })
      .strict()
      .prefault({}),
  })
  .strict();

/** Signatures that an issuer may make: with a private key, so that knowing the public one does not help to forge. */
const signatures = z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']);
export const oidcSettings = z
  .object({
    enabled,
    issuer: httpAddress.describe('As it stands in its tokens.'),
    clientIds: ids.describe('Client ids at the issuer; tokens for others are refused.'),
    keysUrl: httpAddress.optional().describe("Of its keys; left out, the issuer's discovery document says it."),
    algorithms: z.array(signatures).min(1).default(['RS256', 'ES256', 'PS256']).describe('Signatures that are accepted.'),
    nonceRequired,
  })
  .strict();

export const mfaSettings = z
  .object({
    enabled,
    options: z.array(z.enum(['TOTP', 'SMS'])).min(1),
    digits: z.int().min(6).max(10).default(6).describe('Length of one-time codes.'),
    period: z.int().min(10).max(600).default(30).describe('Life of a one-time code, in seconds.'),
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']).default('SHA1'),
    tokenToDisable: z.boolean().default(false).describe('Whoever switches it off needs a token, not a session alone.'),
    sms: z
      .object({
        url: secret(anyHttpAddress).describe('Called with the number and the code; services name their callers in it.'),
        key: secret(text).describe('Signs the calls.'),
        lifeSeconds: z.int().min(30).max(3_600).default(300).describe('Life of a code that was sent, in seconds.'),
      })
      .strict()
      .optional(),
  })
  .strict()
  .refine((mfa) => !mfa.options.includes('SMS') || mfa.sms !== undefined, 'expected `sms`, since the options name SMS');

/** Becomes part of a member's name in storage. */
const PROVIDER_NAME = /^[a-z][a-zA-Z0-9]{0,63}$/;
const services = {
  facebook: facebookSettings.optional(),
  twitter: twitterSettings.optional(),
  google: googleSettings.optional(),
  apple: appleSettings.optional(),
  github: githubSettings.optional(),
  linkedin: linkedinSettings.optional(),
  microsoft: microsoftSettings.optional(),
  mfa: mfaSettings.optional(),
};
const RESERVED: ReadonlySet<string> = new Set([...Object.keys(services), 'anonymous', 'oidc', 'custom', 'constructor']);
const isFree = (name: string) => !RESERVED.has(name);
const FREE = 'expected names that no other service has';

export const identityProviders = z
  .object({
    ...services,
    oidc: z
      .record(z.string().regex(PROVIDER_NAME), oidcSettings)
      .refine((issuers) => Object.keys(issuers).every(isFree), FREE)
      .default({})
      .describe('Any OpenID Connect issuer, by the name clients use in authData.'),
    custom: z
      .record(z.string().regex(PROVIDER_NAME), customProvider)
      .refine((services) => Object.keys(services).every(isFree), FREE)
      .default({})
      .describe("Services that functions of the app's code check, by the name clients use in authData."),
  })
  .strict()
  .refine(
    ({ oidc, custom }) => Object.keys(custom).every((name) => !Object.hasOwn(oidc, name)),
    'expected other names in `custom` than in `oidc`',
  )
  .prefault({})
  .describe('Services that users log in with, and the second factor.');

export type IdentityProviders = z.infer<typeof identityProviders>;
export type FacebookSettings = z.infer<typeof facebookSettings>;
export type TwitterSettings = z.infer<typeof twitterSettings>;
export type GoogleSettings = z.infer<typeof googleSettings>;
export type AppleSettings = z.infer<typeof appleSettings>;
export type GithubSettings = z.infer<typeof githubSettings>;
export type LinkedinSettings = z.infer<typeof linkedinSettings>;
export type MicrosoftSettings = z.infer<typeof microsoftSettings>;
export type OidcSettings = z.infer<typeof oidcSettings>;
export type MfaSettings = z.infer<typeof mfaSettings>;
