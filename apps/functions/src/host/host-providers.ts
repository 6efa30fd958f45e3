import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, OnApplicationShutdown, Provider } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { CallReports } from '../admin/call-reports.ts';
import { CodedApps } from '../apps/coded-apps.ts';
import { CodeCalls } from '../calls/code-calls.ts';
import { LOST_WITHOUT, LAYERS } from '../isolation/layers.ts';
import type { Walls } from '../isolation/launch.ts';
import { probeLayers } from '../isolation/probe-layers.ts';
import { CodeLog } from '../logs/code-log.ts';
import type { FunctionsSettings } from '../settings.ts';
import { CodeHost } from './code-host.ts';
import { CodeRequests } from './code-requests.ts';
import { CodeSource } from './code-source.ts';
import { Egress } from './egress.ts';
import { FirstLoads } from './first-loads.ts';
import { Manifests } from './manifests.ts';
import { runtimeEntry } from './runtime-entry.ts';
import { SessionUsers } from './session-users.ts';
import { toldWords } from './told-words.ts';

/** Begins and ends the processes of code with the service. */
class HostLifetime implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #host: CodeHost;
  readonly #loads: FirstLoads;
  readonly #egress: Egress;

  constructor(host: CodeHost, loads: FirstLoads, egress: Egress) {
    this.#egress = egress;
    this.#host = host;
    this.#loads = loads;
  }

  onApplicationBootstrap(): void {
    this.#loads.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#loads.stop();
    this.#host.kill(); // calls were answered before: the bus has been drained
    await this.#egress.close();
  }
}

/**
 * All that runs the code of apps, but the place that it comes from: `CodeSource`.
 *
 * @param probed told once which walls this machine puts around code
 */
export function hostProviders(settings: FunctionsSettings, probed: (walls: Walls) => void): Provider[] {
  return [
    { provide: SessionUsers, inject: [BUS], useFactory: (bus: Bus) => new SessionUsers(bus) },
    {
      provide: Manifests,
      inject: [BUS, CodedApps, LOGGER],
      useFactory: (bus: Bus, apps: CodedApps, logger: Logger) => new Manifests(bus, apps, logger),
    },
    {
      provide: Egress,
      inject: [CodedApps, CodeLog],
      useFactory: (apps: CodedApps, log: CodeLog) =>
        Egress.start({
          allowedAddresses: settings.PARLANCE_OUTBOUND_ALLOWED,
          allowedByApp: (app) => apps.known(app)?.settings.cloudCode.allowedAddresses ?? [],
          refused: (app, place) => log.write({ app, level: 'warn', text: `${place} may not be called: it is no public address.` }),
        }),
    },
    {
      provide: CodeHost,
      inject: [BUS, SessionUsers, CodeLog, CallReports, CodedApps, Manifests, Egress, LOGGER],
      useFactory: async (
        bus: Bus,
        users: SessionUsers,
        log: CodeLog,
        reports: CallReports,
        apps: CodedApps,
        manifests: Manifests,
        egress: Egress,
        logger: Logger,
      ) => {
        const walls = await probeLayers();
        probed(walls);
        for (const layer of LAYERS.filter((name) => !walls.layers.has(name))) {
          logger.info({ layer }, `Code of apps runs without a layer of isolation, so that ${LOST_WITHOUT[layer]}.`);
        }
        const requests = new CodeRequests({ bus, requestId: randomUUID, changesUsers: (app) => users.forget(app) });
        return new CodeHost({
          walls,
          runtime: runtimeEntry(),
          perform: (...request) => requests.perform(...request),
          connect: egress.connect,
          words: toldWords(log, reports, apps, logger),
          manifest: (app, code, manifest) => manifests.told(app, code, manifest),
          processesMax: settings.PARLANCE_FUNCTIONS_PROCESSES_MAX,
        });
      },
    },
    {
      provide: HostLifetime,
      inject: [BUS, CodedApps, CodeSource, CodeHost, Manifests, Egress, LOGGER],
      useFactory: (bus: Bus, apps: CodedApps, source: CodeSource, host: CodeHost, manifests: Manifests, egress: Egress, logger: Logger) =>
        new HostLifetime(host, new FirstLoads({ bus, apps, source, host, manifests, logger }), egress),
    },
    {
      provide: CodeCalls,
      inject: [CodedApps, CodeSource, CodeHost, SessionUsers],
      useFactory: (apps: CodedApps, source: CodeSource, host: CodeHost, users: SessionUsers) => new CodeCalls(apps, source, host, users),
    },
  ];
}
