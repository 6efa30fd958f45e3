import { ParseError } from '@parlance/errors';
import { BODY_DEPTH_MAX } from './limits.ts';
import { FORBIDDEN_KEYS, isFieldName, shown } from './names.ts';

/**
 * Refuses everything that cannot be a dotted path into a field, such as `stats.wins` or `list.0`. The field follows the grammar of
 * fields; the segments behind it are keys of the user's own dictionaries, so any string goes that could be such a key.
 *
 * @throws InvalidFieldName (105)
 */
export function assertFieldPath(path: string): void {
  const segments = path.split('.');
  const valid =
    segments.length <= BODY_DEPTH_MAX &&
    isFieldName(segments[0] as string) &&
    segments.every((segment) => segment !== '' && !segment.includes('$') && !segment.startsWith('__') && !FORBIDDEN_KEYS.has(segment));
  if (!valid) throw new ParseError('InvalidFieldName', `Invalid field name: ${shown(path)}.`);
}

/** @throws InvalidFieldName (105) when one path leads into a value that another one changes: the two cannot be one update */
export function assertSeparatePaths(paths: readonly string[]): void {
  const all = new Set(paths);
  for (const path of paths) {
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
      const above = path.slice(0, dot);
      if (all.has(above)) {
        throw new ParseError('InvalidFieldName', `${shown(above)} and ${shown(path)} cannot be changed in one save.`);
      }
    }
  }
}

/** The top-level field a path leads into. */
export function fieldOf(path: string): string {
  const dot = path.indexOf('.');
  return dot === -1 ? path : path.slice(0, dot);
}

/** True for a segment that addresses a place in a list: digits without a leading zero. */
export function isListIndex(segment: string): boolean {
  return LIST_INDEX.test(segment);
}

const LIST_INDEX = /^(?:0|[1-9]\d{0,8})$/;
