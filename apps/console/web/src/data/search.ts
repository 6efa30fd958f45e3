import * as z from 'zod/mini';
import { t } from '../texts/index.ts';
import type { Filter, Operator } from './filters.ts';

const operators = Object.keys(t.data.filter.operators) as [Operator, ...Operator[]];
const filter = z.object({ field: z.string(), op: z.enum(operators), value: z.optional(z.unknown()) });

const DEFAULT_ORDER = '-createdAt';

/**
 * The part of the address that restores a view of a class. Whatever is broken in an old link falls back to its default.
 *
 * - `order`: a field, `-field` for descending
 * - `hidden`: names of columns that are not shown
 * - `as`: objectId of the user with whose rights objects are looked at; empty for a caller without a session
 * - `object`: objectId of the object whose details are open
 * - `related`: the class shows the members of a relation of another object
 */
export const gridSearch = z.object({
  filters: z.catch(z._default(z.array(filter), []), []),
  order: z.catch(z._default(z.string(), DEFAULT_ORDER), DEFAULT_ORDER),
  hidden: z.catch(z._default(z.array(z.string()), []), []),
  as: z.catch(z.optional(z.string()), undefined),
  object: z.catch(z.optional(z.string()), undefined),
  related: z.catch(z.optional(z.object({ className: z.string(), objectId: z.string(), key: z.string() })), undefined),
});
export interface GridSearch {
  readonly filters: Filter[];
  readonly order: string;
  readonly hidden: string[];
  readonly as?: string | undefined;
  readonly object?: string | undefined;
  readonly related?: { readonly className: string; readonly objectId: string; readonly key: string } | undefined;
}
