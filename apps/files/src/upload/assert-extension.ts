import { ParseError } from '@parlance/errors';
import mime from 'mime';
import { extensionOf } from './file-name.ts';
import { mediaTypeOf } from './media-type.ts';

const ALL = '*';

/**
 * Refuses files that the app does not take: by the extension of the name, and, where that names no type, by the type that the client
 * declares, since the file would be served as that.
 *
 * @param allowed regular expressions on an extension, or `*`
 * @throws FileSaveError (130)
 */
export function assertExtension(name: string, contentType: string | undefined, allowed: readonly string[]): void {
  if (allowed.includes(ALL)) return;
  const patterns = allowed.map((pattern) => new RegExp(pattern));
  const assertAllowed = (extension: string) => {
    if (!patterns.some((pattern) => pattern.test(extension))) {
      throw new ParseError('FileSaveError', `File upload of extension ${extension} is disabled.`);
    }
  };
  const extension = extensionOf(name).replace(/\s+/g, '');
  if (extension !== '') assertAllowed(extension);
  if (contentType === undefined || contentType === '') return;
  if (extension !== '' && mime.getType(name) !== null) return;
  const mediaType = mediaTypeOf(contentType);
  if (mediaType !== undefined) return assertAllowed(mediaType.slice(mediaType.indexOf('/') + 1));
  const [word = ''] = contentType.split(/[;/]/);
  const bare = word.replace(/\s+/g, '');
  if (bare !== '') assertAllowed(bare);
  throw new ParseError('FileSaveError', 'Invalid Content-Type.');
}
