import type { config } from '@parlance/contracts';
import type { Code } from '../host/code.ts';
import type { CodeHost } from '../host/code-host.ts';
import type { Manifests } from '../host/manifests.ts';
import { probeCode } from './code-probe.ts';

/** Loads code in a process that serves no call, and records all that it registers. @throws as `probeCode` */
export async function tryOut(host: CodeHost, manifests: Manifests, app: config.AppForFunctions, code: Code): Promise<void> {
  await manifests.record(app.id, code, { ...(await probeCode(host, app, code)) });
}
