import type { Provider } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { CodedApps } from '../apps/coded-apps.ts';
import { MongoFunctionsDatabase } from '../database/mongo-functions-database.ts';
import { CodeHost } from '../host/code-host.ts';
import { CodeCopies } from '../loading/code-copies.ts';
import { limitsOf } from '../calls/code-calls.ts';
import { runtimeSettings } from './code-of-apps.ts';
import { probeCode } from './code-probe.ts';
import { ComingReleases } from './coming-releases.ts';
import { fetchBundle } from './fetch-bundle.ts';
import { ReleaseCode } from './release-code.ts';
import { ReleaseStore } from './release.store.ts';
import { Releases } from './releases.ts';

/** All that keeps and serves releases. */
export function releaseProviders(): Provider[] {
  return [
    {
      provide: ReleaseStore,
      inject: [MongoFunctionsDatabase],
      useFactory: (database: MongoFunctionsDatabase) => new ReleaseStore(database),
    },
    {
      provide: ReleaseCode,
      inject: [BUS, CodeCopies, LOGGER],
      useFactory: (bus: Bus, copies: CodeCopies, logger: Logger) =>
        new ReleaseCode({ copies, fetch: fetchBundle(bus), settingsOf: runtimeSettings, logger }),
    },
    {
      provide: Releases,
      inject: [BUS, CodedApps, ReleaseStore, ReleaseCode, CodeHost],
      useFactory: (bus: Bus, apps: CodedApps, store: ReleaseStore, code: ReleaseCode, host: CodeHost) =>
        new Releases({
          bus,
          apps,
          store,
          code,
          probe: (app, tried) => probeCode(host, app, tried),
          prepare: (app, coming) => host.prepare(app.id, coming, limitsOf(app)),
        }),
    },
    {
      provide: ComingReleases,
      inject: [BUS, CodedApps, ReleaseCode, CodeHost, LOGGER],
      useFactory: (...parts: ConstructorParameters<typeof ComingReleases>) => new ComingReleases(...parts),
    },
  ];
}
