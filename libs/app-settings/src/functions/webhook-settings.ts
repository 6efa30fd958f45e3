import { z } from 'zod';
import { secret } from '../secrets/secret.ts';

const ranges = z.array(
  z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'expected an address or a range such as 10.0.0.0/8' }),
);

/** Functions and triggers that an app serves elsewhere. */
export const webhookSettings = z
  .object({
    allowedAddresses: ranges
      .max(100)
      .default([])
      .describe(
        'Private addresses and ranges that may be called, by plain http too. Only those count that the operator lists in PARLANCE_OUTBOUND_ALLOWED.',
      ),
    timeoutMs: z.int().min(100).max(60_000).default(8_000).describe('A webhook answers within this time, repetitions included.'),
    retriesMax: z.int().min(0).max(5).default(2).describe('How often a call that may be repeated is repeated.'),
    idempotentFunctions: z
      .array(z.string().min(1).max(512))
      .max(1_000)
      .default([])
      .describe('Functions whose webhooks may be called again when an answer was lost. Those of find and log-in triggers always may.'),
    signatureKey: secret(z.string().min(16, 'expected at least 16 characters').max(512))
      .optional()
      .describe('Signs each call: X-Parlance-Signature is an HMAC-SHA-256 over X-Parlance-Timestamp, a dot, and the body.'),
  })
  .strict()
  .prefault({});
export type WebhookSettings = z.infer<typeof webhookSettings>;
