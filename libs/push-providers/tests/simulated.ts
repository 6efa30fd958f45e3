import { Outbound } from '@parlance/outbound';
import type { PushProvider } from '@parlance/push';
import type { Simulators } from '@parlance/testing';

/** The way out to simulators: the loopback address, and the authority of the run. */
export const outboundTo = (simulators: Simulators) =>
  new Outbound({ allowedAddresses: ['127.0.0.0/8', '::1'], ca: simulators.authority, socketsPerHostMax: 256 });

/** A provider whose connections end with it. */
export function withOwnConnections(provider: PushProvider, outbound: Outbound): PushProvider {
  return {
    send: (messages, signal) => provider.send(messages, signal),
    close: async () => {
      await provider.close();
      outbound.close();
    },
  };
}

/** `localhost:8443`, the entry of an allow-list for that place. */
export const hostOf = (url: string) => new URL(url).host;
