import { files } from '@parlance/contracts';
import { z } from 'zod';

/** An export as it was asked for; without `className` of the whole app. */
export const exportAsked = z.object({
  className: z.string().optional(),
  where: z.record(z.string(), z.unknown()).optional(),
  email: z.string().optional(),
  serverUrl: z.string().optional(),
  passwords: z.boolean(),
  files: z.boolean().default(false),
});
export type ExportAsked = z.infer<typeof exportAsked>;

/** A file that is to be made: the objects of a class, the members of one of its relations, or the files of the app. */
const exportEntry = z.object({
  name: z.string(),
  className: z.string(),
  field: z.string().optional(),
  isFiles: z.literal(true).optional(),
});
export type ExportEntry = z.infer<typeof exportEntry>;

/**
 * Where an export stands.
 *
 * - `entries`: all files that are to be made from objects, in order; `made`: those that are whole
 * - `file`: the one under way; `after`: the id behind which it goes on; `rows`: its objects so far
 */
export const exportPlace = z.object({
  entries: z.array(exportEntry),
  made: z.array(files.exportedFile),
  file: files.exportedFile.optional(),
  after: z.string().optional(),
  rows: z.int(),
});
export type ExportPlace = z.infer<typeof exportPlace>;
