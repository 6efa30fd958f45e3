import { ParseError } from '@parlance/errors';

/** A request target, read once: everything behind this step sees the same path, however it was spelled. */
export interface RequestPath {
  /** Decoded segments below the mount, none of them empty. Case as sent: the router alone knows which words are fixed. */
  readonly segments: readonly string[];
  /** The part behind the question mark, undecoded; empty without one. */
  readonly query: string;
}

/** Longer paths than any route has, with room; keeps a line of slashes from costing anything. */
const SEGMENTS_MAX = 32;

/**
 * Splits a request target into the segments below the mount.
 *
 * Doubled and trailing slashes vanish, percent-escapes are decoded exactly once and after splitting, so that `%2F` never separates;
 * `.` and `..` mean nothing here and stay ordinary segments. The mount is compared without regard to case.
 *
 * @param mount decoded segments of the mount, lower case
 * @returns undefined for a path outside the mount
 * @throws ParseError InvalidJson for a broken escape
 */
export function normalisePath(target: string, mount: readonly string[]): RequestPath | undefined {
  const start = pathStart(target);
  const question = target.indexOf('?', start);
  const end = question === -1 ? target.length : question;
  const segments = decodedSegments(target, start, end);
  if (segments.length < mount.length) return undefined;
  for (const [index, word] of mount.entries()) if (segments[index]?.toLowerCase() !== word) return undefined;
  return { segments: mount.length === 0 ? segments : segments.slice(mount.length), query: target.slice(end + 1) };
}

/** The segments of a configured mount or prefix, as `normalisePath` wants them. */
export function mountSegments(mount: string): readonly string[] {
  return decodedSegments(mount, 0, mount.length).map((segment) => segment.toLowerCase());
}

/** Proxies send the absolute form, `GET http://host/path`; only its path counts. */
function pathStart(target: string): number {
  if (target.charCodeAt(0) === SLASH) return 0;
  const scheme = target.indexOf('://');
  if (scheme === -1 || scheme > 'https'.length) return 0;
  const slash = target.indexOf('/', scheme + 3);
  return slash === -1 ? target.length : slash;
}

const SLASH = 47;

function decodedSegments(target: string, start: number, end: number): string[] {
  const segments: string[] = [];
  for (let from = start; from < end;) {
    const slash = target.indexOf('/', from);
    const to = slash === -1 || slash > end ? end : slash;
    if (to > from) segments.push(decodeSegment(target.slice(from, to)));
    if (segments.length > SEGMENTS_MAX) throw new ParseError('UnknownRoute', 'The path has too many segments.');
    from = to + 1;
  }
  return segments;
}

function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ParseError('InvalidJson', 'The path holds a percent-escape that is not UTF-8.');
  }
}
