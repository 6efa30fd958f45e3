import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { healthOf, NO_APP } from '@parlance/contracts';
import type { ReadinessCheck } from './readiness.ts';

/** Probes are commonly given up after a few seconds. */
const ANSWER_MS = 1_500;

/** A service is ready when its own `health` operation, asked the way others ask it, says that all it depends on works. */
export function serviceReadiness(bus: Bus, service: string): ReadinessCheck {
  const operation = healthOf(service);
  return async () => {
    const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + ANSWER_MS, requestId: 'readiness' };
    const { dependencies } = await bus.call(operation, {}, context);
    return Object.values(dependencies).every(({ ok }) => ok);
  };
}
