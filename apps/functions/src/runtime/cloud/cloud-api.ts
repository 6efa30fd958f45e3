import type { TriggerKind } from '@parlance/contracts';
import { SESSION, USER } from '@parlance/platform-classes';
import type { Door } from '../door.ts';
import { classNameOf, FILE_CLASS, namesClass } from '../registry/class-name.ts';
import type { Registry } from '../registry/registry.ts';
import { SDK } from '../sdk/sdk.ts';
import { httpRequest } from './http-request.ts';
import { sendEmail } from './send-email.ts';

const OF_CLASSES = [
  'beforeSave',
  'afterSave',
  'beforeDelete',
  'afterDelete',
  'beforeFind',
  'afterFind',
] as const satisfies readonly TriggerKind[];
const OF_FILES = {
  beforeSaveFile: 'beforeSave',
  afterSaveFile: 'afterSave',
  beforeDeleteFile: 'beforeDelete',
  afterDeleteFile: 'afterDelete',
} as const;
/** Triggers that belong to one class, which code may name all the same. */
const OF_ONE_CLASS = { beforeLogin: USER, afterLogin: USER, beforePasswordResetRequest: USER, afterLogout: SESSION } as const;
/** Those of Live Query, which the deployment does not serve. */
const UNSERVED = ['beforeConnect', 'beforeSubscribe', 'afterLiveQueryEvent', 'onLiveQueryEvent'];

const ZONES = Object.freeze({ global: 'global', session: 'session', user: 'user', ip: 'ip' });

/** Adds the words of Cloud Code to `Parse.Cloud`, and `Parse.Server`. */
export function installCloud(registry: Registry, door: Door, version: string): void {
  Object.assign(SDK.Cloud, definitions(registry), triggers(registry), {
    httpRequest,
    sendEmail: (mail: unknown) => sendEmail(mail, door),
    useMasterKey: () =>
      door.log('warn', 'Parse.Cloud.useMasterKey has no effect: state { useMasterKey: true } in each call that needs it.'),
    _removeAllHooks: () => registry.clear(),
  });
  for (const name of UNSERVED) SDK.Cloud[name] = () => door.log('warn', `Parse.Cloud.${name} has no effect: Live Query is not served.`);
  Object.defineProperty(SDK, 'Server', { configurable: true, writable: true, value: { version, RateLimitZone: ZONES } });
}

function definitions(registry: Registry): Record<string, unknown> {
  return {
    define: (name: string, handler: unknown, validator?: unknown) => registry.addFunction(name, handler, validator),
    job: (name: string, handler: unknown, rules?: unknown) => registry.addJob(name, handler, rules),
  };
}

function triggers(registry: Registry): Record<string, unknown> {
  const ofClasses = OF_CLASSES.map((kind) => [
    kind,
    (named: unknown, handler: unknown, validator?: unknown) => registry.addTrigger(kind, classNameOf(named), handler, validator),
  ]);
  const ofFiles = Object.entries(OF_FILES).map(([name, kind]) => [
    name,
    (handler: unknown, validator?: unknown) => registry.addTrigger(kind, FILE_CLASS, handler, validator),
  ]);
  const ofOneClass = (Object.entries(OF_ONE_CLASS) as [TriggerKind, string][]).map(([kind, className]) => [
    kind,
    (...given: unknown[]) => {
      const [named, handler, validator] = namesClass(given[0])
        ? [classNameOf(given[0]), given[1], given[2]]
        : [className, given[0], given[1]];
      registry.addTrigger(kind, named, handler, limitAlone(validator));
    },
  ]);
  return Object.fromEntries([...ofClasses, ...ofFiles, ...ofOneClass]) as Record<string, unknown>;
}

/** Of their validators, those of log-ins and password resets take the rate limit alone, as in Parse Server. */
function limitAlone(validator: unknown): unknown {
  const rateLimit = (validator as { rateLimit?: unknown } | null | undefined)?.rateLimit;
  return rateLimit === undefined ? undefined : { rateLimit };
}
