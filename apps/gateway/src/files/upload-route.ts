import type { IncomingMessage } from 'node:http';
import type { Bus } from '@parlance/bus';
import { files } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { SMALL_BYTES, type FileBytes, type TransferClient } from '@parlance/transfers';
import { collectBody } from '../body/read-body.ts';
import { assertNoDeniedKeyword } from '../denylist/denied-keywords.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { enclosedFile, isSmallBody, openFileBody, type EnclosedFile, type OpenedBody } from './enclosed-file.ts';
import { UploadBody } from './upload-body.ts';

export interface FileRouteParts {
  readonly bus: Bus;
  readonly transfers: TransferClient;
  /** Address of the mount as clients reach it. */
  readonly publicUrl: () => string;
}

const CREATED = 201;

/** Uploads: the service admits them first, and then the bytes go to it as they come. */
export function addUploadRoutes(table: RouteTable, { bus, transfers, publicUrl }: FileRouteParts): void {
  const upload = async (call: Call<'/files/:name'>): Promise<Reply> => {
    const uploaded = await uploadFile(bus, transfers, call);
    const { name } = uploaded;
    if ('url' in uploaded) return { ...jsonReply({ name, url: uploaded.url }, CREATED), fields: ['Location', new URL(uploaded.url).href] };
    return { ...jsonReply({ name, url: publicUrl() + uploaded.path }, CREATED), location: uploaded.path };
  };
  const unnamed = async () => {
    throw new ParseError('InvalidFileName', 'Filename not provided.');
  };
  table
    .add({ ...appRoute('POST', '/files/:name', 'app', files.openUpload.subject, upload), takesBytes: true })
    .add({ ...appRoute('POST', '/files', 'app', files.openUpload.subject, unnamed), takesBytes: true });
}

/** @throws ParseError of the service, and of the body */
async function uploadFile(bus: Bus, transfers: TransferClient, call: Call<'/files/:name'>): Promise<files.UploadedFile> {
  const { app, input, sent, path, context } = call;
  if (sent === undefined) throw new ParseError('CommandUnavailable', 'A file cannot be uploaded here.');
  const { request } = sent;
  const startedAt = Date.now();
  const body: OpenedBody = sent.isUnread
    ? await openFileBody(request, app.settings.maxUploadSize)
    : { enclosed: enclosedFile(input, sent.contentType) };
  const deadline = context.deadline + Date.now() - startedAt; // no deadline of ours counts the time that a body takes to arrive
  const words = 'enclosed' in body ? wordsOf(body.enclosed) : wordsIn(request);
  assertNoDeniedKeyword({ metadata: words.metadata, tags: words.tags }, app.deniedKeywords, false);
  const opened = await bus.call(files.openUpload, { name: path.name, ...words }, { ...context, deadline });
  return files.uploadedFile.parse(await transfers.upload(opened.transfer, await bytesOf(body, request, opened.sizeMax), words.length));
}

/** The bytes of the file: those that have arrived, else all of a small one, else as they come. */
function bytesOf(body: OpenedBody, request: IncomingMessage, sizeMax: number): FileBytes | Promise<FileBytes> {
  if ('enclosed' in body) return body.enclosed.bytes;
  if ('whole' in body) return body.whole;
  if (body.begun.length === 0 && isSmallBody(request)) return collectBody(request, SMALL_BYTES);
  return new UploadBody(request, body.begun, { sizeMax });
}

type Words = Omit<files.OpenUploadRequest, 'name'>;

function wordsOf({ bytes, contentType, metadata, tags, directory }: EnclosedFile): Words {
  return { contentType, length: bytes.length, metadata, tags, ...(directory === undefined ? {} : { directory }) };
}

/** The words about a file that stand in header fields. @throws ParseError InvalidJson (107) */
function wordsIn({ headers }: IncomingMessage): Words {
  const { 'content-length': length, 'content-type': contentType, 'x-parse-file-directory': directory } = headers;
  const sizeMax = headers['x-parse-file-max-upload-size'];
  return {
    contentType,
    ...(length === undefined ? {} : { length: Number(length) }),
    metadata: jsonIn(headers, 'X-Parse-File-Metadata'),
    tags: jsonIn(headers, 'X-Parse-File-Tags'),
    ...(directory === undefined ? {} : { directory }),
    ...(typeof sizeMax === 'string' ? { sizeMax } : {}),
    ...(headers['x-parse-upload-mode'] === 'stream' ? { isStream: true } : {}),
  };
}

function jsonIn(headers: IncomingMessage['headers'], field: string): unknown {
  const text = headers[field.toLowerCase()];
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw new ParseError('InvalidJson', `Invalid JSON in ${field} header.`);
}
