import { z } from 'zod';
import { bytesOfText } from '../bytes-of-text.ts';
import { owned } from '../owned.ts';
import { pattern } from '../pattern.ts';
import { pagesSettings } from './pages-settings.ts';
import { quotasSetting } from './quota-settings.ts';
import { rateLimitSetting } from './rate-limit-settings.ts';

/** Settings that the `gateway` owns: the callers that are let in, and the requests that they may send. */
export const LOOPBACK = ['127.0.0.0/8', '::1'];
export const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];

const addresses = z.array(
  z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'expected an address or a range such as 10.0.0.0/8' }),
);
const deniedKeyword = z
  .object({ key: pattern.optional(), value: z.union([pattern, z.number(), z.boolean()]).optional() })
  .strict()
  .refine(({ key, value }) => key !== undefined || value !== undefined, 'expected a key, a value, or both');

const callers = {
  masterKeyIps: addresses.default(LOOPBACK).describe('Addresses and ranges from which the master key is accepted.'),
  readOnlyMasterKeyIps: addresses.default(LOOPBACK).describe('The same for the read-only master key.'),
  maintenanceKeyIps: addresses.default(LOOPBACK).describe('The same for the maintenance key.'),
  allowOrigin: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'expected an origin or a list of origins' })
    .default('*')
    .describe('Origins that browsers may call from.'),
  allowHeaders: z
    .array(z.string().regex(/^[A-Za-z0-9-]+$/))
    .default([])
    .describe('Further request headers that browsers may send.'),
};

const answers = {
  enableSanitizedErrorResponse: z
    .boolean()
    .default(true)
    .describe('Refusals say “Permission denied” and no more; off: they name what is refused, for developers. The log always says why.'),
};

const requests = {
  maxUploadSize: z
    .preprocess(
      bytesOfText,
      z
        .int('expected a number of bytes, or a string such as 20mb')
        .positive()
        .max(1 << 30),
    )
    .default(20 << 20)
    .describe('Largest request body, in bytes, or as a string such as 20mb.'),
  batchLimit: z.int().min(50).max(1_000).default(100).describe('Most requests in one batch.'),
  requestDeadlineMs: z.int().min(100).max(60_000).default(9_000).describe('An interactive request is answered within this time.'),
  requestKeywordDenylist: z
    .array(deniedKeyword)
    .max(100)
    .default([])
    .describe('Refused in bodies and queries, beside the names that always are. Texts are regular expressions.'),
  rateLimit: rateLimitSetting,
  quotas: quotasSetting,
  idempotency: z
    .object({
      paths: z.array(pattern).default([]).describe('Regular expressions on the path without the mount, anchored at its start.'),
      ttl: z.int().positive().default(300).describe('How long a request id is remembered, in seconds.'),
    })
    .strict()
    .prefault({})
    .describe('Detection of repeated requests by X-Parse-Request-Id.'),
};

export const gatewaySettings = owned(
  { ...callers, ...answers, ...requests, pages: pagesSettings },
  // Mails speak the fallback language of the pages that they lead to; data words the refusals in groups of creates.
  {
    pages: ['auth'],
    enableSanitizedErrorResponse: ['data'],
    maxUploadSize: ['files'],
    requestDeadlineMs: ['files'],
    quotas: ['data', 'files', 'push'],
  },
);
