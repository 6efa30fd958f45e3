import type { IncomingMessage } from 'node:http';
import type { App } from '../apps/app.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { Credentials } from '../envelope/credentials.ts';
import { combine } from '../envelope/open-body.ts';
import { readBasic } from '../envelope/read-basic.ts';
import { readHeaders } from '../envelope/read-headers.ts';

/** The caller as the header fields name them, before the body is read. */
export interface StatedCaller {
  readonly credentials: Credentials;
  /** The app they name, if it exists. */
  readonly app: App | undefined;
}

/**
 * Reads the caller from the header fields. HTTP Basic counts when its app exists here, and then before the X-Parse fields.
 *
 * @throws ParseError ServiceUnavailable or RequestTimeout when the registry does not answer
 */
export async function stateCaller(request: IncomingMessage, requestId: string, apps: AppDirectory): Promise<StatedCaller> {
  const credentials = readHeaders(request.headers);
  const basic = readBasic(request.headers.authorization);
  const basicApp = basic && (await apps.get(basic.appId, requestId));
  if (basic !== undefined && basicApp !== undefined) return { credentials: combine(basic, credentials), app: basicApp };
  return { credentials, app: credentials.appId === undefined ? undefined : await apps.get(credentials.appId, requestId) };
}
