import type { Bus } from '@parlance/bus';
import { functions, type AppCode, type RequestContext, type TriggerKind } from '@parlance/contracts';
import { readOutcome } from './trigger-outcome.ts';

/** Tells whether an app has a trigger. Costs a look-up; in an app without code the table is empty. */
export function hasTrigger({ triggers }: AppCode, className: string, kind: TriggerKind): boolean {
  return Object.hasOwn(triggers, className) && triggers[className]?.includes(kind) === true;
}

/**
 * Runs a trigger of an app that has it.
 *
 * @returns the changes that it asks for; members that are absent change nothing
 * @throws the error of the code, with any code and message; RequestTimeout (124) also when nobody knows whether it has ended;
 *   ServiceUnavailable (503) where it was not started; the errors of readOutcome
 */
export async function runTrigger(
  bus: Pick<Bus, 'call'>,
  { kind, className }: { readonly kind: TriggerKind; readonly className: string },
  input: functions.TriggerInput,
  context: RequestContext,
): Promise<functions.TriggerOutcome> {
  const body = new TextEncoder().encode(JSON.stringify(input));
  const { body: answer } = await bus.call(functions.runTrigger, { kind, className, body }, context);
  return readOutcome(answer);
}
