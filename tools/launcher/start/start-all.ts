import { buildApp } from '../../build.ts';
import { LaunchError, messageOf } from '../launch-error.ts';
import { DATA, LOGS } from '../paths.ts';
import type { RunningProcess } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { provision, variablesFor, type ProvisionedServer } from '../provision.ts';
import { startServer, STOP_GRACE_MS } from '../servers/instance.ts';
import { SERVERS } from '../servers/table.ts';
import { noteAdministrator } from './administrator.ts';
import { consolePort, startedConsole, variablesOfConsole, type StartedConsole } from './console.ts';
import { identityVariables } from './identity.ts';
import type { StartOptions } from './options.ts';
import { SIMULATORS, startPushSimulators, wantsSimulators, type RunningSimulators } from './push-simulators.ts';
import { appsToRun, serviceSpecs, startService, STOPPING_ORDER, type ServiceSpec } from './services.ts';
import { supervise, type Supervision } from './supervise.ts';
import type { TrackedProcesses } from './tracked-processes.ts';

const SERVICE_GRACE_DEFAULT_MS = 10_000;
/** The time that a service needs beyond the one it gives its requests. */
const SERVICE_GRACE_EXTRA_MS = 5_000;

type OnStart = (running: RunningProcess) => void;

/** The inputs of a start besides its options. */
export interface StartContext {
  readonly options: StartOptions;
  readonly appsFile: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly tracked: TrackedProcesses;
  /** Receives each part as soon as it can be used, so that a start that fails or is interrupted can be undone. */
  readonly started: Supervision[];
  /** Aborted when the user no longer wants any of it. */
  readonly signal: AbortSignal;
}

function superviseServer({ definition, instance }: ProvisionedServer, { started, progress, tracked }: StartContext): void {
  if (instance === undefined) return;
  const relaunch = async (onStart: OnStart): Promise<RunningProcess> => {
    const begin: OnStart = (running) => {
      tracked.begin(running, STOP_GRACE_MS);
      onStart(running);
    };
    const again = await startServer({ ...instance.options, onStart: begin });
    tracked.handOver(again.process);
    return again.process;
  };
  tracked.handOver(instance.process);
  const { title: name } = definition;
  started.push(supervise({ name, running: instance.process, relaunch, graceMs: STOP_GRACE_MS, report: progress.note }));
}

async function superviseService(spec: ServiceSpec, { environment, started, progress, tracked }: StartContext): Promise<void> {
  const graceMs = (Number(environment.PARLANCE_SHUTDOWN_GRACE_MS) || SERVICE_GRACE_DEFAULT_MS) + SERVICE_GRACE_EXTRA_MS;
  const launch = async (onStart?: OnStart): Promise<RunningProcess> => {
    const running = await startService(spec, graceMs, (process) => {
      tracked.begin(process, graceMs);
      onStart?.(process);
    });
    tracked.handOver(running);
    return running;
  };
  started.push(supervise({ name: spec.app, running: await launch(), relaunch: launch, graceMs, report: progress.note }));
}

async function build(apps: readonly string[], progress: Progress): Promise<void> {
  const buildAll = async () => {
    try {
      return await Promise.all(apps.map((app) => buildApp(app)));
    } catch (error) {
      throw new LaunchError(
        `The services do not build; mend the errors that the compiler names and run the command again.\n${messageOf(error)}`,
      );
    }
  };
  await progress.step('Building', buildAll, (builds) => (builds.some(({ rebuilt }) => rebuilt) ? 'built' : 'up to date'));
}

/** The parts of a start that the user is told of, besides the API. */
export interface Started {
  /** The page of the devices that get the pushes of the demo app. */
  readonly devicesUrl: string | undefined;
  /** Undefined where it is not among the services. */
  readonly console: StartedConsole | undefined;
}

/** Builds the changed apps, starts the servers, and then the services. */
export async function startAll(context: StartContext): Promise<Started> {
  const { options, appsFile, environment, progress, tracked, signal } = context;
  await build(appsToRun(options), progress);
  const servers: ProvisionedServer[] = [];
  await provision(
    {
      environment,
      directory: DATA,
      logs: LOGS,
      ports: 'preferred',
      durable: true,
      shareStanding: true,
      onStart: (running) => tracked.begin(running, STOP_GRACE_MS),
      progress,
      signal,
    },
    (server) => {
      servers.push(server);
      superviseServer(server, context);
    },
  );
  signal.throwIfAborted();
  const simulators = wantsSimulators(options, environment) ? await simulatePush(context) : undefined;
  const port = await consolePort(environment);
  const consoleVariables = port === undefined ? {} : variablesOfConsole(port, options, environment);
  const identified = { ...environment, ...identityVariables(environment), ...consoleVariables };
  noteAdministrator(servers, identified);
  const specs = await serviceSpecs(
    options,
    {
      ...identified,
      ...simulators?.environment,
      PARLANCE_APPS_FILE: appsFile,
      PARLANCE_DATA_FOLDER: DATA,
    },
    (services) => variablesFor(servers, services),
    LOGS,
  );
  await progress.step(`Starting ${specs.map(({ app }) => app).join(', ')}`, async () => {
    await Promise.all(specs.map((spec) => superviseService(spec, context)));
  });
  const started = port === undefined ? undefined : await startedConsole(port, servers, identified);
  return { devicesUrl: simulators?.devicesUrl, console: started };
}

async function simulatePush({ options, progress, started, tracked }: StartContext): Promise<RunningSimulators> {
  return progress.step('Starting simulated push providers', async () => {
    const simulators = await startPushSimulators(tracked, options.port + 1);
    started.push(simulators);
    return simulators;
  });
}

/** Stops services first, which drain, and then the servers in the opposite order of starting: MongoDB goes last. */
export async function stopAll(started: readonly Supervision[], progress: Progress): Promise<void> {
  const order = [...STOPPING_ORDER, SIMULATORS, ...SERVERS.map(({ title }) => title).toReversed()];
  for (const supervision of started.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name))) {
    await progress.step(`Stopping ${supervision.name}`, () => supervision.stop());
  }
}
