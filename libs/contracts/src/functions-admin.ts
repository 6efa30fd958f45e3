import { z } from 'zod';
import { operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/** `GET /admin/cloud`: functions and triggers of the code in force, with their calls, errors and times over the last `hours` (24). */
export const reportCode = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'functions.report-code',
  request: z.object({ parameters: z.record(z.string(), z.unknown()) }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/admin/cloud', 'master', ({ input }) => ({ parameters: input }), { whileLoading: true })],
});
