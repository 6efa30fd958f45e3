import { z } from 'zod';
import { operation, REST, STREAM, type RestReply, type StreamReply } from './operation.ts';
import { route } from './rest-route.ts';

/** Parameters of Parse Server, and `functionName`, `requestId` and `jobId` besides; unchecked: one that means nothing has its default. */
const parameters = z.record(z.string(), z.unknown());

/** `GET /scriptlog`: lines of the app's code, newest first: `[{"level","message","timestamp",…}]`. */
export const readLog = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'functions.read-log',
  request: z.object({ parameters }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/scriptlog', 'master', ({ input }) => ({ parameters: input }), { whileLoading: true })],
});

/** `GET /scriptlog/follow`: the last lines, and each further one as it is written: one JSON object in each line that is not empty. */
export const followLog = operation<{ parameters: Record<string, unknown> }, StreamReply>({
  subject: 'functions.follow-log',
  request: z.object({ parameters }),
  reply: STREAM,
  retry: 'never',
  routes: [route('GET', '/scriptlog/follow', 'master', ({ input }) => ({ parameters: input }), { whileLoading: true })],
});
