import { ParseError } from '@parlance/errors';
import { rulesOf } from '../classes/class-policy.ts';

/**
 * Runs the storing of a write.
 * @throws what a class of the platform makes of a unique index's refusal, such as UsernameTaken (202), in place of DuplicateValue (137)
 */
export async function namingTakenValues<R>(className: string, store: () => Promise<R>): Promise<R> {
  try {
    return await store();
  } catch (error) {
    throw takenValue(className, error) ?? error;
  }
}

function takenValue(className: string, error: unknown): ParseError | undefined {
  if (!(error instanceof ParseError) || error.kind !== 'DuplicateValue') return undefined;
  const pattern: unknown = (error.cause as { readonly keyPattern?: unknown } | undefined)?.keyPattern;
  const [member] = typeof pattern === 'object' && pattern !== null ? Object.keys(pattern) : [];
  return member === undefined ? undefined : rulesOf(className)?.taken?.(member);
}
