import type { SimulatedProviders } from '@parlance/push-providers';
import { simulatedProviders } from './simulated-providers.ts';
import type { Simulators } from './start-simulators.ts';

/** All that another process needs to talk to the simulators of this one: a deployment takes it as `PARLANCE_PUSH_SIMULATORS`. */
export interface SimulatorsDescription extends SimulatedProviders {
  /** Process id of the simulators. */
  readonly pid: number;
  readonly seed: number;
  /** Of the control API; the page of devices is at its root. */
  readonly controlUrl: string;
  readonly apns: { readonly url: string } & Simulators['apns']['credentials'];
  readonly googleOAuth: { readonly url: string };
  readonly fcm: { readonly url: string; readonly serviceAccount: Simulators['fcm']['credentials'] };
  readonly microsoftOAuth: { readonly url: string };
  readonly wns: { readonly url: string } & Simulators['wns']['credentials'];
  readonly winphone: { readonly url: string } & Simulators['winphone']['credentials'];
  readonly webPush: { readonly url: string } & Simulators['webPush']['credentials'];
}

export function describeSimulators(simulators: Simulators, pid: number): SimulatorsDescription {
  const { seed, controlUrl, apns, googleOAuth, fcm, microsoftOAuth, wns, winphone, webPush } = simulators;
  return {
    ...simulatedProviders(simulators),
    pid,
    seed,
    controlUrl,
    apns: { url: apns.url, ...apns.credentials },
    googleOAuth: { url: googleOAuth.url },
    fcm: { url: fcm.url, serviceAccount: fcm.credentials },
    microsoftOAuth: { url: microsoftOAuth.url },
    wns: { url: wns.url, ...wns.credentials },
    winphone: { url: winphone.url, ...winphone.credentials },
    webPush: { url: webPush.url, ...webPush.credentials },
  };
}
