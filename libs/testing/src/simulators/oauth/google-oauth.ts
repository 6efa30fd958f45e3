import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { importSPKI, jwtVerify } from 'jose';
import type { IssuedCertificate } from '../frame/certificates.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import type { SimulatorContext } from '../frame/simulator.ts';
import type { AccessTokens } from './access-tokens.ts';
import { tokenAnswer } from './answers.ts';
import { startTokenEndpoint, type Judgement } from './token-endpoint.ts';

/** A service account's key, as in the file that Google hands out. */
export interface ServiceAccount {
  readonly type: 'service_account';
  readonly project_id: string;
  readonly private_key_id: string;
  /** PEM (PKCS #8), RSA. */
  readonly private_key: string;
  readonly client_email: string;
  readonly client_id: string;
  readonly token_uri: string;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** firebase-admin names this audience whatever stands in the key file. */
const GOOGLES_OWN_AUDIENCES = ['https://oauth2.googleapis.com/token', 'https://accounts.google.com/o/oauth2/token'];
const SCOPES = ['https://www.googleapis.com/auth/firebase.messaging', 'https://www.googleapis.com/auth/cloud-platform'];
const LIFE_SECONDS_MAX = 3_600;

/**
 * Starts Google's token endpoint: `POST /token` with a signed assertion answers an access token.
 *
 * @param tokens gets the tokens; their subject is the project
 */
export async function startGoogleOAuth(
  options: SimulatorContext & { readonly port: number; readonly certificate: IssuedCertificate },
  { projectId, tokens }: { readonly projectId: string; readonly tokens: AccessTokens },
): Promise<RunningSimulator<ServiceAccount>> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const publicKey = await importSPKI(pair.publicKey, 'RS256');
  const clientEmail = `push@${projectId}.iam.gserviceaccount.com`;
  let url = '';

  const judge = async (path: string, form: URLSearchParams, lifeSeconds: number): Promise<Judgement | undefined> => {
    if (path !== '/token') return undefined;
    if (form.get('grant_type') !== GRANT)
      return { refusal: 'unsupported_grant_type', detail: `Invalid grant_type: ${form.get('grant_type')}` };
    const problem = await check(form.get('assertion') ?? '');
    if (problem !== undefined) return problem;
    const success = () => {
      const access_token = tokens.issue(projectId, lifeSeconds);
      return tokenAnswer({ access_token, expires_in: lifeSeconds, token_type: 'Bearer' });
    };
    return { client: clientEmail, success };
  };
  const check = async (assertion: string): Promise<Judgement | undefined> => {
    const invalid = (detail: string): Judgement => ({ refusal: 'invalid_grant', detail });
    try {
      const { payload } = await jwtVerify(assertion, publicKey, {
        algorithms: ['RS256'],
        issuer: clientEmail,
        audience: [`${url}/token`, ...GOOGLES_OWN_AUDIENCES],
        currentDate: new Date(options.now()),
        requiredClaims: ['iat', 'exp', 'scope'],
        maxTokenAge: LIFE_SECONDS_MAX,
      });
      if (payload.exp! - payload.iat! > LIFE_SECONDS_MAX) return invalid('Invalid JWT: Token must be a short-lived token (60 minutes).');
      const scopes = String(payload.scope).split(' ');
      return scopes.some((scope) => SCOPES.includes(scope)) ? undefined : { refusal: 'invalid_scope', detail: 'Invalid OAuth scope.' };
    } catch (error) {
      return invalid(`Invalid JWT: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  };

  const { simulator, listener } = await startTokenEndpoint({ name: 'google-oauth', ...options }, judge);
  url = `https://localhost:${listener.port}`;
  return running(simulator, listener, url, {
    type: 'service_account',
    project_id: projectId,
    private_key_id: randomUUID().replaceAll('-', ''),
    private_key: pair.privateKey,
    client_email: clientEmail,
    client_id: '100000000000000000001',
    token_uri: `${url}/token`,
  });
}
