import type { Credentials } from './credentials.ts';

const SCHEME = 'basic ';
const JAVASCRIPT_KEY = 'javascript-key=';

/**
 * Reads HTTP Basic credentials: user = app id, password = master key, or `javascript-key=` and that key.
 *
 * @returns undefined for another scheme or an unreadable value. Whether they count is for the caller to say: only when the app exists
 */
export function readBasic(authorization: string | undefined): (Credentials & { readonly appId: string }) | undefined {
  if (authorization === undefined || authorization.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  const pair = Buffer.from(authorization.slice(SCHEME.length), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) return undefined;
  const appId = pair.slice(0, colon);
  const password = pair.slice(colon + 1);
  if (password === '') return { appId };
  return password.startsWith(JAVASCRIPT_KEY)
    ? { appId, javascriptKey: password.slice(JAVASCRIPT_KEY.length) }
    : { appId, masterKey: password };
}
