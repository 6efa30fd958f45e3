import type { TriggerKind } from '@parlance/contracts';
import { platformClass } from '@parlance/platform-classes';
import type { Json } from '../sdk/sdk.ts';
import { CONFIG_CLASS, FILE_CLASS } from './class-name.ts';

/** Words of the setting `rateLimit`, and `redisUrl`, which has no effect here: replicas share their counters anyway. */
const WORDS: ReadonlySet<string> = new Set([
  'requestPath',
  'requestTimeWindow',
  'requestCount',
  'requestMethods',
  'zone',
  'includeMasterKey',
  'includeInternalRequests',
  'errorResponseMessage',
  'redisUrl',
]);

/** A limit that a validator declares, with the requests that it is for. */
function limit(filled: Json, declared: unknown): Json {
  const { redisUrl: _shared, ...words } = { ...filled, ...(declared as Json) };
  for (const word of Object.keys(words)) if (!WORDS.has(word)) throw new Error(`Invalid rate limit option "${word}"`);
  return words;
}

const limitOf = (validator: unknown): unknown => (validator as { rateLimit?: unknown } | null | undefined)?.rateLimit;

/**
 * The rate limit of a function, in the words of the setting `rateLimit`; undefined when its validator declares none.
 *
 * @throws Error with the text of Parse Server for an unknown word
 */
export function limitOfFunction(name: string, validator: unknown): Json | undefined {
  const declared = limitOf(validator);
  return declared ? limit({ requestPath: `/functions/${name}` }, declared) : undefined;
}

const METHODS: Partial<Readonly<Record<TriggerKind, unknown>>> = {
  beforeSave: ['POST', 'PUT'],
  beforeDelete: 'DELETE',
  beforeFind: 'GET',
  beforeLogin: ['POST', 'GET'],
  beforePasswordResetRequest: 'POST',
};

/** The rate limit of a trigger: of the routes of its class, and the methods that run it. Triggers that run afterwards have none. */
export function limitOfTrigger(kind: TriggerKind, className: string, validator: unknown): Json | undefined {
  const declared = limitOf(validator);
  const requestMethods = METHODS[kind];
  if (!declared || requestMethods === undefined) return undefined;
  return limit({ requestPath: pathOf(kind, className), requestMethods }, declared);
}

function pathOf(kind: TriggerKind, className: string): string {
  if (kind === 'beforeLogin') return '/login';
  if (kind === 'beforePasswordResetRequest') return '/requestPasswordReset';
  if (className === CONFIG_CLASS) return '/config';
  if (className === FILE_CLASS) return '/files{/*id}';
  const word = platformClass(className)?.restWord;
  return word === undefined ? `/classes/${className}{/*id}` : `/${word}{/*id}`;
}
