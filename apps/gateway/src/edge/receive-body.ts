import type { IncomingMessage } from 'node:http';
import type { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { findAppId } from '../body/find-app-id.ts';
import {
  isForm,
  isMultipart,
  LARGE_BODY_BYTES,
  OPENING_BRACE,
  parseBody,
  parseLargeBody,
  type Content,
  type Members,
} from '../body/parse-body.ts';
import { readBody } from '../body/read-body.ts';
import { tooLarge } from '../body/too-large.ts';
import { unauthorized } from '../callers/check-keys.ts';
import type { Credentials } from '../envelope/credentials.ts';
import { combine, openBody } from '../envelope/open-body.ts';
import type { BodyRules } from '../routes/route.ts';
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
  /** The body is a JSON object and has no envelope: `bytes` say the same as `members`. */
  readonly isBare: boolean;
  /** `_context` of the body, unchecked. */
  readonly context: unknown;
  /** `_ContentType` of the body. */
  readonly contentType: string | undefined;
  /** Of a body in parts, which is left to a route that takes them. */
  readonly formType: string | undefined;
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
  /** Of the route that is asked for, if there is one. */
  readonly rules: BodyRules | undefined;
}

/** A body that names its app only inside is parsed to find the name up to this size; a larger one only when it names an app that exists. */
const STRANGERS_BODY_BYTES = 64 << 10;

/**
 * Reads the body, takes the envelope out of it, and settles which app is meant.
 *
 * @throws ParseError RequestTooLarge; MissingApiKey without an app id, InvalidApiKey for an unknown app; ServiceUnavailable
 */
export async function receiveBody({ request, requestId, stated, apps, unknownAppBodyBytes, rules }: Receiving): Promise<Received> {
  const startedAt = Date.now();
  if (stated.app === undefined && stated.credentials.appId !== undefined) throw unauthorized('InvalidApiKey');
  const { bodyBytesMax = 0 } = rules ?? {};
  const bytes = await readBody(request, Math.max(stated.app?.settings.maxUploadSize ?? unknownAppBodyBytes, bodyBytesMax));
  const bodyMs = Date.now() - startedAt;
  const contentType = request.headers['content-type'];
  if (stated.app === undefined && bytes.length > STRANGERS_BODY_BYTES && !isForm(bytes, contentType))
    assertSize(await enclosedApp(findAppId(bytes), requestId, apps), bytes.length, bodyBytesMax);
  const read = readContent(bytes, contentType, rules);
  const content = read instanceof Promise ? await read : read;

  const credentials = combine(stated.credentials, content.credentials);
  const app = stated.app ?? (await enclosedApp(credentials.appId, requestId, apps));
  if (stated.app === undefined) assertSize(app, bytes.length, bodyBytesMax);
  return asReceived(content, { app, credentials, method: methodOf(request, content.method), bytes, bodyMs });
}

/** Written out, since spreading costs more than all of the rest. */
export function asReceived(
  { context, contentType, formType, members, fault, isBare }: Omit<ReadContent, 'credentials' | 'method'>,
  { app, credentials, method, bytes, bodyMs }: Pick<Received, 'app' | 'credentials' | 'method' | 'bytes' | 'bodyMs'>,
): Received {
  return { app, credentials, method, members, bytes, isBare, context, contentType, formType, fault, bodyMs };
}

/** The contents of a body, and the envelope that was around it. */
export type ReadContent = Pick<Received, 'credentials' | 'context' | 'contentType' | 'formType' | 'members' | 'fault' | 'isBare'> & {
  readonly method: string | undefined;
};

/** Parses a body, a large one in steps, and takes the envelope out of it; forms in parts are left to a route that takes them. */
export function readContent(
  bytes: Buffer,
  contentType: string | undefined,
  rules: BodyRules | undefined,
): ReadContent | Promise<ReadContent> {
  if (rules?.takesForms === true && isMultipart(contentType))
    return {
      credentials: {},
      method: undefined,
      context: undefined,
      contentType: undefined,
      formType: contentType,
      members: {},
      fault: undefined,
      isBare: true,
    };
  if (bytes.length > LARGE_BODY_BYTES) return parseLargeBody(bytes, contentType).then((content) => opened(bytes, content));
  return opened(bytes, parseBody(bytes, contentType));
}

function opened(bytes: Buffer, { members: sent, fault }: Content): ReadContent {
  const { credentials, method, context, contentType, members } = openBody(sent);
  return {
    credentials,
    method,
    context,
    contentType,
    formType: undefined,
    members,
    fault,
    isBare: members === sent && bytes[0] === OPENING_BRACE,
  };
}

/** A request whose body is left to its route. */
export function leaveBody({ method = '' }: IncomingMessage, app: App, { credentials }: StatedCaller): Received {
  return {
    app,
    credentials,
    method,
    members: {},
    bytes: undefined,
    isBare: false,
    context: undefined,
    contentType: undefined,
    formType: undefined,
    fault: undefined,
    bodyMs: 0,
  };
}

async function enclosedApp(appId: string | undefined, requestId: string, apps: AppDirectory): Promise<App> {
  if (appId === undefined) throw unauthorized('MissingApiKey');
  const app = await apps.get(appId, requestId);
  if (app === undefined) throw unauthorized('InvalidApiKey');
  return app;
}

/** @param bodyBytesMax of the route */
export function assertSize({ settings: { maxUploadSize } }: App, bodyBytes: number, bodyBytesMax: number): void {
  if (bodyBytes > maxUploadSize && bodyBytes > bodyBytesMax) throw tooLarge();
}

function methodOf({ method = '' }: IncomingMessage, override: string | undefined): string {
  if (method === 'POST' && override !== undefined) return override;
  return method === 'HEAD' ? 'GET' : method;
}
