import { CONTRACTS, type Contract } from '@parlance/contracts';
import type { ServiceDefinition } from '@parlance/service';
import { SERVER_OPTIONS } from './edge/server-options.ts';
import { GatewayModule } from './gateway.module.ts';
import { GATEWAY_SETTINGS, type GatewaySettings } from './settings.ts';

export { RequestTally } from './analytics/request-tally.ts';
export { AppDirectory } from './apps/app-directory.ts';
export { SessionDirectory } from './callers/session-directory.ts';
export { ExposureJournal } from './parameters/exposure-journal.ts';
export { ParameterDirectory } from './parameters/parameter-directory.ts';
export { HealthBoard } from './health/health-board.ts';
export { GatewayModule } from './gateway.module.ts';
export { GATEWAY_SETTINGS, type GatewaySettings } from './settings.ts';
export { buildRoutes, type RouteParts, type Routes } from './routes/build-routes.ts';
export type { RouteEntry } from './routes/route.ts';

/** How a process hosts this service. */
export const SERVICE = gatewayFor(CONTRACTS);

/** The gateway of these services: a service that is not in the list of libs/contracts can be tried out through it. */
export function gatewayFor(contracts: readonly Contract[]) {
  return {
    name: 'gateway',
    module: { register: (settings: GatewaySettings) => GatewayModule.register(settings, contracts) },
    settings: GATEWAY_SETTINGS,
    http: SERVER_OPTIONS,
  } satisfies ServiceDefinition<typeof GATEWAY_SETTINGS>;
}
