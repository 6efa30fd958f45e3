import { CONFIG_CLASS, TRIGGER_KINDS, type data, type TriggerKind } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { PUSH_STATUS, SESSION, USER } from '@parlance/platform-classes';
import { FORBIDDEN_KEYS } from '@parlance/values';

const NAME_LENGTH_MAX = 512;
const URL_LENGTH_MAX = 2_048;
const INVALID = 'invalid hook declaration';

/** Triggers that one class alone has. */
const OF_ONE_CLASS: Readonly<Partial<Record<TriggerKind, string>>> = {
  beforeLogin: USER,
  afterLogin: USER,
  beforePasswordResetRequest: USER,
  afterLogout: SESSION,
};

/** The function or trigger that a declaration is for, before the rest of it is looked at. @throws WebhookFailed (143) where it does not say it */
export function declaredKey({ functionName, className, triggerName }: Readonly<Record<string, unknown>>): data.HookKey {
  if (isName(functionName)) return { functionName };
  if (isName(className) && isName(triggerName)) return { className, triggerName };
  throw new ParseError('WebhookFailed', INVALID);
}

/**
 * A webhook as somebody declares it, in Parse Server's words.
 *
 * @throws WebhookFailed (143) for an address that is none, a trigger that there is not, or one that its class does not have
 */
export function declaredHook(key: data.HookKey, url: unknown): data.Hook {
  if (!isAddress(url) || ('triggerName' in key && !isTrigger(key))) throw new ParseError('WebhookFailed', INVALID);
  return { ...key, url };
}

/** Whether anything calls a trigger of that kind and class. */
export function isTrigger({ className, triggerName }: { readonly className: string; readonly triggerName: string }): boolean {
  const kind = TRIGGER_KINDS.find((known) => known === triggerName);
  if (kind === undefined) return false;
  const only = OF_ONE_CLASS[kind];
  if (only !== undefined) return className === only;
  if (className === SESSION) return false;
  if (className === PUSH_STATUS) return kind === 'afterSave';
  return className !== CONFIG_CLASS || kind.endsWith('Save');
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= NAME_LENGTH_MAX && !value.includes('\0') && !FORBIDDEN_KEYS.has(value)
  );
}

/** Outbound refuses credentials in an address, and other schemes. */
function isAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > URL_LENGTH_MAX) return false;
  const url = URL.parse(value);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}
