import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address a request came from: the socket's, or the one that the outermost of the trusted proxies saw.
 *
 * @param trustedHops proxies of our own in front of this process. Each appends the address it saw to X-Forwarded-For, so exactly that
 * many entries from the right are believed; all others are the client's own words
 * @returns an empty string, which is in no list, when the header holds no address at that place
 */
export function clientAddress(request: IncomingMessage, trustedHops: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (trustedHops === 0) return peer;
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined) return peer;
  const entries = (typeof forwarded === 'string' ? forwarded : forwarded.join(',')).split(',');
  return withoutPort(entries[Math.max(entries.length - trustedHops, 0)]?.trim() ?? '');
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  if (isIP(entry) !== 0) return entry;
  if (entry.startsWith('[')) return onlyAddress(entry.slice(1, entry.indexOf(']')));
  const colon = entry.indexOf(':');
  return onlyAddress(colon === -1 ? entry : entry.slice(0, colon));
}

function onlyAddress(text: string): string {
  return isIP(text) === 0 ? '' : text;
}
