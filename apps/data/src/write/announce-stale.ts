import type { ObjectWrite } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { rulesOf } from '../classes/class-policy.ts';

/** Tells every process what it remembers wrongly of sessions and roles after a write. @param write undefined for a deletion */
export function announceStale(app: App, className: string, objectId: string, write: ObjectWrite | undefined): void {
  const change = rulesOf(className)?.staleAfter?.(objectId, write);
  if (change !== undefined) app.announceIdentityChange(change);
}
