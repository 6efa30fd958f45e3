import type { AppDeclaration, Mode, Parlance, Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { complaints, startPushDeployment, storeDevices, token, type PushDeployment, type Status } from './push-deployment.ts';

export const DEVICES = 240;
export const NOBODY = { missing: [], repeated: [], strangers: 0 };

/** A payload of APNs. */
export interface ApplePayload {
  readonly aps: { readonly alert?: unknown; readonly badge?: number; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

export interface AppleOptions {
  readonly mode?: Mode;
  readonly apps?: readonly AppDeclaration[];
}

/**
 * A deployment for the tests of one `describe`, and 240 devices of Apple, stored anew before each test: every third one is subscribed to
 * `Giants` and the others to `Mets`, half of them are in Kolkata and half in New York, and their languages take turns. Afterwards no process
 * may have complained.
 */
export function useAppleDevices({ mode = 'fused', apps }: AppleOptions = {}): AppleDevices {
  const devices = new AppleDevices();
  beforeAll(async () => devices.start(mode, apps));
  afterAll(() => devices.close());
  beforeEach(() => devices.renew());
  afterEach(() => expect(complaints(devices.parlance)).toEqual([]));
  return devices;
}

export class AppleDevices {
  #deployment: PushDeployment | undefined;

  get parlance(): Parlance {
    return this.#started.parlance;
  }

  get simulators(): Simulators {
    return this.#started.simulators;
  }

  get #started(): PushDeployment {
    if (this.#deployment === undefined) throw new Error('The deployment has not started.');
    return this.#deployment;
  }

  async start(mode: Mode, apps: readonly AppDeclaration[] | undefined): Promise<void> {
    this.#deployment = await startPushDeployment(mode, apps === undefined ? {} : { apps });
  }

  async close(): Promise<void> {
    await this.#deployment?.close();
  }

  async renew(): Promise<void> {
    this.simulators.apns.change({ reset: true });
    await (await this.parlance.database()).collection('_Installation').deleteMany({});
    await storeDevices(this.parlance, DEVICES, (number) => ({
      channels: number % 3 === 0 ? ['Giants'] : ['Mets'],
      badge: number,
      localeIdentifier: ['fr-FR', 'fr_CA', 'en-US', undefined][number % 4],
      timeZone: number % 2 === 0 ? 'Asia/Kolkata' : 'America/New_York',
    }));
  }

  /** The numbers of the devices for which `belongs` is true. */
  numbers(belongs: (number: number) => boolean = () => true): readonly number[] {
    return Array.from({ length: DEVICES }, (_, number) => number).filter(belongs);
  }

  /** The devices that a push reached, beside those that it ought to reach. */
  coverage(id: string, numbers: readonly number[]) {
    return this.simulators.apns.journal.coverage(id, numbers.map(token));
  }

  /** The installation as it is stored. */
  async stored(number: number) {
    return (await this.parlance.database()).collection('_Installation').findOne({ installationId: `installation-${number}` });
  }

  /** Tokens and payloads of all messages that arrived. */
  payloads(): readonly (readonly [token: string, payload: ApplePayload])[] {
    return this.simulators.apns.journal.recent().map(({ token: to, payload }) => [to, JSON.parse(payload) as ApplePayload]);
  }

  async status(id: string): Promise<Status> {
    return (await this.parlance.masterRest('GET', `/classes/_PushStatus/${id}`)).body;
  }
}
