import * as z from 'zod/mini';

export const TABS = ['parameters', 'preview', 'history', 'experiments'] as const;
export type Tab = (typeof TABS)[number];

const text = z.catch(z._default(z.string(), ''), '');

/** The view of the Config page, in its address. `installation` and `user` are those of the preview. */
export const configSearch = z.object({
  tab: z.catch(z._default(z.enum(TABS), 'parameters'), 'parameters'),
  find: text,
  installation: text,
  user: text,
});
