import type { RequestContext } from '@parlance/contracts';
import { sendersOf, type PushRights, type Senders } from '@parlance/push';

/** An app as far as accepting its pushes goes. */
export interface PushApp {
  readonly rights: PushRights;
  readonly senders: Senders;
}

/** The apps that push. */
export class PushApps {
  readonly #simulated: Senders;

  /** @param isSimulated the deployment has simulated providers for apps without credentials of their own */
  constructor(isSimulated: boolean) {
    this.#simulated = sendersOf(isSimulated ? [{ provider: 'apns', platform: 'ios', credential: 'simulated-apns' }] : []);
  }

  of(_context: RequestContext): Promise<PushApp> {
    return Promise.resolve({ rights: { clientPushEnabled: false, restPushEnabled: false }, senders: this.#simulated });
  }
}
