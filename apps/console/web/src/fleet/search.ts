import * as z from 'zod/mini';

export const TABS = ['services', 'health', 'queues', 'lag', 'leaders', 'formats'] as const;
export const fleetSearch = z.object({ tab: z.catch(z._default(z.enum(TABS), 'services'), 'services') });
export type FleetSearch = z.infer<typeof fleetSearch>;
