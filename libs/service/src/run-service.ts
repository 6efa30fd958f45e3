import { SettingsError, type Environment } from '@parlance/settings';
import { createLogger, describeError, type Logger } from '@parlance/telemetry';
import type { ServiceDefinition } from './definition.ts';
import { migrate } from './migrate.ts';
import { processEnvironment } from './settings.ts';
import { startServices, type RunningServices, type StartOptions } from './start-services.ts';

/** The word behind the program's name that asks for nothing but the format of this release. */
const MIGRATE = 'migrate';
const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;

/**
 * A whole program: starts services and ends the process when it is asked to. With the argument `migrate` it brings the databases of these
 * services to the format of this release, says so, and ends.
 *
 * Exit codes: 0 after an orderly stop; 1 when it could not start (bad settings are listed on stderr, other reasons in the log) and after a
 * fault nobody caught; 143 or 130 when a second SIGTERM or SIGINT, or one while starting, cut things short.
 *
 * @param services or a function that chooses them by settings of its own; its SettingsError is reported like any other
 * @returns when everything runs; the process lives on
 */
export async function runService(
  services: readonly ServiceDefinition[] | (() => readonly ServiceDefinition[]),
  env: Environment = processEnvironment(),
  options: StartOptions = {},
): Promise<void> {
  const running: { services?: RunningServices } = {};
  endOnFaults(running);
  endOnSignals(running);
  try {
    const definitions = typeof services === 'function' ? services() : services;
    if (process.argv[2] === MIGRATE) {
      await migrate(definitions, env, (sentence) => console.log(sentence));
      process.exit(0);
    }
    running.services = await startServices(definitions, env, options);
  } catch (error) {
    reportFailedStart(error);
    process.exit(1);
  }
}

function endOnSignals(running: { services?: RunningServices }): void {
  let stopping = false;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      const { services } = running;
      if (stopping || services === undefined) process.exit(code);
      stopping = true;
      services.logger.info({ signal }, 'Stopping.');
      void services.close().then(() => process.exit(0));
    });
  }
}

/** After a fault nobody caught, nothing is known of the process's state: the orchestrator starts a new one. */
function endOnFaults(running: { services?: RunningServices }): void {
  const end = (event: string) => (error: unknown) => {
    (running.services?.logger ?? lastResort()).fatal({ err: error, event }, 'A fault that nobody caught ends the process.');
    process.exit(1);
  };
  process.on('uncaughtException', end('uncaughtException'));
  process.on('unhandledRejection', end('unhandledRejection'));
}

function reportFailedStart(error: unknown): void {
  if (error instanceof SettingsError) console.error(error.message);
  else lastResort().fatal({ err: error }, describeError(error).message);
}

function lastResort(): Logger {
  return createLogger({ service: 'parlance', level: 'fatal' });
}
