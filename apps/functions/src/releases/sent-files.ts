import { ParseError } from '@parlance/errors';
import { BUNDLE_BYTES_MAX, BUNDLE_FILES_MAX, type BundleFiles } from './bundle.ts';
import { pathsFault } from './bundle-path.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The files of a bundle as a deployment sends them: by path a text, or `{"base64": …}`.
 *
 * @throws InvalidJson (107) for anything else, unsafe paths, too many files and none; RequestTooLarge (116)
 */
export function sentFiles(sent: unknown): BundleFiles {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw invalid('files is an object: {"main.js": "…"}.');
  const paths = Object.keys(sent);
  if (paths.length === 0) throw invalid('A bundle without files has no code.');
  if (paths.length > BUNDLE_FILES_MAX) throw invalid(`A bundle has at most ${BUNDLE_FILES_MAX} files.`);
  const fault = pathsFault(paths);
  if (fault !== undefined) throw invalid(fault);
  const files = new Map<string, Buffer>();
  let bytes = 0;
  for (const [path, content] of Object.entries(sent)) {
    const file = bytesOf(path, content);
    bytes += file.length;
    if (bytes > BUNDLE_BYTES_MAX) throw new ParseError('RequestTooLarge', `The files of a bundle have at most ${BUNDLE_BYTES_MAX} bytes.`);
    files.set(path, file);
  }
  return files;
}

function bytesOf(path: string, content: unknown): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  const { base64 } = (content ?? {}) as { readonly base64?: unknown };
  if (typeof base64 === 'string' && BASE64.test(base64)) return Buffer.from(base64, 'base64');
  throw invalid(`The file ${JSON.stringify(path)} is neither a string nor {"base64": …}.`);
}

function invalid(text: string): ParseError {
  return new ParseError('InvalidJson', text);
}
