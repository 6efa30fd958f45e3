import { z } from 'zod';
import { owned } from '../owned.ts';
import { logLevelsSetting, logSettings } from './log-settings.ts';
import { webhookSettings } from './webhook-settings.ts';

/**
 * Settings of an app's code, which the host of it owns. `encodeParseObjectInCloudFunction` is Parse Server's; the others are ours.
 * Source: docs/contract/08-cloud-code.md, 31-cloud-code-runtime.md and 23-parse-server-options.md.
 */
export const functionsSettings = owned(
  {
    encodeParseObjectInCloudFunction: z
      .boolean()
      .default(true)
      .describe('Pointers in parameters of functions arrive as objects of the SDK; false leaves them as they were sent.'),
    cloudCode: z
      .object({
        workersMax: z.int().min(1).max(64).default(2).describe('Processes that run the code of the app, in each replica of functions.'),
        memoryMb: z.int().min(32).max(8_192).default(256).describe('Heap of one process; one that has much more memory is ended.'),
        allowedAddresses: z
          .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'expected an address or a range such as 10.0.0.0/8' }))
          .max(100)
          .default([])
          .describe(
            'Private addresses and ranges that the code may call. Only those count that the operator lists in PARLANCE_OUTBOUND_ALLOWED.',
          ),
        idleSeconds: z.int().min(1).max(86_400).default(300).describe('A process without calls ends after that long.'),
        functionSeconds: z
          .record(z.string().min(1).max(512), z.int().min(1).max(900))
          .default({})
          .describe('Functions that may take longer than requestDeadlineMs for callers with a master key: seconds by name.'),
      })
      .strict()
      .prefault({})
      .describe('How the Cloud Code of the app is run.'),
    codeLog: logSettings.describe('The log of the Cloud Code of the app, which GET /scriptlog shows.'),
    logLevels: logLevelsSetting.describe('Levels at which calls of Cloud Code are logged.'),
    slowTriggerMs: z
      .int()
      .min(1)
      .max(60_000)
      .default(250)
      .describe('A trigger of which one call in a hundred takes longer stands out in GET /admin/cloud.'),
    webhooks: webhookSettings.describe('Calls of functions and triggers that are served elsewhere.'),
  },
  { cloudCode: ['gateway'] },
);
