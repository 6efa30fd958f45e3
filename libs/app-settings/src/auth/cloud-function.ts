import { z } from 'zod';

/**
 * A setting that names a function of the app's code, or one that a webhook serves: `{"function": "checkPassword"}`. All settings that take a
 * callback at Parse Server name their functions so; docs/cloud-callbacks.md lists them with all that they are handed.
 */
export const cloudFunction = z
  .object({ function: z.string().min(1).max(512).describe('Name of a function of the app, as in Parse.Cloud.define.') })
  .strict();
export type CloudFunction = z.infer<typeof cloudFunction>;

/** A switch that is on, off, or decided by a function. */
export const switchOrFunction = z.union([z.boolean(), cloudFunction], { error: 'expected true, false or {"function": "<name>"}' });
export type SwitchOrFunction = z.infer<typeof switchOrFunction>;
