import { appSettings } from '@parlance/app-settings';
import { CONFIG_CLASS, FILE_CLASS, type CloudManifest, type TriggerKind } from '@parlance/contracts';
import { PUSH_STATUS, SESSION, USER } from '@parlance/platform-classes';
import { isClassName } from '@parlance/values';

const OF_USERS: ReadonlySet<TriggerKind> = new Set(['beforeLogin', 'afterLogin', 'beforePasswordResetRequest']);
const OF_CONFIG: ReadonlySet<TriggerKind> = new Set(['beforeSave', 'afterSave']);
const OF_FILES: ReadonlySet<TriggerKind> = new Set(['beforeSave', 'afterSave', 'beforeDelete', 'afterDelete', 'beforeFind', 'afterFind']);
const RATE_LIMITS = appSettings.shape.rateLimit;

/** The faults in the registrations of code that was loaded; code without any can be put in force. Texts are Parse Server's where it has any. */
export function manifestFaults({ triggers, rateLimits }: Pick<CloudManifest, 'triggers' | 'rateLimits'>): readonly string[] {
  const faults = Object.entries(triggers).flatMap(([className, kinds]) =>
    kinds.flatMap((kind) => {
      const fault = triggerFault(kind, className);
      return fault === undefined ? [] : [`${kind} of ${className}: ${fault}`];
    }),
  );
  const limits = RATE_LIMITS.safeParse(rateLimits);
  const ofLimits = limits.success ? [] : limits.error.issues.map(({ path, message }) => `rateLimit ${path.join('.')}: ${message}`);
  return [...faults, ...ofLimits];
}

function triggerFault(kind: TriggerKind, className: string): string | undefined {
  if (kind === 'beforeSave' && className === PUSH_STATUS) return 'Only afterSave is allowed on _PushStatus';
  if (OF_USERS.has(kind) && className !== USER) {
    return 'Only the _User class is allowed for the beforeLogin, afterLogin, and beforePasswordResetRequest triggers';
  }
  if (kind === 'afterLogout' && className !== SESSION) return 'Only the _Session class is allowed for the afterLogout trigger.';
  if (className === SESSION && kind !== 'afterLogout') return 'Only the afterLogout trigger is allowed for the _Session class.';
  if (className === FILE_CLASS) return OF_FILES.has(kind) ? undefined : 'Files have no such trigger.';
  if (className === CONFIG_CLASS) return OF_CONFIG.has(kind) ? undefined : 'The parameters of Config have no such trigger.';
  return isClassName(className) ? undefined : 'This is no name of a class.';
}
