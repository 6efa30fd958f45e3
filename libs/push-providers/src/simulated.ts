import { readFileSync } from 'node:fs';
import type { PushCredential } from '@parlance/app-settings';
import type { ProviderPlaces } from './connect-provider.ts';

/**
 * Push providers that are simulated, for deployments of developers and of tests: the authority of their certificates, where they listen,
 * and credentials that let a sender in. Apps without credentials of their own push to them.
 */
export interface SimulatedProviders {
  /** PEM. */
  readonly authority: string;
  readonly places: ProviderPlaces;
  readonly credentials: readonly PushCredential[];
}

/**
 * @param environment NODE_ENV
 * @throws Error for a file that cannot be read, and in production, where no push may go to a simulator
 */
export function readSimulated(file: string, environment: string): SimulatedProviders {
  if (environment === 'production') throw new Error('PARLANCE_PUSH_SIMULATORS is for developers and tests: unset it in production.');
  return JSON.parse(readFileSync(file, 'utf8')) as SimulatedProviders;
}
