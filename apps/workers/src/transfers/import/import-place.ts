import { z } from 'zod';
import { COLUMN_TYPES } from './column-types.ts';

/** An import as it was asked for. `types` are those of columns of CSV that were chosen. */
export const importAsked = z.object({
  className: z.string().optional(),
  format: z.enum(['json', 'csv', 'zip']),
  file: z.string(),
  onExisting: z.enum(['fail', 'update']),
  types: z.record(z.string(), z.enum(COLUMN_TYPES)),
});
export type ImportAsked = z.infer<typeof importAsked>;

const rowPlace = z.object({ offset: z.number(), index: z.int(), line: z.int() });
const columnType = z.enum(COLUMN_TYPES);

/**
 * Where an import stands. The whole file is looked through before anything of it is stored, so that a malformed one changes nothing.
 *
 * - `entry`: of a zip, the file that it is at; `before`: rows of the files before that
 * - `row`: behind which row of the file reading goes on
 * - `isWrapped`: of JSON, the rows are in `{"results":[…]}`
 * - `columns`: of CSV, once its header is read
 */
export const importPlace = z.object({
  phase: z.enum(['checking', 'writing']),
  entry: z.int(),
  before: z.int(),
  row: rowPlace,
  isWrapped: z.boolean(),
  columns: z
    .object({
      header: z.array(z.string()),
      guesses: z.array(z.object({ isFixed: z.boolean(), types: z.array(columnType) })),
      first: rowPlace,
    })
    .optional(),
});
export type ImportPlace = z.infer<typeof importPlace>;
