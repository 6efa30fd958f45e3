import type { KeptDelivery } from '../frame/journal.ts';
import type { RunningSimulator } from '../frame/running.ts';
import { PLATFORMS, type PlatformName } from './drawn.ts';

/** A simulated device: all that it is known by is the messages to it. */
export interface Device {
  readonly platform: PlatformName;
  readonly token: string;
  /** Newest first, at most those that are shown. */
  readonly deliveries: readonly KeptDelivery[];
  /** Among the messages that the journals keep as a whole. */
  readonly messages: number;
}

export interface DeviceList {
  /** The device with the newest message first. */
  readonly shown: readonly Device[];
  /** Devices that have no room on the page. */
  readonly others: number;
}

export const DEVICES_SHOWN_MAX = 60;
export const DELIVERIES_SHOWN_MAX = 5;

/** The devices that got something lately, of all platforms. Cost: the messages kept, some thousands. */
export function recentDevices(simulators: readonly RunningSimulator<unknown>[]): DeviceList {
  const devices = new Map<string, { platform: PlatformName; token: string; deliveries: KeptDelivery[]; messages: number }>();
  for (const { name, journal } of simulators) {
    if (!isPlatform(name)) continue;
    for (const delivery of journal.recent().toReversed()) {
      const key = `${name} ${delivery.token}`;
      let device = devices.get(key);
      if (device === undefined) devices.set(key, (device = { platform: name, token: delivery.token, deliveries: [], messages: 0 }));
      device.messages += 1;
      if (device.deliveries.length < DELIVERIES_SHOWN_MAX) device.deliveries.push(delivery);
    }
  }
  const newest = [...devices.values()].sort((a, b) => (b.deliveries[0]?.at ?? 0) - (a.deliveries[0]?.at ?? 0));
  return { shown: newest.slice(0, DEVICES_SHOWN_MAX), others: Math.max(0, newest.length - DEVICES_SHOWN_MAX) };
}

const isPlatform = (name: string): name is PlatformName => Object.hasOwn(PLATFORMS, name);
