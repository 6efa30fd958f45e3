import { readFileSync } from 'node:fs';
import type { Sender } from '@parlance/push';

/**
 * Push providers that are simulated, for deployments of developers and of tests: where they listen, the authority of their certificates,
 * and the credentials that let a sender in. Apps without credentials of their own push to them.
 */
export interface SimulatedProviders {
  /** PEM. */
  readonly authority: string;
  readonly apns?: SimulatedApns;
  readonly fcm?: SimulatedFcm;
}

export interface SimulatedApns {
  readonly url: string;
  readonly teamId: string;
  readonly keyId: string;
  readonly privateKey: string;
  readonly topic?: string;
}

export interface SimulatedFcm {
  readonly url: string;
  readonly tokenUrl: string;
  readonly projectId: string;
  readonly clientEmail: string;
  readonly privateKey: string;
}

/**
 * @param environment NODE_ENV
 * @throws Error for a file that cannot be read, and in production, where no push may go to a simulator
 */
export function readSimulated(file: string, environment: string): SimulatedProviders {
  if (environment === 'production') throw new Error('PARLANCE_PUSH_SIMULATORS is for developers and tests: unset it in production.');
  return JSON.parse(readFileSync(file, 'utf8')) as SimulatedProviders;
}

/** The simulated providers as an app chooses between its credentials. */
export function simulatedSenders({ apns, fcm }: SimulatedProviders): readonly Sender[] {
  return [
    ...(apns === undefined ? [] : [{ provider: 'apns', platform: 'ios', credential: 'simulated-apns' } as const]),
    ...(fcm === undefined ? [] : [{ provider: 'fcm', platform: 'android', credential: 'simulated-fcm' } as const]),
  ];
}
