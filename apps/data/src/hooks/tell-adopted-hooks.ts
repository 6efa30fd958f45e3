import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { functions, type AppId } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { HookStore } from './hook.store.ts';

const ATTEMPTS_MAX = 10;
const PAUSE_MS = 1_000;
const QUERY_MS = 5_000;

/**
 * Tells the host of the code that a database which was opened holds webhooks, which another server may have stored there. Beside the requests,
 * and again while the host is away. Never fails.
 */
export async function tellAdoptedHooks(app: AppId, hooks: Pick<HookStore, 'list'>, bus: Bus, logger: Logger): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    try {
      if ((await hooks.list(QUERY_MS)).length === 0) return;
      const deadline = Date.now() + functions.adoptHooks.deadlineMs;
      await bus.call(functions.adoptHooks, {}, { app, identity: PLATFORM, deadline, requestId: randomUUID() });
      return;
    } catch (error) {
      if (attempts === ATTEMPTS_MAX)
        return logger.warn({ err: error }, 'The webhooks in _Hooks could not be told to the host of Cloud Code.');
    }
    await sleep(PAUSE_MS, undefined, { ref: false });
  }
}
