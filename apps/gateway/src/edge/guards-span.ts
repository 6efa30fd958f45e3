import { endSpan, startSpan } from '@parlance/telemetry';
import type { Visit } from './visit.ts';

/** Starts the span of the time that a request spends with the guards: limits, session, rights, repeated ids. */
export function startGuards(visit: Visit): void {
  const started = startSpan('guards', 'internal');
  if (started !== undefined) visit.guards = started.span;
}

/** Ends it, where it is still open. @param error of the guard that has refused the request */
export function endGuards(visit: Visit, error?: unknown): void {
  if (visit.guards === undefined) return;
  endSpan(visit.guards, error);
  visit.guards = undefined;
}
