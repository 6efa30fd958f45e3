import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Push providers that are simulated, for deployments of developers and of tests: where they listen, which authority their certificates
 * are of, and the credentials that let a sender in. Apps without credentials of their own push to them.
 */
const simulators = z.object({
  authority: z.string(),
  apns: z
    .object({ url: z.string(), teamId: z.string(), keyId: z.string(), privateKey: z.string(), topic: z.string().optional() })
    .optional(),
});
export type SimulatedProviders = z.infer<typeof simulators>;

/** @throws Error for a file that cannot be read, and in production, where no push may go to a simulator */
export function readSimulators(file: string, nodeEnvironment: string | undefined): SimulatedProviders {
  if (nodeEnvironment === 'production') throw new Error('PARLANCE_PUSH_SIMULATORS is for developers and tests: unset it in production.');
  return simulators.parse(JSON.parse(readFileSync(file, 'utf8')));
}
