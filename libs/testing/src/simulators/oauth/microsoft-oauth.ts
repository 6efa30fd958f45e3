import { randomBytes, randomUUID } from 'node:crypto';
import type { IssuedCertificate } from '../frame/certificates.ts';
import { running, type RunningSimulator } from '../frame/running.ts';
import type { SimulatorContext } from '../frame/simulator.ts';
import type { AccessTokens } from './access-tokens.ts';
import { tokenAnswer } from './answers.ts';
import { startTokenEndpoint, type Judgement } from './token-endpoint.ts';

/** The two ways in which an app for Windows authenticates: by its package, or by its registration in a tenant. */
export interface WnsCredentials {
  /** `ms-app://…`, the client of `/accesstoken.srf`. */
  readonly packageSid: string;
  /** Of both. */
  readonly clientSecret: string;
  readonly tenantId: string;
  /** The client of the tenant's endpoint. */
  readonly clientId: string;
  /** Addresses of the two token endpoints. */
  readonly packageTokenUrl: string;
  readonly tenantTokenUrl: string;
}

const PACKAGE_PATH = '/accesstoken.srf';
const PACKAGE_SCOPE = 'notify.windows.com';
const TENANT_SCOPE = 'https://wns.windows.com/.default';

/**
 * Starts Microsoft's two token endpoints for WNS: the one for packages, and the one of a tenant.
 *
 * @param tokens gets the tokens; their subject is the package, whichever endpoint gave them out
 */
export async function startMicrosoftOAuth(
  options: SimulatorContext & { readonly port: number; readonly certificate: IssuedCertificate },
  { tokens }: { readonly tokens: AccessTokens },
): Promise<RunningSimulator<WnsCredentials>> {
  const packageSid = 'ms-app://s-1-15-2-1000000001-2000000002-3000000003';
  const clientSecret = randomBytes(24).toString('base64url');
  const tenantId = randomUUID();
  const clientId = randomUUID();
  const tenantPath = `/${tenantId}/oauth2/v2.0/token`;

  const judge = async (path: string, form: URLSearchParams, lifeSeconds: number): Promise<Judgement | undefined> => {
    const forPackage = path === PACKAGE_PATH;
    if (!forPackage && path !== tenantPath) return undefined;
    const client = forPackage ? packageSid : clientId;
    if (form.get('grant_type') !== 'client_credentials') return { refusal: 'unsupported_grant_type', detail: 'Use client_credentials.' };
    if (form.get('client_id') !== client)
      return { refusal: forPackage ? 'invalid_client' : 'unauthorized_client', detail: 'Unknown client.' };
    if (form.get('client_secret') !== clientSecret) return { refusal: 'invalid_client', detail: 'Invalid client secret.' };
    const scope = forPackage ? PACKAGE_SCOPE : TENANT_SCOPE;
    if (form.get('scope') !== scope) return { refusal: 'invalid_scope', detail: `The scope is ${scope}.` };
    const success = () => {
      const access_token = tokens.issue(packageSid, lifeSeconds);
      return tokenAnswer(
        forPackage
          ? { access_token, token_type: 'bearer', expires_in: lifeSeconds }
          : { token_type: 'Bearer', expires_in: lifeSeconds, ext_expires_in: lifeSeconds, access_token },
      );
    };
    return { client, success };
  };

  const { simulator, listener } = await startTokenEndpoint({ name: 'microsoft-oauth', ...options }, judge);
  const url = `https://localhost:${listener.port}`;
  const urls = { packageTokenUrl: `${url}${PACKAGE_PATH}`, tenantTokenUrl: `${url}${tenantPath}` };
  return running(simulator, listener, url, { packageSid, clientSecret, tenantId, clientId, ...urls });
}
