import { TRIGGER_KINDS, type AppCode, type TriggerKind } from '@parlance/contracts';
import { PUSH_STATUS, SESSION } from '@parlance/platform-classes';
import type { ClassTriggers, TriggersOf } from './class-triggers.ts';
import type { TriggerHost } from './trigger-host.ts';

/** Kinds that a class never has, whatever its code says: sessions are the platform's own, and pushes count by changes of their own form. */
const NEVER: ReadonlyMap<string, readonly TriggerKind[]> = new Map<string, readonly TriggerKind[]>([
  [SESSION, TRIGGER_KINDS],
  [PUSH_STATUS, ['beforeSave']],
]);

/** The triggers of an app by class, made once from all that its code has registered. @returns undefined for an app without any */
export function triggersOf({ triggers }: Pick<AppCode, 'triggers'>, host: TriggerHost): TriggersOf | undefined {
  const byClass = new Map<string, ClassTriggers>();
  for (const [className, registered] of Object.entries(triggers)) {
    const kinds = registered.filter((kind) => NEVER.get(className)?.includes(kind) !== true);
    const made = classTriggers(className, new Set(kinds), host);
    if (Object.keys(made).length > 0) byClass.set(className, made);
  }
  return byClass.size === 0 ? undefined : (className) => byClass.get(className);
}

function classTriggers(className: string, kinds: ReadonlySet<TriggerKind>, host: TriggerHost): ClassTriggers {
  const all: Required<ClassTriggers> = {
    beforeSave: async ({ original, update }, run) => (await host.ask('beforeSave', className, { original, update }, run)).update,
    afterSave: ({ original, update, saved }, run) => host.tell('afterSave', className, { original, update, saved }, run),
    beforeDelete: async (object, run) => void (await host.ask('beforeDelete', className, { object }, run)),
    afterDelete: async (object, run) => void (await host.tell('afterDelete', className, { object }, run)),
    beforeFind: ({ query, isGet, count }, run) => host.ask('beforeFind', className, { query, isGet, count }, run),
    afterFind: async ({ objects, query, isGet }, run) =>
      (await host.ask('afterFind', className, { objects, query, isGet }, run)).objects ?? objects,
  };
  return Object.fromEntries(Object.entries(all).filter(([kind]) => kinds.has(kind as TriggerKind)));
}
