import type { Server } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import type { DatabaseFormat, Db } from '@parlance/mongo';
import type { Settings, SettingsTable } from '@parlance/settings';
import type { FastifyHttpOptions } from 'fastify';

/**
 * The description of a service for the process that hosts it; each app's index.ts exports one as SERVICE.
 *
 * - `name`: first part of the subjects it serves
 * - `module`: gets the settings of `settings`; finds BUS, LOGGER, TELEMETRY, READINESS and PROCESS_FACTS in the process's global module
 * - `http`: options of the HTTP server it wants, which listens on PARLANCE_HOST and PARLANCE_PORT; false for none. At most one service
 *   of a process can want one. Nest's body parsers are off: the service reads bodies itself.
 * - `databases`: those that the service alone keeps, which are brought to the format of this release before it starts
 */
export interface ServiceDefinition<Table extends SettingsTable = SettingsTable> {
  readonly name: string;
  readonly module: { register(settings: Settings<Table>): DynamicModule };
  readonly settings: Table;
  readonly http: false | FastifyHttpOptions<Server>;
  /** @param prefix of the deployment */
  databases?(settings: Settings<Table>, prefix: string): readonly OwnDatabase[];
}

/** A database of a service. */
export interface OwnDatabase {
  readonly uri: string;
  readonly name: string;
  readonly format: DatabaseFormat;
  /** The deployment that it belongs to, where that is written in it; the database of another one is left alone. */
  ownerOf?(database: Db): Promise<string | undefined>;
}
