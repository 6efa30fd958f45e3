import { Bus } from '@parlance/bus';
import {
  AppDirectory,
  buildRoutes,
  ExposureJournal,
  HealthBoard,
  ParameterDirectory,
  RequestTally,
  SessionDirectory,
  type RouteEntry,
} from '@parlance/gateway';
import type { ParseError } from '@parlance/errors';
import { Readiness } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { offersOf, TransferClient } from '@parlance/transfers';

/** Every route below the mount, as the gateway serves it: tests that go over all routes cover later ones too. */
export async function allRoutes(): Promise<readonly RouteEntry[]> {
  const bus = await Bus.connect({ servers: testServers().natsUrl, prefix: uniqueName('routes'), name: 'routes' });
  const logger = createLogger({ service: 'routes', level: 'silent' });
  const tally = new RequestTally(bus, logger);
  const exposures = new ExposureJournal(bus, logger);
  const options = { mount: ['parse'], batchMounts: [['parse']], trustedHops: 0, publicUrl: () => 'http://127.0.0.1' };
  const parts = {
    bus,
    apps: new AppDirectory(bus),
    parameters: new ParameterDirectory(bus),
    sessions: new SessionDirectory(bus),
    transfers: new TransferClient(offersOf(bus)),
    health: new HealthBoard(bus),
    readiness: new Readiness(),
    tell: (error: ParseError) => error.toBody(),
    tally,
    exposures,
    options,
  };
  const { entries } = buildRoutes(parts).routes;
  await Promise.all([tally.close(), exposures.close()]);
  await bus.close();
  return entries;
}

/** Those of them that ask for an app. */
export async function servedRoutes(): Promise<readonly RouteEntry[]> {
  return (await allRoutes()).filter(({ scope }) => scope !== 'public');
}

export { LASTING } from '../../tools/fuzz/random-requests.ts';

/** The path of a route with its parameters filled in; a parameter that `values` lacks becomes its own name. */
export function pathOf({ path }: Pick<RouteEntry, 'path'>, values: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)\+?/g, (_, name: string) => encodeURIComponent(values[name] ?? name));
}
