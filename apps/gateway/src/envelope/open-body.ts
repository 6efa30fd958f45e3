import { ParseError } from '@parlance/errors';
import type { Members } from '../body/parse-body.ts';
import type { Credentials } from './credentials.ts';

/** A body without its envelope, and the members of the envelope. */
export interface OpenedBody {
  readonly credentials: Credentials;
  /** `_method`, in capitals; undefined when the body names none. */
  readonly method?: string;
  /** `_context`, unchecked. */
  readonly context?: unknown;
  /** `_ContentType`: that of a file in the body. */
  readonly contentType?: string;
  readonly members: Members;
}

/** Envelope members that name the caller: strings, or the caller is refused. `_ClientVersion` names nobody, and is told for statistics. */
const NAMING = new Map<string, keyof Credentials>([
  ['_ApplicationId', 'appId'],
  ['_JavaScriptKey', 'javascriptKey'],
  ['_MasterKey', 'masterKey'],
  ['_MaintenanceKey', 'maintenanceKey'],
  ['_SessionToken', 'sessionToken'],
  ['_InstallationId', 'installationId'],
]);
/** Members without effect here. */
const WITHOUT_EFFECT = new Set(['_RevocableSession', '_noBody']);
const CLIENT_VERSION = '_ClientVersion';
const CONTENT_TYPE = '_ContentType';
const METHOD = '_method';
const CONTEXT = '_context';

const UNDERSCORE = 95;

/**
 * Takes the envelope of the JS SDK and others out of a body. No envelope member ever reaches a service, wherever the keys came from.
 *
 * @throws ParseError InvalidApiKey for a member that names the caller and is no string; InvalidJson for a `_method` that is none
 */
export function openBody(members: Members): OpenedBody {
  if (!hasEnvelope(members)) return { credentials: {}, members };
  const credentials: { -readonly [Name in keyof Credentials]: Credentials[Name] } = {};
  const rest: Record<string, unknown> = {};
  let method: string | undefined;
  let context: unknown;
  let contentType: string | undefined;
  for (const name in members) {
    const value = members[name];
    const credential = NAMING.get(name);
    if (credential !== undefined) credentials[credential] = textOrRefuse(value);
    else if (name === METHOD) method = methodOf(value);
    else if (name === CONTEXT) context = value;
    else if (name === CONTENT_TYPE)
      contentType = value === null ? undefined : textOrRefuse(value); // SDKs say so that they know none
    else if (name === CLIENT_VERSION) {
      if (typeof value === 'string') credentials.clientVersion = value;
    } else if (!WITHOUT_EFFECT.has(name)) rest[name] = value;
  }
  return { credentials, method, context, contentType, members: rest };
}

/** The members of a batch part: the outer request has spoken for the caller, so an envelope inside says nothing. */
export function withoutEnvelope(members: Members): Members {
  if (!hasEnvelope(members)) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => !isEnvelopeMember(name)));
}

/** Headers win over the body, member by member. */
export function combine(headers: Credentials, body: Credentials): Credentials {
  return {
    appId: headers.appId ?? body.appId,
    clientKey: headers.clientKey,
    javascriptKey: headers.javascriptKey ?? body.javascriptKey,
    restKey: headers.restKey,
    dotNetKey: headers.dotNetKey,
    masterKey: headers.masterKey ?? body.masterKey,
    maintenanceKey: headers.maintenanceKey ?? body.maintenanceKey,
    sessionToken: headers.sessionToken ?? body.sessionToken,
    installationId: headers.installationId ?? body.installationId,
    clientVersion: headers.clientVersion ?? body.clientVersion,
  };
}

function hasEnvelope(members: Members): boolean {
  for (const name in members) if (name.charCodeAt(0) === UNDERSCORE && isEnvelopeMember(name)) return true;
  return false;
}

function isEnvelopeMember(name: string): boolean {
  return (
    NAMING.has(name) || WITHOUT_EFFECT.has(name) || name === CLIENT_VERSION || name === METHOD || name === CONTEXT || name === CONTENT_TYPE
  );
}

function textOrRefuse(value: unknown): string | undefined {
  if (typeof value !== 'string') throw new ParseError('InvalidApiKey', 'unauthorized');
  return value === '' ? undefined : value;
}

function methodOf(value: unknown): string {
  if (typeof value !== 'string') throw new ParseError('InvalidJson', '_method must be the name of an HTTP method.');
  return value.toUpperCase();
}
