import { z } from 'zod';

/**
 * The per-app settings of installations: part of those that data owns (data-settings.ts).
 * Source: docs/contract/23-parse-server-options.md section 4, 21-rest-protocol-endpoints.md section 4.
 */
export const installationSettings = z
  .object({
    duplicateDeviceTokenAction: z
      .enum(['delete', 'update'])
      .default('delete')
      .describe('What happens to older installations that hold a device token which another one registers: they go, or only lose it.'),
    duplicateDeviceTokenMergePriority: z
      .enum(['deviceToken', 'installationId'])
      .default('deviceToken')
      .describe('Which one stays when the installation of a token, which has no id yet, and that of an id turn out to be one device.'),
    duplicateDeviceTokenActionEnforceAuth: z
      .boolean()
      .default(false)
      .describe('Older installations are left alone where their ACL keeps the registering client from writing them.'),
  })
  .strict()
  .prefault({})
  .describe('How installations that share a device token are told apart.');
