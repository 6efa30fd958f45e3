import { and, type Condition } from '@parlance/query';
import type { ObjectWrite } from '@parlance/values';
import { rulesOf } from '../classes/class-policy.ts';
import { serviceCondition } from './service-condition.ts';

/** What an object has to be for an update to happen: as a service asks, and as its class does. Undefined when neither asks anything. */
export function requiredCondition(sent: ObjectWrite, className: string, asked: Record<string, unknown> | undefined): Condition | undefined {
  const ofClass = rulesOf(className)?.condition?.(sent)?.met;
  if (asked === undefined) return ofClass;
  const ofService = serviceCondition(asked);
  return ofClass === undefined ? ofService : and(ofService, ofClass);
}
