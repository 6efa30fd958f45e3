import { createHmac } from 'node:crypto';
import { type Claims, type Issuer, newKey, signWith } from './issuer.ts';

export const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
export const TENANT_KEYS = '/common/discovery/v2.0/keys';

/** A service whose users prove themselves by an identity token. */
export interface TokenService {
  readonly provider: string;
  readonly issuer: string;
  readonly auth: (url: string, more?: object) => unknown;
  /** Claims besides issuer, audience, subject and times. */
  readonly claims?: (id: string) => Claims;
  readonly member: string;
}

/** Every service with such tokens. */
export const TOKEN_SERVICES: readonly TokenService[] = [
  {
    provider: 'google',
    issuer: 'https://accounts.google.com',
    auth: (url, more) => ({ google: { clientId: ['ours', 'ours-too'], endpoints: { keys: `${url}/keys` }, ...more } }),
    member: 'id_token',
  },
  {
    provider: 'apple',
    issuer: 'https://appleid.apple.com',
    auth: (url, more) => ({ apple: { clientId: ['ours', 'ours-too'], endpoints: { keys: `${url}/keys` }, ...more } }),
    member: 'token',
  },
  {
    provider: 'facebook',
    issuer: 'https://www.facebook.com',
    auth: (url, more) => ({ facebook: { appIds: ['ours', 'ours-too'], endpoints: { keys: `${url}/keys` }, ...more } }),
    member: 'token',
  },
  {
    provider: 'microsoft',
    issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    auth: (url, more) => ({ microsoft: { clientId: 'ours', endpoints: { login: url }, ...more } }),
    claims: (id) => ({ tid: TENANT, oid: id }),
    member: 'id_token',
  },
  {
    provider: 'acme',
    issuer: 'https://id.acme.example/',
    auth: (url, more) => ({
      oidc: { acme: { issuer: 'https://id.acme.example/', clientIds: ['ours', 'ours-too'], keysUrl: `${url}/keys`, ...more } },
    }),
    member: 'id_token',
  },
];

/** Seconds of the epoch, so many from the moment that the test calls now. */
export type Epoch = (offset: number) => number;

/** Claims of a token that is right for the account `id`, with `changes`. */
export function rightClaims(service: TokenService, id: string, epoch: Epoch, changes: Claims = {}): Claims {
  return { iss: service.issuer, aud: 'ours', sub: id, iat: epoch(-10), exp: epoch(600), ...service.claims?.(id), ...changes };
}

/** Tokens for the account `id` with one fault each, by the names of the faults. */
export async function forgedTokens(
  service: TokenService,
  issuer: Issuer,
  id: string,
  epoch: Epoch,
): Promise<Readonly<Record<string, string | Promise<string>>>> {
  const good = (changes: Claims = {}) => rightClaims(service, id, epoch, changes);
  const other = await newKey(issuer.key.kid);
  const header = { alg: 'HS256', kid: issuer.key.kid };
  const shared = (secret: string) => {
    const content = `${unpadded(header)}.${unpadded(good())}`;
    return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
  };
  const right = await issuer.sign(good());
  const [head = '', , signature = ''] = right.split('.');
  return {
    'no signature, by the algorithm none': `${unpadded({ alg: 'none' })}.${unpadded(good())}.`,
    'no signature, by the algorithm NoNe': `${unpadded({ alg: 'NoNe', kid: issuer.key.kid })}.${unpadded(good())}.`,
    'the public key as a shared secret, as PEM': shared(await issuer.publicPem()),
    'the public key as a shared secret, as JWK': shared(JSON.stringify(issuer.key.jwk)),
    'the modulus as a shared secret': shared(String(issuer.key.jwk.n)),
    'another key of the same name': signWith(other, good()),
    'a key of its own in its header': signWith(other, good(), { jwk: other.jwk }),
    'a key at an address in its header': signWith(other, good(), { jku: `${issuer.service.url}/keys` }),
    'another algorithm of the same key': `${unpadded({ alg: 'RS512', kid: issuer.key.kid })}.${unpadded(good())}.${signature}`,
    'changed claims': `${head}.${unpadded(good({ exp: epoch(900) }))}.${signature}`,
    'no signature at all': right.slice(0, right.lastIndexOf('.')),
    'an empty signature': right.slice(0, right.lastIndexOf('.') + 1),
    'a header that must be understood': issuer.sign(good(), { crit: ['exp'], exp: 1 }).catch(() => 'unsignable'),
    'no token': 'no token',
    'another audience': issuer.sign(good({ aud: 'theirs' })),
    'several audiences, ours not among them': issuer.sign(good({ aud: ['theirs', 'others'] })),
    'ours among audiences, but made for another client': issuer.sign(good({ aud: ['ours', 'theirs'], azp: 'theirs' })),
    'no audience': issuer.sign(good({ aud: undefined })),
    'another issuer': issuer.sign(good({ iss: 'https://evil.example' })),
    'an issuer with something behind it': issuer.sign(good({ iss: `${service.issuer}.evil.example` })),
    'no issuer': issuer.sign(good({ iss: undefined })),
    'another account': issuer.sign(rightClaims(service, 'somebody else', epoch)),
    'no account': issuer.sign(good({ sub: undefined })),
    'an end that is past': issuer.sign(good({ exp: epoch(-31) })),
    'no end': issuer.sign(good({ exp: undefined })),
    'an end that is no number': issuer.sign(good({ exp: 'never' as unknown as number })).catch(() => 'unsignable'),
    'a beginning in the future': issuer.sign(good({ nbf: epoch(600) })),
  };
}

const unpadded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
