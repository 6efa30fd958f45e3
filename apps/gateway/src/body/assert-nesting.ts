import { ParseError } from '@parlance/errors';

/**
 * Deeper than the 100 levels an object may have plus the levels a batch puts around it. The exact limits of objects and queries are
 * the business of `data`; this one keeps a body of ten thousand brackets away from everything that recurses, the bus included.
 */
const NESTING_MAX = 128;

/** @throws ParseError InvalidJson when arrays and objects are nested more than NESTING_MAX deep. Cost: one visit of each value. */
export function assertNesting(value: unknown, level = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (level === NESTING_MAX) throw new ParseError('InvalidJson', 'The JSON is nested too deeply.');
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') assertNesting(element, level + 1);
    return;
  }
  const members = value as Record<string, unknown>;
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'object') assertNesting(member, level + 1);
  }
}
