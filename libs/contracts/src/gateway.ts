import { z } from 'zod';
import { HTTP, json, operation, type HttpReply } from './operation.ts';

/**
 * A REST request that code of an app makes inside of the deployment, or an administrator. It passes the same guards as one over HTTP; the identity is that of
 * the context, or that of `sessionToken` where there is one. `path` is below the mount, undecoded, with its query; `repeatId` is the
 * `X-Parse-Request-Id` of a client. The answer is that of a client, errors included; one in pieces comes whole.
 */
const performRequest = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().startsWith('/').max(16_384),
  sessionToken: z.string().optional(),
  contentType: z.string().optional(),
  repeatId: z.string().optional(),
  body: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type PerformRequest = z.infer<typeof performRequest>;
export const perform = operation<PerformRequest, HttpReply>({
  subject: 'gateway.perform',
  request: performRequest,
  reply: HTTP,
  retry: 'never',
  deadlineMs: 15 * 60_000,
  body: 'bytes',
  askedBy: ['functions', 'admin'],
});

/**
 * How far the app has got under the quotas on its requests: `requestsPerSecond` as of the last ten seconds and `requestsPerDay` over all
 * gateways, `concurrentRequests` in the one that answers. null where nothing is counted, since the app has no such quota.
 */
const quotaUseReply = z.object({
  requestsPerSecond: z.number().nullable(),
  requestsPerDay: z.number().nullable(),
  concurrentRequests: z.number().nullable(),
});
export type QuotaUse = z.infer<typeof quotaUseReply>;
export const quotaUse = operation<Record<string, never>, QuotaUse>({
  subject: 'gateway.quota-use',
  request: z.object({}).strict(),
  reply: json(quotaUseReply),
  retry: 'safe',
  askedBy: ['admin'],
});
