import { csrfHeader } from '../api/client.ts';
import { posting, request } from '../api/http.ts';

/** The secret of a second factor that is not on yet, and the address that an app on a device reads. */
export interface OfferedFactor {
  readonly secret: string;
  readonly address: string;
}

const FACTOR = '/session/second-factor';
const changing = (path: string, method: 'POST' | 'PUT' | 'DELETE', body: object): Promise<unknown> =>
  request(path, { ...posting(body, csrfHeader()), method });

export const changePassword = (current: string, password: string) => changing('/session/password', 'POST', { current, password });
export const offerFactor = async () => (await changing(FACTOR, 'POST', {})) as OfferedFactor;
export const switchFactorOn = (code: string) => changing(FACTOR, 'PUT', { code });
export const switchFactorOff = (code: string) => changing(FACTOR, 'DELETE', { code });
