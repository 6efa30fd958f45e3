import { admin, files } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { TransferClient } from '@parlance/transfers';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AdminClient } from './admin-client.ts';
import { LimitedBody } from './limited-body.ts';
import { callerOf, changeOf } from './session-routes.ts';

export const FILES_PATH = '/files/';
/** No form of another site sends this type: browsers ask before. */
const BYTES_TYPE = 'application/octet-stream';
/** Pictures that run nothing. An SVG is a document with scripts, and is none of them. */
const SHOWN: ReadonlySet<string> = new Set(['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
const SANDBOX = "default-src 'none'; sandbox";

export interface FileParts {
  readonly admin: AdminClient;
  readonly transfers: TransferClient;
}

/** `*`: the name of the file. */
interface Place {
  readonly app: string;
  readonly '*': string;
}

/** Files of apps: pictures are shown on the console's own origin, and uploads pass through as they come. No key of an app is in a browser for it. */
export async function fileRoutes(server: FastifyInstance, { admin: client, transfers }: FileParts): Promise<void> {
  await server.register(async (scope) => {
    scope.addContentTypeParser(BYTES_TYPE, (_request, body, done) => done(null, body));

    scope.post<{ Params: Place; Querystring: { type?: string } }>('/files/:app/*', async (request, reply) => {
      const caller = changeOf(request);
      if (request.headers['content-type'] !== BYTES_TYPE)
        throw new ParseError('InvalidJson', `The bytes of a file are sent as ${BYTES_TYPE}.`);
      const { app, '*': name } = request.params;
      const { type = '' } = request.query;
      const sent = request.headers['content-length'];
      const length = sent === undefined ? undefined : Number(sent);
      const words = { app, name, length, contentType: type === '' ? undefined : type };
      const { transfer, sizeMax } = await client.ask(admin.openUpload, { ...caller, ...words }, request.id);
      // The rest of a body that is refused is not waited for.
      reply.header('connection', 'close');
      const body = new LimitedBody(request.raw, sizeMax);
      const uploaded = files.uploadedFile.parse(await transfers.upload(transfer, body, length));
      reply.removeHeader('connection');
      return reply.code(201).send('url' in uploaded ? uploaded : { name: uploaded.name });
    });
  });

  server.get<{ Params: Place }>('/files/:app/*', async (request, reply) => {
    const { app, '*': name } = request.params;
    const opened = await client.ask(admin.openFile, { ...callerOf(request), app, name }, request.id);
    return sendPicture(opened, transfers, reply);
  });
}

/** @throws ParseError UnknownRoute for a file that is not there, CommandUnavailable for one that is no picture, or whose store sends it itself */
async function sendPicture(
  { status, contentType = '', length, transfer }: files.OpenedDownload,
  transfers: TransferClient,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (status === 404) throw new ParseError('UnknownRoute', 'There is no such file.');
  if (transfer === undefined || !SHOWN.has(contentType)) throw new ParseError('CommandUnavailable', 'This file has no preview.');
  const bytes = await transfers.download(transfer, length);
  if (length !== undefined) reply.header('content-length', length);
  return reply
    .headers({ 'content-security-policy': SANDBOX, 'x-content-type-options': 'nosniff', 'content-disposition': 'inline' })
    .type(contentType)
    .send(bytes);
}
