import type { Server } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import type { Settings, SettingsTable } from '@parlance/settings';
import type { FastifyHttpOptions } from 'fastify';

/**
 * The description of a service for the process that hosts it; each app's index.ts exports one as SERVICE.
 *
 * - `name`: first part of the subjects it serves
 * - `module`: gets the settings of `settings`; finds BUS, LOGGER, TELEMETRY and READINESS in the process's global module
 * - `http`: options of the HTTP server it wants, which listens on PARLANCE_HOST and PARLANCE_PORT; false for none. At most one service
 *   of a process can want one. Nest's body parsers are off: the service reads bodies itself.
 */
export interface ServiceDefinition<Table extends SettingsTable = SettingsTable> {
  readonly name: string;
  readonly module: { register(settings: Settings<Table>): DynamicModule };
  readonly settings: Table;
  readonly http: false | FastifyHttpOptions<Server>;
}
