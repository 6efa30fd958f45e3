import { ParseError } from '@parlance/errors';
import type { WritingClass } from './writing-class.ts';

/**
 * The error that a class of the platform makes of a unique index's refusal, such as UsernameTaken (202), in place of
 * DuplicateValue (137).
 */
export function namingTaken({ rules }: WritingClass, error: unknown): unknown {
  if (rules?.taken === undefined || !(error instanceof ParseError) || error.kind !== 'DuplicateValue') return error;
  const pattern: unknown = (error.cause as { readonly keyPattern?: unknown } | undefined)?.keyPattern;
  const [member] = typeof pattern === 'object' && pattern !== null ? Object.keys(pattern) : [];
  return (member === undefined ? undefined : rules.taken(member)) ?? error;
}
