import type { IncomingMessage } from 'node:http';
import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { files, workers, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { TransferClient } from '@parlance/transfers';
import { auditedCall, pathOf, withAuthor } from '../audit/audited-call.ts';
import { UploadBody } from '../files/upload-body.ts';
import { jsonReply, type Answer, type Reply } from '../reply/reply.ts';
import { appRoute, publicRoute } from '../routes/declare-route.ts';
import type { AppDirectory } from '../apps/app-directory.ts';
import { unauthorized } from '../callers/check-keys.ts';
import type { Call, PublicCall } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

export interface TransferRouteParts {
  readonly bus: Bus;
  readonly transfers: TransferClient;
  readonly apps: AppDirectory;
}

const CREATED = 201;
/** One step behind the body of an import, which may have taken hours to arrive. */
const STEP_MS = 30_000;
const NO_BYTES = Buffer.alloc(0);
const TYPES = { json: 'application/json; charset=utf-8', zip: 'application/zip' } as const;

/** The routes of imports and exports whose bodies are files. The others are those of operations of `workers`. */
export function addTransferRoutes(table: RouteTable, { bus, transfers, apps }: TransferRouteParts): void {
  const importOf =
    (classNameOf: (call: Call) => string | undefined) =>
    async (call: Call): Promise<Reply> =>
      jsonReply(await receiveImport(bus, transfers, call, classNameOf(call)), CREATED);
  const takes = { readsQuery: true, audited: 'gateway' } as const;
  const ofClass = importOf(({ path }) => path['className']);
  table
    .add({
      ...appRoute(
        'POST',
        '/imports',
        'master',
        workers.prepareImport.subject,
        importOf(() => undefined),
        takes,
      ),
      takesBytes: true,
    })
    .add({ ...appRoute('POST', '/imports/:className', 'master', workers.prepareImport.subject, ofClass, takes), takesBytes: true })
    .add({
      ...appRoute(
        'GET',
        '/exports/:id/file',
        'master',
        workers.openExportFile.subject,
        async ({ path, context }) => sendExport(bus, transfers, { id: path.id }, context),
        // The key that only reads is shown no credentials, and an export may hold some.
        { effect: 'write' },
      ),
      streams: true,
    })
    .add(
      publicRoute('GET', '/exports/:appId/:id/file', workers.openExportFile.subject, async (call) => {
        const { path, query } = call;
        const context = await publicContext(apps, call);
        const words = new URLSearchParams(query);
        const [token, ticket] = ['token', 'ticket'].map((name) => words.get(name) ?? undefined);
        return sendExport(bus, transfers, { id: path.id, token, ticket }, context);
      }),
    )
    .add(
      publicRoute('PUT', '/imports/:appId/:id/file', workers.redeemImport.subject, async (call) => {
        const context = await publicContext(apps, call);
        const ticket = new URLSearchParams(call.query).get('ticket') ?? '';
        const { file } = await bus.call(workers.redeemImport, { id: call.path.id, ticket }, context);
        return jsonReply(await takeFile(bus, transfers, { id: call.path.id, file, request: call.request }, context), CREATED);
      }),
    );
}

/** Stores the file of an import as it comes, and has the import begin. A file that breaks off leaves an import that has ended. */
async function receiveImport(
  bus: Bus,
  transfers: TransferClient,
  { sent, input, path, caller, context: asked }: Call,
  className: string | undefined,
): Promise<workers.ImportReport> {
  if (sent === undefined || !sent.isUnread) throw new ParseError('CommandUnavailable', 'A file cannot be imported here.');
  const { format, update, types } = input;
  const { contentType, request } = sent;
  const context = withAuthor(asked, caller);
  const act = `POST ${pathOf(className === undefined ? '/imports' : '/imports/:className', path)}`;
  const change = { action: workers.prepareImport.subject, act, path, input: stated({ format, update, types }) };
  return auditedCall(bus, change, context, async () => {
    const prepared = await bus.call(workers.prepareImport, { className, contentType, format, update, types }, context);
    return takeFile(bus, transfers, { ...prepared, request }, context);
  });
}

function stated(words: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined));
}

/** An import that waits for its file. */
interface ReceivedImport {
  readonly id: string;
  /** The name of its file. */
  readonly file: string;
  readonly request: IncomingMessage;
}

async function takeFile(
  bus: Bus,
  transfers: TransferClient,
  { id, file, request }: ReceivedImport,
  context: RequestContext,
): Promise<workers.ImportReport> {
  try {
    const opened = await bus.call(files.openTransferUpload, { name: file }, context);
    const length = request.headers['content-length'];
    const body = new UploadBody(request, NO_BYTES, { sizeMax: opened.sizeMax });
    await transfers.upload(opened.transfer, body, length === undefined ? undefined : Number(length));
    return await bus.call(workers.beginImport, { id }, { ...context, deadline: Date.now() + STEP_MS });
  } catch (error) {
    await bus.call(workers.cancelImport, { id }, { ...context, deadline: Date.now() + STEP_MS }).catch(() => undefined);
    throw error;
  }
}

/** Sends an export while it is put together: how many bytes it has nobody knows before. */
async function sendExport(
  bus: Bus,
  transfers: TransferClient,
  asked: workers.OpenExportFileRequest,
  context: RequestContext,
): Promise<Answer> {
  const { transfer, name, form } = await bus.call(workers.openExportFile, asked, context);
  const bytes = await transfers.download(transfer, undefined);
  const disposition = `attachment; filename="${name.replace(/[^A-Za-z0-9_.:-]/g, '_')}"`;
  const head = { status: 200, contentType: TYPES[form], fields: ['Content-Disposition', disposition, 'Cache-Control', 'no-store'] };
  return bytes instanceof Uint8Array ? { ...head, body: bytes, isStored: true } : { ...head, body: bytes };
}

/** Holders of a mailed link or of a ticket show no key. @throws ParseError InvalidApiKey (403) for an app that is none */
async function publicContext(apps: AppDirectory, call: PublicCall<`/${'exports' | 'imports'}/:appId/:id/file`>): Promise<RequestContext> {
  const { requestId, arrivedAt, path } = call;
  const app = await apps.get(path.appId, requestId);
  if (app === undefined) throw unauthorized('InvalidApiKey');
  await call.enter(app);
  return { app: app.id, identity: PUBLIC, deadline: arrivedAt + app.settings.requestDeadlineMs, requestId };
}
