import { request } from '../requests.ts';
import type { Step } from '../subject.ts';

export type Asking = Pick<Step, 'as' | 'session'>;

/** Everybody who may ask. Groups that use them sign `anna` and `bob` up before. */
export const CALLERS = {
  'no key': { as: 'nobody' },
  'the REST key': {},
  anna: { session: 'anna' },
  bob: { session: 'bob' },
  'the master key': { as: 'master' },
  'the read-only master key': { as: 'readOnlyMaster' },
  'the maintenance key': { as: 'maintenance' },
} as const satisfies Readonly<Record<string, Asking>>;

export type CallerName = keyof typeof CALLERS;

/** Those between whom most rules distinguish. */
export const MAIN_CALLERS = {
  'the REST key': CALLERS['the REST key'],
  anna: CALLERS.anna,
  bob: CALLERS.bob,
  'the master key': CALLERS['the master key'],
} as const satisfies Readonly<Record<string, Asking>>;

/** Signs a user of a group up: `name` is the name in steps, and with `Token` behind it that of their session token. */
export const signUp = (group: string, name: string, more: object = {}): Step =>
  request(`sign ${name} up`, 'POST', '/users', {
    body: { username: `${group}-${name}`, password: `password of ${name}`, ...more },
    save: name,
  });
