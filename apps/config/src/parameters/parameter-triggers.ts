import { hasTrigger, runTrigger } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { CONFIG_CLASS, type RequestContext, type TriggerKind } from '@parlance/contracts';
import { appCode } from '../code/app-code.ts';
import type { AppStore } from '../registry/app.store.ts';

type Values = Readonly<Record<string, unknown>>;

/** A change of parameters, as code of the app sees it; values are in the JSON of the REST API. */
export interface ParametersToCome {
  /** All parameters as they were; undefined in an app that never had any. */
  readonly original: Values | undefined;
  /** Those that are set; one that is removed is `{"__op": "Delete"}`. After the change: all parameters. */
  readonly update: Values;
}

/** The triggers of one change. */
export interface ChangeTriggers {
  /** Asked once, before anything is written. @throws the error of the code, with any code and message; RequestTimeout (124) */
  before(change: ParametersToCome): Promise<void>;
  /** Told once, of a change that stands. @throws the same */
  after(change: ParametersToCome): Promise<void>;
}

const NONE: ChangeTriggers = Object.freeze({ before: () => Promise.resolve(), after: () => Promise.resolve() });

/** `Parse.Cloud.beforeSave(Parse.Config)` and `afterSave`: as at Parse Server they refuse a change or hear of it, and alter no value. */
export class ParameterTriggers {
  readonly #bus: Pick<Bus, 'call'>;
  readonly #apps: Pick<AppStore, 'find'>;

  constructor(bus: Pick<Bus, 'call'>, apps: Pick<AppStore, 'find'>) {
    this.#bus = bus;
    this.#apps = apps;
  }

  /** The triggers of the app in the context, for one change. The context that beforeSave leaves goes on to afterSave. */
  async of(context: RequestContext): Promise<ChangeTriggers> {
    const app = await this.#apps.find(context.app);
    if (app === null) return NONE;
    const code = appCode(app);
    let asked = context;
    const run = async (kind: TriggerKind, change: ParametersToCome) => {
      if (!hasTrigger(code, CONFIG_CLASS, kind)) return;
      const { context: left } = await runTrigger(this.#bus, { kind, className: CONFIG_CLASS }, change, asked);
      if (left !== undefined) asked = withContext(asked, left);
    };
    return { before: (change) => run('beforeSave', change), after: (change) => run('afterSave', change) };
  }
}

function withContext(context: RequestContext, left: Values): RequestContext {
  const { cloud } = context;
  if (cloud === undefined) return context;
  return { ...context, cloud: { ...cloud, context: JSON.stringify({ ...(JSON.parse(cloud.context) as Values), ...left }) } };
}
