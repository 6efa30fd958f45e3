import type { Pointer } from '@parlance/values';
import type { FieldPath, InQuery, RelatedTo, SelectKey, Subquery, TextSearch } from './ast.ts';

/** Builders of parts that only the database can decide, alone or after other objects were read; frozen as those of build.ts. */

export const text = (
  field: FieldPath,
  term: string,
  options: { readonly language?: string | undefined; readonly caseSensitive?: boolean; readonly diacriticSensitive?: boolean } = {},
): TextSearch =>
  Object.freeze({
    kind: 'text',
    field,
    term,
    language: options.language,
    caseSensitive: options.caseSensitive ?? false,
    diacriticSensitive: options.diacriticSensitive ?? false,
  });

export const inQuery = (field: FieldPath, subquery: Subquery): InQuery<'inQuery'> => Object.freeze({ kind: 'inQuery', field, subquery });
export const notInQuery = (field: FieldPath, subquery: Subquery): InQuery<'notInQuery'> =>
  Object.freeze({ kind: 'notInQuery', field, subquery });

export const select = (field: FieldPath, subquery: Subquery, key: FieldPath): SelectKey<'select'> =>
  Object.freeze({ kind: 'select', field, subquery, key });
export const dontSelect = (field: FieldPath, subquery: Subquery, key: FieldPath): SelectKey<'dontSelect'> =>
  Object.freeze({ kind: 'dontSelect', field, subquery, key });

export const relatedTo = (owner: Pointer, key: string): RelatedTo => Object.freeze({ kind: 'relatedTo', owner, key });
