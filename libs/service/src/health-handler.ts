import { Controller, type Type } from '@nestjs/common';
import { Handles } from '@parlance/bus';
import type { HealthReport, Operation } from '@parlance/contracts';

/** Something that a service cannot work without. */
export interface HealthCheck {
  /** As operators read it, such as `The database`. */
  readonly title: string;
  /** True when it answers. A check that throws counts as one that does not. */
  readonly answers: () => boolean | Promise<boolean>;
  /** Said instead of that it answers, where there is more to know. */
  readonly detail?: () => string;
}

/**
 * The controller of a service's own `health`: the operation that decides whether its processes, and gateways that need it, are ready.
 *
 * @param checks by the name that reports give them; none when the service owns nothing that could be down by itself: the services it asks
 * tell of themselves
 */
export function healthHandler(
  operation: Operation<Record<string, never>, HealthReport>,
  checks: Readonly<Record<string, HealthCheck>> = {},
): Type {
  class HealthHandler {
    async health(): Promise<HealthReport> {
      return { dependencies: Object.fromEntries(await Promise.all(Object.entries(checks).map(ask))) };
    }
  }
  // Called, not written as decorators: Node runs this lib by stripping its types.
  const method = Object.getOwnPropertyDescriptor(HealthHandler.prototype, 'health') as TypedPropertyDescriptor<() => Promise<HealthReport>>;
  Handles(operation)(HealthHandler.prototype, 'health', method);
  Controller()(HealthHandler);
  return HealthHandler;
}

async function ask([name, { title, answers, detail }]: [string, HealthCheck]): Promise<[string, HealthReport['dependencies'][string]]> {
  const ok = await Promise.resolve()
    .then(answers)
    .catch(() => false); // see HealthCheck
  return [name, { ok, detail: ok ? (detail?.() ?? `${title} answers.`) : `${title} does not answer.` }];
}
