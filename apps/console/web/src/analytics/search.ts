import * as z from 'zod/mini';
import { RANGES, STEPS } from './range.ts';

const text = z.catch(z.optional(z.string()), undefined);
/** One of several words; the first one where the address says none of them. */
const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  z.catch(z._default(z.enum(words), words[0] as never), words[0]);
const filter = z.object({ dimension: z.string(), is: z.array(z.string()) });
const filters = z.catch(z._default(z.array(filter), []), []);
export type Filter = z.infer<typeof filter>;

/** The range of all pages of analytics. */
export const analyticsSearch = z.object({
  range: z.catch(z._default(z.enum(RANGES), 'week'), 'week'),
  from: text,
  to: text,
  step: z.catch(z.optional(z.enum(STEPS)), undefined),
});
export const requestsSearch = z.object({
  by: oneOf('className', 'verb', 'deviceType', 'operation', 'status', 'code', 'sdk', 'appVersion'),
});
/** `event`: the one that is shown; `segment`: the dimension by which it is split. */
export const eventsSearch = z.object({ event: text, segment: text, filters });
export const audienceSearch = z.object({ of: oneOf('installations', 'users'), period: oneOf('day', 'week', 'month') });
export const retentionSearch = z.object({ of: oneOf('installations', 'users') });
export const funnelSearch = z.object({
  first: text,
  then: text,
  by: oneOf('installation', 'user'),
  within: z.catch(z._default(z.int().check(z.gte(1), z.lte(2_678_400)), 604_800), 604_800),
});
export const explorerSearch = z.object({
  source: oneOf('events', 'requests'),
  event: text,
  groupBy: text,
  filters,
  top: z.catch(z._default(z.int().check(z.gte(1), z.lte(50)), 10), 10),
});
export type ExplorerSearch = z.infer<typeof explorerSearch> & z.infer<typeof analyticsSearch>;
