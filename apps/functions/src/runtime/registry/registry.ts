import type { CloudManifest, TriggerKind } from '@parlance/contracts';
import { PUSH_STATUS, SESSION, USER } from '@parlance/platform-classes';
import type { Json } from '../sdk/sdk.ts';
import { checkValidator } from './check-validator.ts';
import { limitOfFunction, limitOfTrigger } from './declared-limits.ts';

/** A function of the app's code. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- code of apps has any signature
export type Handler = Function;

/** A handler with the validator that runs before it: a function, or an object of words. */
export interface Registration {
  readonly handler: Handler;
  readonly validator?: unknown;
  readonly limit?: Json | undefined;
  /** Of a job. */
  readonly rules?: Json | undefined;
}

/** Names with quotes cannot be called, as in Parse Server: a definition of one has no effect. */
const QUOTES = /['"`]/;

type Table = Map<string, Registration>;

/** All that the code of one app has registered. The last registration of a name wins, with a warning. */
export class Registry {
  readonly #functions: Table = new Map();
  readonly #jobs: Table = new Map();
  readonly #triggers = new Map<string, Table>();
  readonly #warn: (text: string) => void;
  /** Told of every change. */
  onChange: () => void = () => undefined;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** @throws Error for a validator or a rate limit that is not understood */
  addFunction(name: string, handler: unknown, validator: unknown): void {
    checkValidator(validator);
    this.#add(this.#functions, name, handler, validator, limitOfFunction(name, validator));
  }

  /** @throws Error for rules that are not understood; their values are checked by the host */
  addJob(name: string, handler: unknown, rules: unknown): void {
    this.#add(this.#jobs, name, handler, undefined, undefined, name, declaredRules(rules));
  }

  /** @throws Error for a class that has no such trigger, and for a validator or a rate limit that is not understood */
  addTrigger(kind: TriggerKind, className: string, handler: unknown, validator: unknown): void {
    checkTrigger(kind, className);
    checkValidator(validator);
    let table = this.#triggers.get(className);
    if (table === undefined) this.#triggers.set(className, (table = new Map<string, Registration>()));
    this.#add(table, kind, handler, validator, limitOfTrigger(kind, className, validator), className);
  }

  function(name: string): Registration | undefined {
    return this.#functions.get(name);
  }

  job(name: string): Registration | undefined {
    return this.#jobs.get(name);
  }

  trigger(kind: string, className: string): Registration | undefined {
    return this.#triggers.get(className)?.get(kind);
  }

  /** Forgets everything: `Parse.Cloud._removeAllHooks`, which tests of apps use. */
  clear(): void {
    this.#functions.clear();
    this.#jobs.clear();
    this.#triggers.clear();
    this.onChange();
  }

  manifest(): Omit<CloudManifest, 'version'> {
    const tables = [this.#functions, ...this.#triggers.values()];
    const limits = tables.flatMap((table) => [...table.values()].map(({ limit }) => limit));
    return {
      functions: [...this.#functions.keys()],
      jobs: [...this.#jobs.keys()],
      ...jobRules(this.#jobs),
      triggers: Object.fromEntries([...this.#triggers].map(([className, table]) => [className, [...table.keys()] as TriggerKind[]])),
      rateLimits: limits.filter((limit) => limit !== undefined),
    };
  }

  #add(table: Table, name: string, handler: unknown, validator: unknown, limit: Json | undefined, shown = name, rules?: Json): void {
    if (typeof name !== 'string' || QUOTES.test(name) || name === '')
      return this.#warn(`The name ${String(name)} cannot be called: it is ignored.`);
    if (typeof handler !== 'function') return this.#warn(`The handler of ${shown} is no function: it is ignored.`);
    if (table.has(name)) {
      this.#warn(`Warning: Duplicate cloud functions exist for ${shown}. Only the last one will be used and the others will be ignored.`);
    }
    table.set(name, { handler, validator, limit, rules });
    this.onChange();
  }
}

const RULES: ReadonlySet<string> = new Set(['attempts', 'retryAfterSeconds', 'timeLimitSeconds', 'oneAtATime']);

/** @throws Error for a word that is no rule */
function declaredRules(rules: unknown): Json | undefined {
  if (rules === undefined || rules === null) return undefined;
  if (typeof rules !== 'object') throw new Error('The options of a job are an object.');
  for (const word of Object.keys(rules)) if (!RULES.has(word)) throw new Error(`Invalid option of a job "${word}"`);
  return { ...rules };
}

function jobRules(jobs: Table): { readonly jobRules?: CloudManifest['jobRules'] } {
  const declared = [...jobs].flatMap(([name, { rules }]) => (rules === undefined ? [] : [[name, rules] as const]));
  return declared.length === 0 ? {} : { jobRules: Object.fromEntries(declared) as CloudManifest['jobRules'] };
}

const OF_USERS: ReadonlySet<TriggerKind> = new Set(['beforeLogin', 'afterLogin', 'beforePasswordResetRequest']);

/** @throws Error with the text of Parse Server */
function checkTrigger(kind: TriggerKind, className: string): void {
  if (kind === 'beforeSave' && className === PUSH_STATUS) throw new Error('Only afterSave is allowed on _PushStatus');
  if (OF_USERS.has(kind) && className !== USER) {
    throw new Error('Only the _User class is allowed for the beforeLogin, afterLogin, and beforePasswordResetRequest triggers');
  }
  if (kind === 'afterLogout' && className !== SESSION) throw new Error('Only the _Session class is allowed for the afterLogout trigger.');
  if (className === SESSION && kind !== 'afterLogout') {
    throw new Error('Only the afterLogout trigger is allowed for the _Session class.');
  }
}
