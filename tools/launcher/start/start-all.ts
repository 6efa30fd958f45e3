import { buildApp } from '../../build.ts';
import { startGuard, type Guard } from '../guarding.ts';
import { LaunchError, messageOf } from '../launch-error.ts';
import { DATA, LOGS } from '../paths.ts';
import type { RunningProcess } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { provision, serverVariables, type ProvisionedServer } from '../provision.ts';
import { note } from '../records.ts';
import { startServer, STOP_GRACE_MS } from '../servers/instance.ts';
import { SERVERS } from '../servers/table.ts';
import type { StartOptions } from './options.ts';
import { appsToRun, serviceSpecs, startService, STOPPING_ORDER, type ServiceSpec } from './services.ts';
import { supervise, type Supervision } from './supervise.ts';

const SERVICE_GRACE_DEFAULT_MS = 10_000;
/** What a service needs beyond the time it gives its requests. */
const SERVICE_GRACE_EXTRA_MS = 5_000;

type OnStart = (running: RunningProcess) => void;

/** What a start needs to know besides its options. */
export interface StartContext {
  readonly options: StartOptions;
  readonly appsFile: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: Progress;
  /** Receives each part as soon as it runs, so that a start that fails or is interrupted can be undone. */
  readonly started: Supervision[];
}

/** Whatever is started is noted on disk and guarded, so that neither a crash of ours nor SIGKILL leaves it behind. */
const keepTrack =
  (guard: Guard, graceMs: number, then?: OnStart): OnStart =>
  (running) => {
    note({ ...running.record, stays: false });
    guard.watch(running.record, graceMs);
    then?.(running);
  };

function superviseServer({ definition, instance }: ProvisionedServer, guard: Guard, { started, progress }: StartContext): void {
  if (instance === undefined) return;
  const relaunch = async (onStart: OnStart): Promise<RunningProcess> => {
    const again = await startServer({ ...instance.options, onStart: keepTrack(guard, STOP_GRACE_MS, onStart) });
    return again.process;
  };
  const { title: name } = definition;
  started.push(supervise({ name, running: instance.process, relaunch, graceMs: STOP_GRACE_MS, report: progress.note }));
}

async function superviseService(spec: ServiceSpec, guard: Guard, { environment, started, progress }: StartContext): Promise<void> {
  const graceMs = (Number(environment.PARLANCE_SHUTDOWN_GRACE_MS) || SERVICE_GRACE_DEFAULT_MS) + SERVICE_GRACE_EXTRA_MS;
  const launch = (onStart?: OnStart): Promise<RunningProcess> => startService(spec, graceMs, keepTrack(guard, graceMs, onStart));
  const running = await launch();
  started.push(supervise({ name: spec.app, running, relaunch: launch, graceMs, report: progress.note }));
}

async function build(apps: readonly string[], progress: Progress): Promise<void> {
  const buildAll = async () => {
    try {
      return await Promise.all(apps.map((app) => buildApp(app)));
    } catch (error) {
      throw new LaunchError(`The services do not build; mend what the compiler names and run the command again.\n${messageOf(error)}`);
    }
  };
  await progress.step('Building', buildAll, (builds) => (builds.some(({ rebuilt }) => rebuilt) ? 'built' : 'up to date'));
}

/** Builds what has changed, starts the servers, and then the services. */
export async function startAll(context: StartContext): Promise<void> {
  const { options, appsFile, environment, progress } = context;
  await build(appsToRun(options), progress);
  const guard = startGuard();
  const servers = await provision(
    {
      environment,
      directory: DATA,
      logs: LOGS,
      ports: 'preferred',
      durable: true,
      shareStanding: true,
      onStart: keepTrack(guard, STOP_GRACE_MS),
      progress,
    },
    (server) => superviseServer(server, guard, context),
  );
  const specs = await serviceSpecs(options, { ...environment, ...serverVariables(servers), PARLANCE_APPS_FILE: appsFile }, LOGS);
  const names = specs.map(({ app }) => app).join(', ');
  await progress.step(`Starting ${names}`, async () => {
    await Promise.all(specs.map((spec) => superviseService(spec, guard, context)));
  });
}

/** Stops services first, which drain, and then the servers in the opposite order of starting: MongoDB goes last. */
export async function stopAll(started: readonly Supervision[], progress: Progress): Promise<void> {
  const order = [...STOPPING_ORDER, ...SERVERS.map(({ title }) => title).toReversed()];
  for (const supervision of started.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name))) {
    await progress.step(`Stopping ${supervision.name}`, () => supervision.stop());
  }
}
