import { transfers, type AnyAdminOperation } from '@parlance/admin-operations';
import type { AdminTransport, CallOptions } from './transport.ts';
import { UnreachableError, UsageError } from './exit-codes.ts';
import type { CallFlags } from './read-request.ts';
import { fetchFile, sendFile, sizeOfFile } from './transfer-files.ts';
import { waitFor, watcherOf } from './wait.ts';

type Request = Readonly<Record<string, unknown>>;

/** Rows of the report that people are shown; all of them are in `transfers report`. */
const REPORTED_ROWS = 20;

/** All that carrying a file takes, beside the request. */
export interface Carrying {
  readonly transport: AdminTransport;
  readonly flags: CallFlags;
  /** The mount over which files go, where it is known. */
  readonly server: string | undefined;
  readonly options: CallOptions;
  readonly progress: (text: string) => void;
}

/** The end of an operation whose file was carried. */
export interface Carried {
  readonly answer: object;
  /** All of it went well. */
  readonly isWhole: boolean;
}

/** Flags with files, and operations that have them. */
const FILES: readonly { readonly flag: 'file' | 'out'; readonly of: readonly AnyAdminOperation[] }[] = [
  { flag: 'file', of: [transfers.importFile] },
  { flag: 'out', of: [transfers.exportApp, transfers.downloadTransfer] },
];

/** Whether the operation is to carry a file of this computer. Looked at before anything is asked. @throws UsageError */
export async function carriesFile(operation: AnyAdminOperation, flags: CallFlags, server: string | undefined): Promise<boolean> {
  const given = FILES.filter(({ flag }) => flags[flag] !== undefined);
  for (const { flag, of } of given)
    if (!of.includes(operation)) throw new UsageError(`--${flag} goes with ${of.map(({ area, name }) => `${area} ${name}`).join(', ')}.`);
  if (given.length === 0) return false;
  if (server === undefined || !/^https?:\/\//.test(server))
    throw new UsageError('Files go over HTTP: --server URL, with the path of the mount, as https://api.example.com/parse.');
  if (flags.file !== undefined) await sizeOfFile(flags.file);
  return true;
}

/** Carries out an operation and its file. @throws RefusedError, UnreachableError, UsageError */
export async function carryFile(operation: AnyAdminOperation, request: Request, carrying: Carrying): Promise<Carried> {
  if (operation === transfers.importFile) return importFrom(request, carrying);
  if (operation === transfers.downloadTransfer) return download(request, carrying);
  return exportTo(request, carrying);
}

/** Sends the file, waits for the end, and tells of rows that have failed. */
async function importFrom(request: Request, carrying: Carrying): Promise<Carried> {
  const { transport, flags, server = '', options, progress } = carrying;
  const file = flags.file ?? '';
  const size = await sizeOfFile(file);
  const begun = (await transport.call(transfers.importFile, withFormat(request, file), options)) as {
    readonly transfer: transfers.Transfer;
    readonly upload: { readonly path: string };
  };
  await sendFile(file, size, { server, path: begun.upload.path, signal: options.signal, progress });
  const ended = await ending(request, begun.transfer, carrying);
  if ((ended.failed ?? 0) === 0) return { answer: ended, isWhole: ended.state === 'done' };
  const asked = { app: request['app'], id: ended.id, limit: REPORTED_ROWS };
  const { rows } = (await transport.call(transfers.getTransferReport, asked, options)) as { readonly rows: readonly object[] };
  return { answer: { transfer: ended, rows }, isWhole: false };
}

/** The name of a file tells its format, where nobody else does. */
function withFormat(request: Request, file: string): Request {
  const format = /\.(json|csv|zip)$/i.exec(file)?.[1]?.toLowerCase();
  return format === undefined || request['format'] !== undefined ? request : { ...request, format };
}

async function exportTo(request: Request, carrying: Carrying): Promise<Carried> {
  const begun = (await carrying.transport.call(transfers.exportApp, request, carrying.options)) as transfers.Transfer;
  const ended = await ending(request, begun, carrying);
  if (ended.state !== 'done') return { answer: ended, isWhole: false };
  await download({ app: request['app'], id: ended.id }, carrying);
  return { answer: ended, isWhole: true };
}

async function download(request: Request, { transport, flags, server = '', options, progress }: Carrying): Promise<Carried> {
  const { name, path } = (await transport.call(transfers.downloadTransfer, request, options)) as {
    readonly name: string;
    readonly path: string;
  };
  const out = flags.out ?? name;
  await fetchFile(out, { server, path, signal: options.signal, progress });
  return { answer: { name, file: out }, isWhole: true };
}

async function ending(
  request: Request,
  begun: transfers.Transfer,
  { transport, options, progress }: Carrying,
): Promise<transfers.Transfer> {
  const watcher = watcherOf(transfers.getTransfer, begun);
  if (watcher === undefined) return begun;
  try {
    return (await waitFor(transport, watcher, request, begun, options, progress)).answer as transfers.Transfer;
  } catch (error) {
    if (!options.signal.aborted) throw error;
    const command = `parlance transfers get --app ${String(request['app'])} --id ${begun.id} --wait`;
    throw new UnreachableError(`Nobody waits any more, and the ${begun.kind} goes on: ${command} waits for its end.`, { cause: error });
  }
}
