import { pushCredentials, type PushLimits, type QuotaLimit } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { sendersOf, type PushRights, type QuietHours, type Sender, type Senders } from '@parlance/push';

const APPS_MAX = 10_000;
const TTL_MS = 60_000;

/** An app as far as accepting its pushes goes. */
export interface PushApp {
  readonly name: string;
  readonly rights: PushRights;
  readonly senders: Senders;
  readonly limits: PushLimits;
  /** Of pushes in a day. */
  readonly quota: QuotaLimit;
  readonly quietHours: QuietHours | undefined;
}

/** The apps that push, as this process last heard of them. */
export class PushApps extends RegistryCopy<config.AppForPush, PushApp> {
  /** @param simulated providers for apps without credentials of their own */
  constructor(bus: Bus, simulated: readonly Sender[]) {
    super(bus, {
      operation: config.appForPush,
      compile: ({ name, settings: { push, pushLimits, quotas, clientPushEnabled, restPushEnabled } }) => {
        const own = pushCredentials(push);
        // Windows Phones, which need no credentials, do not make an app one that brings its own.
        const hasOwn = own.some(({ provider }) => provider !== 'mpns');
        return {
          name,
          rights: { clientPushEnabled, restPushEnabled },
          senders: sendersOf(hasOwn || simulated.length === 0 ? own : simulated),
          limits: pushLimits,
          quota: quotas.pushesPerDay,
          quietHours: push.quietHours,
        };
      },
      entriesMax: APPS_MAX,
      ttlMs: TTL_MS,
    });
  }
}
