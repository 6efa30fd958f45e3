/** How an answer begins that is more than JSON with 200 or 201. */
export interface ReplyHead {
  /** 200 to 599. */
  readonly status: number;
  /** Relative to the mount, since a service does not know under which address the app is reached. */
  readonly location?: string;
  /** JSON unless it says otherwise. */
  readonly contentType?: string;
  /** Further header fields, for which `isReplyHeader` holds, in any case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Header fields that a service may send, in lower case. All others belong to the gateway, to proxies (`X-Accel-…`), or to the framing
 * of HTTP itself: a service that could send them could take a protection away or end an answer within another.
 */
export const REPLY_HEADERS: ReadonlySet<string> = new Set([
  'accept-ranges',
  'cache-control',
  'content-disposition',
  'content-language',
  'content-range',
  'etag',
  'expires',
  'last-modified',
  'link',
  'retry-after',
  'x-parse-job-status-id',
  'x-parse-push-status-id',
]);

/** Header fields of an app's own: nothing that gateways, proxies or browsers go by begins with these letters, but for the next ones. */
const OWN_HEADER = /^x-[a-z0-9][a-z0-9_-]{0,60}$/;
const RESERVED =
  /^x-(?:parse-|accel-|sendfile|lighttpd-|litespeed-|reproxy-|forwarded|real-ip|request-id$|content-|frame-options$|xss-|dns-|download-options$|permitted-|robots-tag$|ua-compatible$|http-method|original-|rewrite-)/;

/** Whether a service may send a header field of that name: one of REPLY_HEADERS, or an `X-` field of the app's own. In lower case. */
export function isReplyHeader(name: string): boolean {
  return REPLY_HEADERS.has(name) || (OWN_HEADER.test(name) && !RESERVED.test(name));
}

const VALUE_LENGTH_MAX = 4_096;
/** Printable Latin-1 without line ends, as header fields take it. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w-]+=[\w.+:/-]+)*$/;

/** Tells why a head cannot be sent; undefined for one that can. The values are somebody's data, so that the text quotes none. */
export function replyHeadFault({ status, location, contentType, headers = {} }: ReplyHead): string | undefined {
  if (!Number.isInteger(status) || status < 200 || status > 599) return 'The status is none of 200 to 599.';
  if (location !== undefined && !(location.startsWith('/') && isValue(location))) return 'The location is no path.';
  if (contentType !== undefined && !(isValue(contentType) && CONTENT_TYPE.test(contentType))) return 'The content type is none.';
  for (const [name, value] of Object.entries(headers)) {
    if (!isReplyHeader(name.toLowerCase())) return 'A header field is not among those that services may send.';
    if (!isValue(value)) return `The header field ${name} is too long or holds characters that no header field can.`;
  }
  return undefined;
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' && value.length <= VALUE_LENGTH_MAX && VALUE.test(value);
}
