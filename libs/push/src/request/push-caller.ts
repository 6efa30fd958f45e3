import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';
import { OVERRIDES } from '../render/content.ts';

/**
 * Where a push comes from, as far as rights go: `cloud` is Cloud Code with the master key, `console` a session of the dashboard, `rest` the
 * REST key, `client` every other key, with a session or without.
 */
export type PushCaller = 'master' | 'readOnlyMaster' | 'cloud' | 'console' | 'rest' | 'client';

/** The settings of an app that decide about rights. */
export interface PushRights {
  readonly clientPushEnabled: boolean;
  readonly restPushEnabled: boolean;
}

/** `_PushStatus.source`. */
export type PushSource = 'rest' | 'webui' | 'cloud' | 'client';
const SOURCES: readonly unknown[] = ['rest', 'webui', 'cloud', 'client'] satisfies readonly PushSource[];

/**
 * @throws MasterKeyRequired (119) the read-only master key; PushMisconfigured (115) a key that may not push in this app, and a client's
 *   push that opens an address
 * Source: docs/contract/30-push-engine.md section 3.1.
 */
export function assertMayPush(caller: PushCaller, body: UnknownObject, rights: PushRights): void {
  if (caller === 'readOnlyMaster') {
    const inFull = "read-only masterKey isn't allowed to send push notifications.";
    throw new ParseError('MasterKeyRequired', 'Permission denied', { refusal: { inFull, because: inFull } });
  }
  if (caller === 'rest' && !rights.restPushEnabled) {
    throw new ParseError('PushMisconfigured', 'REST push is disabled: restPushEnabled of the app is off.');
  }
  if (caller !== 'client') return;
  if (!rights.clientPushEnabled) {
    throw new ParseError('PushMisconfigured', 'Client push is disabled: clientPushEnabled of the app is off.');
  }
  if (opensAddress(body)) throw new ParseError('PushMisconfigured', 'Client pushes may not use the "uri" option.');
}

/** True for a push that would make devices open an address, in whichever part of it: each platform has a name of its own for it. */
function opensAddress(body: UnknownObject): boolean {
  const { experiment, web, windows } = body;
  const variants = isObject(experiment) && Array.isArray(experiment['variants']) ? (experiment['variants'] as readonly unknown[]) : [];
  const parts = [body['data'], ...OVERRIDES.map((name) => body[name]), ...variants.map((variant) => isObject(variant) && variant['data'])];
  if (parts.some((part) => has(part, 'uri') || (isObject(part) && has(part['data'], 'uri')))) return true;
  return has(web, 'url') || has(windows, 'launch') || has(windows, 'xml');
}

function has(part: unknown, key: string): boolean {
  return isObject(part) && Object.hasOwn(part, key);
}

/** @param asked the body's own `source`, which holders of the master key may set */
export function sourceOf(caller: PushCaller, asked: unknown): PushSource {
  if (caller === 'client') return 'client';
  if (caller !== 'rest' && SOURCES.includes(asked)) return asked as PushSource;
  return caller === 'cloud' ? 'cloud' : caller === 'console' ? 'webui' : 'rest';
}
