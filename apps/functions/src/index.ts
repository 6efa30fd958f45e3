import type { ServiceDefinition } from '@parlance/service';
import { ownDatabases } from './database/own-databases.ts';
import { FunctionsModule } from './functions.module.ts';
import { JOB_CODE } from './jobs/job.handler.ts';
import type { RunJobCode } from './jobs/job-runs.ts';
import { FUNCTIONS_SETTINGS } from './settings.ts';

export type { RunJobCode } from './jobs/job-runs.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'functions',
  module: FunctionsModule,
  settings: FUNCTIONS_SETTINGS,
  http: false,
  databases: ownDatabases,
} satisfies ServiceDefinition<typeof FUNCTIONS_SETTINGS>;

/** The same with other code of jobs than that of the apps, for tests of their runs. */
export function serviceWithJobs(code: RunJobCode): ServiceDefinition<typeof FUNCTIONS_SETTINGS> {
  const register: typeof FunctionsModule.register = (settings) => {
    const module = FunctionsModule.register(settings);
    return { ...module, providers: [...(module.providers ?? []), { provide: JOB_CODE, useValue: code }] };
  };
  return { ...SERVICE, module: { register } };
}

/** For tests of the processes of code without a deployment. */
export { CodeHost, type CodeHostParts } from './host/code-host.ts';
export { Egress } from './host/egress.ts';
export type { AppLimits, Code } from './host/code.ts';
export type { Order } from './host/run.ts';
export { runtimeEntry } from './host/runtime-entry.ts';
export { LAYERS, LOST_WITHOUT, type Layer } from './isolation/layers.ts';
export type { Walls } from './isolation/launch.ts';
export { probeLayers } from './isolation/probe-layers.ts';
/* For tests of folders of code with the host alone. */
export { CodeCopies } from './loading/code-copies.ts';
export { FolderCode } from './releases/folder-code.ts';
export { probeCode } from './releases/code-probe.ts';

/** For tests that play the part of a webhook. */
export { signatureOf } from './hooks/hook-caller.ts';
