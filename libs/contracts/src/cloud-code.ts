import { jobPolicy } from '@parlance/app-settings';
import { z } from 'zod';

/** The moments at which code of an app is asked; the names are Parse Server's. */
export const TRIGGER_KINDS = [
  'beforeSave',
  'afterSave',
  'beforeDelete',
  'afterDelete',
  'beforeFind',
  'afterFind',
  'beforeLogin',
  'afterLogin',
  'afterLogout',
  'beforePasswordResetRequest',
] as const;
export const triggerKind = z.enum(TRIGGER_KINDS);
export type TriggerKind = z.infer<typeof triggerKind>;

/** Stand for a class in the triggers of files and of the parameters of Config. */
export const FILE_CLASS = '@File';
export const CONFIG_CLASS = '@Config';

/** Which triggers an app has, by class: `{"Review": ["beforeSave", "afterSave"]}`. A class without triggers is not there. */
export const triggerTable = z.record(z.string(), z.array(triggerKind).readonly()).readonly();
export type TriggerTable = z.infer<typeof triggerTable>;

/**
 * A rate limit that code declares, in the words of the setting `rateLimit` of an app; `requestPath` and `requestMethods` are filled in
 * for functions and triggers. Checked by that setting's schema when the code is deployed.
 */
export const codeRateLimits = z.array(z.record(z.string(), z.unknown())).readonly();

/** Rules for runs that code declares with its jobs, by their names; those without any are not there. */
export const jobRules = z.record(z.string(), jobPolicy).readonly();

/**
 * All that an app's code has registered, as a worker tells it after loading. Validators stay in the worker. `version` names the bytes that were
 * loaded: a release id, or the digest of a folder.
 */
export const cloudManifest = z.object({
  version: z.string().min(1),
  functions: z.array(z.string()).readonly(),
  jobs: z.array(z.string()).readonly(),
  jobRules: jobRules.optional(),
  triggers: triggerTable,
  rateLimits: codeRateLimits,
});
export type CloudManifest = z.infer<typeof cloudManifest>;

/** Functions and triggers that webhooks serve; they replace those of the code by the same name. `digest` changes with any of them. */
export const hookTable = z.object({ digest: z.string(), functions: z.array(z.string()).readonly(), triggers: triggerTable });
export type HookTable = z.infer<typeof hookTable>;

/**
 * The part of an app's code that other services learn.
 *
 * - `state`: 'none' for an app without code and hooks; 'loading' while code is declared that was never loaded: requests have to wait, as
 *   saves would pass without its checks; 'ready' else
 * - `triggers`: those of code and webhooks together
 */
export const appCode = z
  .object({ state: z.enum(['none', 'loading', 'ready']), triggers: triggerTable, rateLimits: codeRateLimits })
  .default({ state: 'none', triggers: {}, rateLimits: [] });
export type AppCode = z.infer<typeof appCode>;

/** Of an app without code and without webhooks. */
export const NO_CODE: AppCode = Object.freeze({ state: 'none', triggers: {}, rateLimits: [] });
