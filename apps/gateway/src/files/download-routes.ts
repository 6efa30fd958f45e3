import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { PUBLIC, type Identity } from '@parlance/acl';
import { files, type RequestContext } from '@parlance/contracts';
import type { FileBytes } from '@parlance/transfers';
import { checkKeys, unauthorized } from '../callers/check-keys.ts';
import { clientAddress } from '../callers/client-address.ts';
import type { SessionDirectory } from '../callers/session-directory.ts';
import type { App } from '../apps/app.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { Credentials } from '../envelope/credentials.ts';
import { stateCaller } from '../edge/state-caller.ts';
import { jsonReply, type Answer, type Reply } from '../reply/reply.ts';
import { publicRoute } from '../routes/declare-route.ts';
import type { PublicCall } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import type { FileRouteParts } from './upload-route.ts';

export interface DownloadRouteParts extends FileRouteParts {
  readonly apps: AppDirectory;
  readonly sessions: SessionDirectory;
  readonly trustedHops: number;
}

const TEXT = 'text/plain; charset=utf-8';
const CONDITIONS = ['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'] as const;

/** Nothing that is stored runs on this origin, whatever it is: a picture or a film is shown, and that is all. */
const SANDBOX =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";
/** Pages of an app are on other origins, and show its pictures. */
const SHOWN_ANYWHERE = ['Content-Security-Policy', SANDBOX, 'Cross-Origin-Resource-Policy', 'cross-origin'];

/** Downloads. They ask for no keys: everybody who knows an address may use it, where the app does not say otherwise. */
export function addDownloadRoutes(table: RouteTable, parts: DownloadRouteParts): void {
  const { bus, transfers } = parts;
  const download = async (call: PublicCall<'/files/:appId/:name+'>): Promise<Answer> => {
    const { request, query, path } = call;
    const context = await contextOf(call, path.appId, parts);
    const isHead = request.method === 'HEAD';
    const asked = { name: path.name, withBytes: !isHead, conditions: conditionsOf(request), query };
    const opened = await bus.call(files.openDownload, asked, context);
    const { transfer, length = 0 } = opened;
    return replyOf(opened, transfer === undefined ? undefined : await transfers.download(transfer, length));
  };
  const metadata = async (call: PublicCall<'/files/:appId/metadata/:name+'>): Promise<Reply> => {
    const context = await contextOf(call, call.path.appId, parts);
    return jsonReply(await bus.call(files.readMetadata, { name: call.path.name, query: call.query }, context));
  };
  table
    .add(publicRoute('GET', '/files/:appId/:name+', files.openDownload.subject, download))
    .add(publicRoute('GET', '/files/:appId/metadata/:name+', files.readMetadata.subject, metadata));
}

/** @throws ParseError InvalidApiKey (403) for an app that is none */
async function contextOf(call: PublicCall, appId: string, parts: DownloadRouteParts): Promise<RequestContext> {
  const { requestId, arrivedAt } = call;
  const app = await parts.apps.get(appId, requestId);
  if (app === undefined) throw unauthorized('InvalidApiKey');
  await call.enter(app);
  const deadline = arrivedAt + app.settings.requestDeadlineMs;
  return { app: appId, identity: await identityOf(call, app, deadline, parts), deadline, requestId };
}

/** Programs may name themselves, though no browser does. Keys open more, and are not asked for: a wrong one counts as none. */
async function identityOf(call: PublicCall, app: App, deadline: number, parts: DownloadRouteParts): Promise<Identity> {
  const { request, requestId, inner } = call;
  if (inner !== undefined) return inner;
  const { headers } = request;
  if (headers['x-parse-application-id'] === undefined && headers.authorization === undefined) return PUBLIC;
  const { app: stated, credentials } = await stateCaller(request, requestId, parts.apps);
  if (stated?.id !== app.id) return PUBLIC;
  const keyHolder = keyHolderOf(app, credentials, () => clientAddress(request, parts.trustedHops));
  return parts.sessions.identify(keyHolder, credentials.sessionToken, { app: app.id, deadline, requestId });
}

function keyHolderOf(app: App, credentials: Credentials, address: () => string): Identity {
  try {
    return checkKeys(app, credentials, address);
  } catch {
    return PUBLIC;
  }
}

function conditionsOf({ headers }: IncomingMessage): files.OpenDownloadRequest['conditions'] {
  const conditions: files.OpenDownloadRequest['conditions'] = {};
  for (const name of CONDITIONS) {
    const value = headers[name];
    if (typeof value === 'string') conditions[name] = value;
  }
  return conditions;
}

function replyOf(
  { status, contentType, headers, length, text = '', location }: files.OpenedDownload,
  bytes: FileBytes | undefined,
): Answer {
  const fields = [...Object.entries(headers).flat(), ...SHOWN_ANYWHERE];
  if (location !== undefined) fields.push('Location', location);
  const head = { status, contentType: contentType ?? TEXT, fields };
  if (length === undefined) return { ...head, body: Buffer.from(text) };
  if (bytes instanceof Uint8Array) return { ...head, body: bytes, isStored: true };
  // A stream without bytes is the answer to HEAD.
  fields.push('Content-Length', String(length));
  return { ...head, body: bytes ?? Readable.from([]) };
}
