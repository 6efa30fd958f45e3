import { SERVICE as auth } from '@parlance/auth';
import { SERVICE as config } from '@parlance/config';
import { SERVICE as data } from '@parlance/data';
import { SERVICE as gateway } from '@parlance/gateway';
import type { ServiceDefinition } from '@parlance/service';
import type { ServiceName } from './settings.ts';

/** All services there are, by name. */
export const SERVICES: Readonly<Record<ServiceName, ServiceDefinition>> = { gateway, auth, data, config };

/** The services of these names, each once. Names are checked by the setting they come from. */
export function servicesNamed(names: readonly string[]): readonly ServiceDefinition[] {
  return Object.entries(SERVICES)
    .filter(([name]) => names.includes(name))
    .map(([, service]) => service);
}
