import type { IncomingMessage } from 'node:http';
import type { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { findAppId } from '../body/find-app-id.ts';
import { isForm, LARGE_BODY_BYTES, parseBody, parseLargeBody, type Members } from '../body/parse-body.ts';
import { readBody } from '../body/read-body.ts';
import { tooLarge } from '../body/too-large.ts';
import { unauthorized } from '../callers/check-keys.ts';
import type { Credentials } from '../envelope/credentials.ts';
import { combine, openBody } from '../envelope/open-body.ts';
import type { StatedCaller } from './state-caller.ts';

/** A request that has arrived whole, from a caller who names an app that exists. Keys are not checked yet. */
export interface Received {
  readonly app: App;
  readonly credentials: Credentials;
  /** In capitals; `_method` of a POST counts, HEAD is GET. */
  readonly method: string;
  /** Of the body, without the envelope; empty when it could not be read. */
  readonly members: Members;
  /** The body as it was sent; undefined when it is left to its route. */
  readonly bytes: Uint8Array | undefined;
  /** `_context` of the body, unchecked. */
  readonly context: unknown;
  /** `_ContentType` of the body. */
  readonly contentType: string | undefined;
  /** Why the body could not be read; told only to callers who may hear it. */
  readonly fault: ParseError | undefined;
  /** How long the body took to arrive, in milliseconds: time that no deadline of ours can count. */
  readonly bodyMs: number;
}

export interface Receiving {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly stated: StatedCaller;
  readonly apps: AppDirectory;
  /** Largest body of a request whose header fields name no app, in bytes. */
  readonly unknownAppBodyBytes: number;
}

/** A body that names its app only inside is parsed to find the name up to this size; a larger one only when it names an app that exists. */
const STRANGERS_BODY_BYTES = 64 << 10;

/**
 * Reads the body, takes the envelope out of it, and settles which app is meant.
 *
 * @throws ParseError RequestTooLarge; MissingApiKey without an app id, InvalidApiKey for an unknown app; ServiceUnavailable
 */
export async function receiveBody({ request, requestId, stated, apps, unknownAppBodyBytes }: Receiving): Promise<Received> {
  const startedAt = Date.now();
  if (stated.app === undefined && stated.credentials.appId !== undefined) throw unauthorized('InvalidApiKey');
  const bytes = await readBody(request, stated.app?.settings.maxUploadSize ?? unknownAppBodyBytes);
  const bodyMs = Date.now() - startedAt;
  const contentType = request.headers['content-type'];
  if (stated.app === undefined && bytes.length > STRANGERS_BODY_BYTES && !isForm(bytes, contentType))
    await enclosedApp(findAppId(bytes), requestId, apps, bytes.length);
  const isLarge = bytes.length > LARGE_BODY_BYTES;
  const { members: sent, fault } = isLarge ? await parseLargeBody(bytes, contentType) : parseBody(bytes, contentType);
  const { credentials: enclosed, method: override, context, contentType: enclosedType, members } = openBody(sent);

  const credentials = combine(stated.credentials, enclosed);
  const app = stated.app ?? (await enclosedApp(credentials.appId, requestId, apps, bytes.length));
  return { app, credentials, method: methodOf(request, override), context, contentType: enclosedType, members, bytes, fault, bodyMs };
}

/** A request whose body is left to its route. */
export function leaveBody({ method = '' }: IncomingMessage, app: App, { credentials }: StatedCaller): Received {
  return {
    app,
    credentials,
    method,
    members: {},
    bytes: undefined,
    context: undefined,
    contentType: undefined,
    fault: undefined,
    bodyMs: 0,
  };
}

async function enclosedApp(appId: string | undefined, requestId: string, apps: AppDirectory, bodyBytes: number): Promise<App> {
  if (appId === undefined) throw unauthorized('MissingApiKey');
  const app = await apps.get(appId, requestId);
  if (app === undefined) throw unauthorized('InvalidApiKey');
  if (bodyBytes > app.settings.maxUploadSize) throw tooLarge();
  return app;
}

function methodOf({ method = '' }: IncomingMessage, override: string | undefined): string {
  if (method === 'POST' && override !== undefined) return override;
  return method === 'HEAD' ? 'GET' : method;
}
