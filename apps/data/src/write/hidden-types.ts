import { protectedFields, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { TypeMismatch, type ClassSchema } from '@parlance/values';
import type { WritingApp } from './writing.ts';

/**
 * The error of a write as its caller may be told it: the type of a field that is hidden from them goes unsaid.
 *
 * @param known the class as it is; undefined for one that does not exist, which hides nothing
 */
export function tellableMismatch(
  error: unknown,
  { app, identity }: { readonly app: Pick<WritingApp, 'settings'>; readonly identity: Identity },
  known: ClassSchema | undefined,
): unknown {
  if (!(error instanceof TypeMismatch) || known === undefined) return error;
  if (!protectedFields(identity, known, app.settings).has(error.field)) return error;
  return new ParseError('IncorrectType', `schema mismatch for ${error.className}.${error.field}`);
}

/** Runs a step of a write. @throws as `step`, without types of hidden fields */
export function withoutHiddenTypes<R>(
  writing: { readonly app: Pick<WritingApp, 'settings'>; readonly identity: Identity },
  known: ClassSchema | undefined,
  step: () => R,
): R {
  try {
    return step();
  } catch (error) {
    throw tellableMismatch(error, writing, known);
  }
}
