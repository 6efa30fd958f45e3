import mime from 'mime';
import { givenName } from '../upload/file-name.ts';
import { UNKNOWN_TYPE } from '../upload/media-type.ts';

/** Types that browsers show without running anything; nothing else is shown on the API's origin. */
const INLINE: ReadonlySet<string> = new Set([
  ...['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp', 'image/heic', 'image/x-icon'],
  ...['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/opus', 'audio/wav', 'audio/webm', 'audio/flac'],
  ...['video/mp4', 'video/mpeg', 'video/ogg', 'video/webm', 'video/quicktime', 'video/3gpp', 'video/matroska'],
]);
const PDF = 'application/pdf';

/** Names of one and the same type. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/vnd.microsoft.icon', 'image/x-icon'],
  ['image/x-ms-bmp', 'image/bmp'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/vnd.wave', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/x-flac', 'audio/flac'],
  ['audio/x-aac', 'audio/aac'],
  ['audio/vnd.dlna.adts', 'audio/aac'],
  ['video/x-m4v', 'video/mp4'],
  ['video/x-matroska', 'video/matroska'],
]);

/** Content of these types is a container, or a text, of many others: it contradicts none. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/x-cfb',
  'application/xml',
  UNKNOWN_TYPE,
]);

const HARMLESS_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** How bytes are shown. */
export interface Delivery {
  readonly contentType: string;
  readonly disposition: string;
}

/**
 * The type under which a file is delivered, and whether a browser may show it: only where its content, its extension and its declaration
 * agree on a type that runs nothing. Pictures that are named as pictures of another kind are shown as the ones they are.
 *
 * @param declared type that was stored with the file; absent for files of Parse Server, whose extension decides
 * @param sniffed type that the content shows
 */
export function deliveryOf(name: string, declared: string | undefined, sniffed: string | undefined, inlinePdf: boolean): Delivery {
  const type = canonical(declared ?? mime.getType(name) ?? UNKNOWN_TYPE);
  const content = sniffed === undefined ? undefined : canonical(sniffed);
  if (
    content !== undefined &&
    isInline(content, inlinePdf) &&
    (content === type || (familyOf(content) === familyOf(type) && isInline(type, inlinePdf)))
  ) {
    return { contentType: content, disposition: dispositionOf('inline', name) };
  }
  const contradicts = content !== undefined && content !== type && !CONTAINERS.has(content);
  return { contentType: withCharset(contradicts ? UNKNOWN_TYPE : type), disposition: dispositionOf('attachment', name) };
}

/** Names of files that others have stored may hold every sign: then an ASCII form stands beside the right one (RFC 6266, RFC 8187). */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const given = givenName(name);
  const plain = given.replace(/[^ !#-[\]-~]/g, '_');
  if (plain === given) return `${kind}; filename="${given}"`;
  const encoded = encodeURIComponent(given.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function canonical(type: string): string {
  const [plain = ''] = type.toLowerCase().split(';');
  const trimmed = plain.trim();
  if (!HARMLESS_TYPE.test(trimmed)) return UNKNOWN_TYPE;
  return ALIASES.get(trimmed) ?? trimmed;
}

function isInline(type: string, inlinePdf: boolean): boolean {
  return INLINE.has(type) || (inlinePdf && type === PDF);
}

function familyOf(type: string): string {
  return type.slice(0, type.indexOf('/'));
}

/** As Parse Server sends it. */
function withCharset(type: string): string {
  return type.startsWith('text/') || type === 'application/json' ? `${type}; charset=utf-8` : type;
}
