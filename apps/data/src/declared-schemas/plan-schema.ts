import type { data } from '@parlance/contracts';
import type { JsonObject, UnknownObject } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { describeClass } from '../schemas/describe-class.ts';
import { existingClasses } from '../schemas/system-schemas.ts';
import { readDefinitions, type DeclaredClass } from './declared-class.ts';
import { changesNothing, planClass, planUndeclared, warningsOf, type KnownClass } from './plan-declared.ts';

type PlanningApp = Pick<App, 'schemaStore' | 'indexes' | 'classStorage'>;

/** A plan, and the declarations that it is made of. */
export interface MadePlan {
  readonly plans: readonly data.ClassPlan[];
  readonly declared: ReadonlyMap<string, DeclaredClass>;
  readonly warnings: readonly string[];
}

/** Compares the declared classes with those there are. @throws as readDefinitions */
export async function planSchema(app: PlanningApp, { definitions, options }: data.DeclaredSchemas): Promise<MadePlan> {
  const declared = new Map(readDefinitions(definitions).map((one) => [one.className, one]));
  const known = await knownClasses(app);
  const undeclared = [...known.values()].filter(({ className }) => !declared.has(className));
  const plans = [
    ...Array.from(declared.values(), (one) => planClass(one, known.get(one.className), options)),
    ...undeclared.map(planUndeclared).filter((plan) => !changesNothing(plan)),
  ];
  const names = undeclared.map(({ className }) => className).filter((name) => !name.startsWith('_'));
  return { plans, declared, warnings: warningsOf(plans, names, options) };
}

/** True when values of objects go. A field that no object holds loses nothing. */
export function losesData(plans: readonly data.ClassPlan[]): boolean {
  return plans.some(({ removed, recreated }) => [...removed, ...recreated].some(({ objects }) => objects !== 0));
}

/** The same plans with the numbers of objects that hold the fields that go, as far as they are counted within the time. */
export async function counted(app: PlanningApp, plans: readonly data.ClassPlan[], until: number): Promise<data.ClassPlan[]> {
  const result: data.ClassPlan[] = [];
  for (const plan of plans) {
    const count = (fields: readonly data.PlannedField[]) => countFields(app, plan.className, fields, until);
    result.push({
      ...plan,
      removed: await count(plan.removed),
      recreated: await count(plan.recreated),
      conflicts: await count(plan.conflicts),
      extra: await count(plan.extra),
    });
  }
  return result;
}

async function countFields(
  app: PlanningApp,
  className: string,
  fields: readonly data.PlannedField[],
  until: number,
): Promise<data.PlannedField[]> {
  const result: data.PlannedField[] = [];
  for (const planned of fields) {
    const left = until - Date.now();
    const holder = { field: planned.field, isRelation: planned.from?.startsWith('Relation') === true };
    const objects = left <= 0 ? undefined : await app.classStorage.countHolders(className, holder, left);
    result.push({ ...planned, objects: objects ?? null });
  }
  return result;
}

/** Every class as the schema API shows it. An index that is being made counts as one that is there. */
async function knownClasses(app: PlanningApp): Promise<ReadonlyMap<string, KnownClass>> {
  const known = new Map<string, KnownClass>();
  for (const schema of await existingClasses(app)) {
    const { className } = schema;
    const described = describeClass(schema, await app.indexes.list(className));
    known.set(className, {
      className,
      fields: described['fields'] as Readonly<Record<string, UnknownObject>>,
      indexes: (described['indexes'] ?? {}) as Readonly<Record<string, UnknownObject>>,
      classLevelPermissions: described['classLevelPermissions'] as JsonObject,
    });
  }
  return known;
}
