import type { analytics } from '@parlance/contracts';
import type { DeviceTypes } from '../devices/device-types.ts';
import { APP_OPENED } from '../ingest/event-cells.ts';
import type { KnownPushes } from './known-pushes.ts';

/** An app-open that names a push, and its installation. */
export type PushOpen = analytics.TakenEvent & { readonly installation: string };

export function isPushOpen(event: analytics.TakenEvent): event is PushOpen {
  const { name, pushHash, pushId, installation } = event;
  return name === APP_OPENED && installation !== undefined && installation !== '' && (pushHash !== undefined || pushId !== undefined);
}

/**
 * The ids of those events that count as opens of a push, among app-opens of one app: the app has such a push, and the installation is
 * registered. All others are app-opens and nothing more.
 */
export async function countedOpens(
  app: string,
  events: readonly PushOpen[],
  { devices, pushes }: { readonly devices: Pick<DeviceTypes, 'of'>; readonly pushes: Pick<KnownPushes, 'of'> },
): Promise<ReadonlySet<string>> {
  const isKnown = await pushes.of(app, events);
  const named = events.filter(isKnown);
  // Ids of installations are stored in small letters.
  const registered = await devices.of(app, new Set(named.map(({ installation }) => installation.toLowerCase())));
  return new Set(named.filter(({ installation }) => registered.has(installation.toLowerCase())).map(({ id }) => id));
}
