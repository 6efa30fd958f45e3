import type { FileInput, FileOutcome } from './trigger-words.ts';
import { SDK, type SdkFile } from '../sdk/sdk.ts';

/** `request` of a trigger of files, besides the members of all triggers. */
export interface FileMembers {
  file: SdkFile;
  fileSize: number | null;
  stream?: true;
  forceDownload?: unknown;
  responseHeaders?: unknown;
}

/** The file of a trigger as an object of the SDK, with its bytes where the service has handed them over. */
export function fileMembers(input: FileInput): FileMembers {
  const file = new SDK.File(input.name, { base64: input.data ?? '' }, input.contentType);
  if (input.url !== undefined) {
    file._url = input.url;
    file._requestTask = null;
    file._previousSave = Promise.resolve(file);
  }
  file.setMetadata({ ...input.metadata });
  file.setTags({ ...input.tags });
  if (input.directory !== undefined) file._directory = input.directory;
  return {
    file,
    fileSize: input.size ?? null,
    ...(input.isStream ? { stream: true } : {}),
    ...(input.forceDownload === undefined ? {} : { forceDownload: input.forceDownload }),
    ...(input.responseHeaders === undefined ? {} : { responseHeaders: { ...input.responseHeaders } }),
  };
}

/**
 * The file after the trigger: the one that it returns, by itself or in `{file}`, or else the one that it was handed.
 *
 * @param request as the trigger has left it
 */
export function fileOutcome(request: FileMembers, returned: unknown, input: FileInput): FileOutcome {
  const file = fileIn(returned) ?? fileIn((returned as { file?: unknown } | null | undefined)?.file) ?? request.file;
  const data = base64Of(file);
  const url = file === request.file ? undefined : file.url();
  return {
    name: file._name,
    ...(url === undefined ? {} : { url }),
    ...(file._source?.type ? { contentType: file._source.type } : {}),
    metadata: file._metadata ?? {},
    tags: file._tags ?? {},
    ...(file._directory === undefined ? {} : { directory: file._directory }),
    ...(data === undefined || data === (input.data ?? '') ? {} : { data }),
    ...(request.forceDownload === undefined ? {} : { forceDownload: Boolean(request.forceDownload) }),
    ...(isRecord(request.responseHeaders) ? { responseHeaders: request.responseHeaders } : {}),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const fileIn = (value: unknown): SdkFile | undefined => (value instanceof SDK.File ? value : undefined);

/** The bytes that a file holds in memory. */
function base64Of({ _data, _source }: SdkFile): string | undefined {
  if (_source?.format === 'buffer' && _source.buffer !== undefined) return Buffer.from(_source.buffer).toString('base64');
  return _data ?? _source?.base64;
}
