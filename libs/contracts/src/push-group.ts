import { z } from 'zod';

/**
 * The part of an audience that a push of an experiment goes to; all others are visited, and are no targets of it.
 *
 * - `experiment`: its id, by which installations are assigned
 * - `sizePercent`: the share of the audience that is tested; `variants`: the number of versions
 * - `index`: which of the versions this push is, or 'launch' for the one that goes to those who were not tested
 */
export const pushGroup = z
  .object({
    experiment: z.string().min(1),
    sizePercent: z.number().positive().max(100),
    variants: z.int().min(2).max(10),
    index: z.union([z.int().nonnegative(), z.literal('launch')]),
  })
  .readonly();
export type PushGroup = z.infer<typeof pushGroup>;
