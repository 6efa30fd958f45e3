import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@parlance/acl';
import type { CloudContext } from '@parlance/contracts';
import { contextJson, type CodeContext } from '../envelope/read-context.ts';

/** Makes the part of a request's context for code of the app. @param identity of the caller, whose session has been looked at */
export type CloudOf = (identity: Identity, context: CodeContext | undefined) => CloudContext | undefined;

/** A client's request over HTTP. */
export interface OuterRequest {
  readonly headers: IncomingHttpHeaders;
  /** Of the client, behind trusted proxies. */
  readonly ip: string;
  readonly installationId: string | undefined;
  readonly sessionToken: string | undefined;
  /** Of the caller, whose session has been looked at. */
  readonly identity: Identity;
  readonly context: CodeContext | undefined;
}

/** Header fields that let somebody in. Code learns its caller by `request.user` and `request.master`, and their secrets by nothing. */
const SECRETS = new Set([
  'x-parse-client-key',
  'x-parse-javascript-key',
  'x-parse-rest-api-key',
  'x-parse-windows-key',
  'x-parse-master-key',
  'x-parse-maintenance-key',
  'x-parse-session-token',
]);
/** HTTP Basic carries a key of the app; other schemes are the app's own. */
const BASIC = /^basic\s/i;

/** The part of the context of a request over HTTP. */
export function outerCloud({ headers, ip, installationId, sessionToken, identity, context }: OuterRequest): CloudContext {
  return {
    headers: shownHeaders(headers),
    ip,
    ...(installationId === undefined ? {} : { installationId }),
    ...(identity.kind === 'user' && sessionToken !== undefined ? { sessionToken } : {}),
    context: contextJson(context),
    depth: 0,
  };
}

/**
 * That of a request which code makes: the run's, with the session and the context of this request.
 *
 * @param run absent when the run has none
 */
export function innerCloud(run: CloudContext | undefined, sessionToken: string | undefined): CloudOf {
  if (run === undefined) return () => undefined;
  return (identity, context) => ({
    ...run,
    sessionToken: identity.kind === 'user' ? sessionToken : undefined,
    ...(context === undefined ? {} : { context: contextJson(context) }),
  });
}

function shownHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || SECRETS.has(name) || (name === 'authorization' && BASIC.test(String(value)))) continue;
    shown[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return shown;
}
