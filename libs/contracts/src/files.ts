import { z } from 'zod';
import { forgetAppOf } from './forget-app.ts';
import { transferTicket } from './files-ticket.ts';
import { healthOf } from './health.ts';
import { HTTP, json, operation, type HttpReply } from './operation.ts';
import { route } from './rest-route.ts';

const AUDITED = { audited: 'gateway' } as const;

/** Bundles of the code of apps, which the same service keeps. */
export * from './files-bundles.ts';
/** Files of imports and exports. */
export * from './files-transfers.ts';
export { transferTicket, type TransferTicket } from './files-ticket.ts';

/** How long a stored name is at most: the prefix, a directory, the given name, an extension. */
const NAME_LENGTH_MAX = 600;
const storedName = z.string().min(1).max(NAME_LENGTH_MAX);

/** A JSON object as a client sent it, unchecked. */
const sentObject = z.unknown();

/**
 * An upload as a client announces it. `contentType`, `metadata`, `tags`, `directory` and `sizeMax` are the client's words, unchecked;
 * `length` in bytes is absent where the client does not say it; `isStream` where it does not want triggers to see the bytes. Refusals come before
 * a byte is read.
 */
const openUploadRequest = z.object({
  name: z.string(),
  contentType: z.string().optional(),
  length: z.number().int().nonnegative().optional(),
  metadata: sentObject.optional(),
  tags: sentObject.optional(),
  directory: z.unknown().optional(),
  sizeMax: z.string().optional(),
  isStream: z.boolean().optional(),
});
export type OpenUploadRequest = z.infer<typeof openUploadRequest>;

/** `sizeMax`: the largest body that is taken, in bytes. */
export const openedUpload = z.object({ transfer: transferTicket, sizeMax: z.number() });
export type OpenedUpload = z.infer<typeof openedUpload>;

/** Admits an upload: the bytes are handed over with the ticket, and answered with `uploadedFile`. */
export const openUpload = operation<OpenUploadRequest, OpenedUpload>({
  subject: 'files.open-upload',
  request: openUploadRequest,
  reply: json(openedUpload),
  retry: 'safe',
  askedBy: ['gateway', 'admin'],
});

/**
 * The file as it is named from now on. `path` leads to it, below the mount; it is signed where the app signs addresses. A trigger of the app may
 * have answered with a file of another address: then `url` is that, and nothing was stored.
 */
export const uploadedFile = z.union([
  z.object({ name: storedName, path: z.string().startsWith('/') }),
  z.object({ name: z.string(), url: z.url() }),
]);
export type UploadedFile = z.infer<typeof uploadedFile>;

/**
 * A download as a client asks for it. `conditions` are header fields of the request in lower case, as sent; `query` is the part behind
 * the question mark, undecoded.
 */
const openDownloadRequest = z.object({
  name: storedName,
  withBytes: z.boolean(),
  conditions: z.partialRecord(
    z.enum(['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']),
    z.string(),
  ),
  query: z.string(),
});
export type OpenDownloadRequest = z.infer<typeof openDownloadRequest>;

/**
 * How a download is answered: the head, and where its bytes are. `length` is that of the body in bytes; a body comes with `transfer`, or
 * is `text`. Without both there is none. `location` leads to the store itself.
 */
export const openedDownload = z.object({
  status: z.union([z.literal(200), z.literal(206), z.literal(302), z.literal(304), z.literal(404), z.literal(412), z.literal(416)]),
  contentType: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  length: z.number().int().nonnegative().optional(),
  transfer: transferTicket.optional(),
  text: z.string().optional(),
  location: z.string().optional(),
});
export type OpenedDownload = z.infer<typeof openedDownload>;

/** Answers a request for a file, up to its bytes. Needs no identity: to know the address is enough. */
export const openDownload = operation<OpenDownloadRequest, OpenedDownload>({
  subject: 'files.open-download',
  request: openDownloadRequest,
  reply: json(openedDownload),
  retry: 'safe',
  errors: 'open',
  askedBy: ['gateway', 'admin'],
});

/** Metadata and tags of a file, by the rules of its download: `{"metadata":{…},"tags":{…}}`; `{}` for a file that is not there. */
const readMetadataRequest = z.object({ name: storedName, query: z.string() });
export type ReadMetadataRequest = z.infer<typeof readMetadataRequest>;
export const readMetadata = operation<ReadMetadataRequest, Record<string, unknown>>({
  subject: 'files.read-metadata',
  request: readMetadataRequest,
  reply: json(z.record(z.string(), z.unknown())),
  retry: 'safe',
  errors: 'open',
  askedBy: ['gateway'],
});

/** Removes a file, whether something refers to it or not. Answers with an empty body. */
const removeRequest = z.object({ name: z.string().max(NAME_LENGTH_MAX) });
export type RemoveRequest = z.infer<typeof removeRequest>;
export const remove = operation<RemoveRequest, HttpReply>({
  subject: 'files.remove',
  request: removeRequest,
  reply: HTTP,
  retry: 'never',
  errors: 'open',
  routes: [
    route('DELETE', '/files', 'master', () => ({ name: '' })),
    route('DELETE', '/files/:name+', 'master', ({ path }) => ({ name: path.name })),
  ],
});

/** The files of the app in each store, and their bytes as they are stored. */
const usage = z.object({
  stores: z.record(z.string(), z.object({ files: z.number().int(), bytes: z.number() })),
  quota: z.number().nullable(),
});
export type Usage = z.infer<typeof usage>;
export const readUsage = operation<Record<string, never>, Usage>({
  subject: 'files.read-usage',
  request: z.object({}).strict(),
  reply: json(usage),
  retry: 'safe',
  routes: [route('GET', '/admin/files/usage', 'master', () => ({}))],
});

/** Where a walk through all files of an app stands; `after` is absent at the beginning of a store. */
const filePlace = z.object({ store: z.string(), after: z.string().optional() });
export type FilePlace = z.infer<typeof filePlace>;
const listedFile = z.object({ name: storedName, bytes: z.number() });
export type ListedFile = z.infer<typeof listedFile>;

/** Some files that are older than the app's `files.graceSeconds`, of one store, and where to go on; `next` is absent at the end. */
const listOldRequest = z.object({ place: filePlace.optional() });
export type ListOldRequest = z.infer<typeof listOldRequest>;
const oldFiles = z.object({ store: z.string(), files: z.array(listedFile), next: filePlace.optional() });
export type OldFiles = z.infer<typeof oldFiles>;
export const listOld = operation<ListOldRequest, OldFiles>({
  subject: 'files.list-old',
  request: listOldRequest,
  reply: json(oldFiles),
  retry: 'safe',
  askedBy: ['workers'],
});

/**
 * Wraps the keys of some encrypted files anew, by the current key of the deployment, and says where to go on; `next` is absent at the end.
 * Nothing is encrypted anew, and downloads go on meanwhile.
 */
const rotateRequest = z.object({ place: filePlace.optional() });
export type RotateRequest = z.infer<typeof rotateRequest>;
const rotated = z.object({ examined: z.number().int(), rotated: z.number().int(), next: filePlace.optional() });
export type Rotated = z.infer<typeof rotated>;
export const rotateKeys = operation<RotateRequest, Rotated>({
  subject: 'files.rotate-keys',
  request: rotateRequest,
  reply: json(rotated),
  retry: 'safe',
  routes: [
    route(
      'POST',
      '/admin/files/rotate-keys',
      'master',
      ({ input: { place } }) => (place === undefined || place === null ? {} : { place: place as FilePlace }),
      AUDITED,
    ),
  ],
});

/**
 * Hides files of one store that are older than the grace of the app, before they are removed; younger ones stay, whoever asks. Answers how
 * many there were.
 */
const setAsideRequest = z.object({ store: z.string(), names: z.array(storedName).max(1_000) });
export type SetAsideRequest = z.infer<typeof setAsideRequest>;
export const setAside = operation<SetAsideRequest, { setAside: number }>({
  subject: 'files.set-aside',
  request: setAsideRequest,
  reply: json(z.object({ setAside: z.number().int() })),
  retry: 'safe',
  deadlineMs: 60_000,
  askedBy: ['workers'],
});

/**
 * Some of the files that are set aside, of one store; none when there are none in any. Every write that began before they were is at its
 * end, one way or the other, after `settledAfterMs`.
 */
const asideFiles = z.object({ store: z.string(), files: z.array(listedFile), settledAfterMs: z.number().int() });
export type AsideFiles = z.infer<typeof asideFiles>;
export const listAside = operation<Record<string, never>, AsideFiles>({
  subject: 'files.list-aside',
  request: z.object({}).strict(),
  reply: json(asideFiles),
  retry: 'safe',
  askedBy: ['workers'],
});

/** Makes files that are set aside files again, and removes others for good. Answers how many of those there were. */
const settleAsideRequest = z.object({
  store: z.string(),
  putBack: z.array(storedName).max(1_000),
  remove: z.array(storedName).max(1_000),
});
export type SettleAsideRequest = z.infer<typeof settleAsideRequest>;
export const settleAside = operation<SettleAsideRequest, { removed: number }>({
  subject: 'files.settle-aside',
  request: settleAsideRequest,
  reply: json(z.object({ removed: z.number().int() })),
  retry: 'safe',
  deadlineMs: 60_000,
  askedBy: ['workers'],
});

/** Removes the pieces of uploads that ended without an end, longer ago than the grace of the app. Answers their number. */
export const sweep = operation<Record<string, never>, { swept: number }>({
  subject: 'files.sweep',
  request: z.object({}).strict(),
  reply: json(z.object({ swept: z.number().int() })),
  retry: 'safe',
  deadlineMs: 60_000,
  askedBy: ['workers'],
});

export const health = healthOf('files');
export const forgetApp = forgetAppOf('files');
