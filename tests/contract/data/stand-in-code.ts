import { MASTER } from '@parlance/acl';
import { functions, type AppCode, type RequestContext, type TriggerKind } from '@parlance/contracts';
import type { AppSettings } from '@parlance/app-settings';
import type { DataDeployment, Json } from './data-service.ts';

/** A trigger as a test writes it: `input` as the host of the code gets it, with the context that earlier triggers handed on. */
export type StandIn = (input: Json, asked: Asked) => Answer | Promise<Answer>;

/** A string stands for these very bytes. */
type Answer = functions.TriggerOutcome | string | undefined | void;

/** How a trigger was asked. */
export interface Asked {
  readonly kind: TriggerKind;
  readonly className: string;
  readonly context: RequestContext;
}

export interface TriggerCall extends Asked {
  readonly input: Json;
}

/** Answers in the place of the host of the code: the triggers of a test, by `kind ClassName`. */
export class StandInCode {
  readonly calls: TriggerCall[] = [];
  readonly triggers: Record<string, StandIn> = {};

  static serve(deployment: DataDeployment): StandInCode {
    const code = new StandInCode();
    deployment.bus.serve([
      {
        operation: functions.runTrigger,
        handle: async (request, context) => ({ status: 200, body: await code.#run(request as functions.TriggerRequest, context) }),
      },
    ]);
    return code;
  }

  /** Declares an app of its own whose code has these triggers. */
  declare(deployment: DataDeployment, id: string, triggers: Record<string, StandIn>, settings: Partial<AppSettings> = {}): void {
    Object.assign(this.triggers, triggers);
    const byClass: Record<string, TriggerKind[]> = {};
    for (const name of Object.keys(triggers)) {
      const [kind, className] = name.split(' ') as [TriggerKind, string];
      (byClass[className] ??= []).push(kind);
    }
    const ready: AppCode = { state: 'ready', triggers: byClass, rateLimits: [] };
    deployment.declare(id, { allowClientClassCreation: true, ...settings }, {}, ready);
  }

  /** Callers of a new app whose code has these triggers and no others. */
  app(deployment: DataDeployment, triggers: Record<string, StandIn>, settings: Partial<AppSettings> = {}) {
    const name = `app${++this.#apps}`;
    this.calls.length = 0;
    for (const known of Object.keys(this.triggers)) delete this.triggers[known];
    this.declare(deployment, name, triggers, settings);
    return { name, anyone: deployment.as({ kind: 'public' }, name), master: deployment.as(MASTER, name) };
  }
  #apps = 0;

  /** `kind ClassName` of each call since the last time. */
  heard(): string[] {
    return this.calls.splice(0).map(({ kind, className }) => `${kind} ${className}`);
  }

  async #run({ kind, className, body }: functions.TriggerRequest, context: RequestContext): Promise<Uint8Array> {
    const input = JSON.parse(Buffer.from(body).toString()) as Json;
    const asked = { kind, className, context };
    this.calls.push({ ...asked, input });
    const outcome = await this.triggers[`${kind} ${className}`]?.(input, asked);
    if (typeof outcome === 'string') return Buffer.from(outcome);
    return outcome === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(outcome));
  }
}

/** The object `context` that a trigger was handed. */
export const handed = ({ context }: Asked): Json => JSON.parse(context.cloud?.context ?? '{}') as Json;
