import type { Run } from '../../channel/messages.ts';
import type { Door } from '../door.ts';
import { logOf, type Log } from '../logging/log.ts';
import type { Registry } from '../registry/registry.ts';
import { SDK, type Json, type SdkObject } from '../sdk/sdk.ts';

/** Settings of the app that the runtime of its code needs. */
export interface RuntimeSettings {
  /** Pointers in parameters of functions become objects of the SDK. */
  readonly encodeParseObjectInCloudFunction?: boolean | undefined;
  /** Public address of the API, which code sees as `Parse.serverURL`. */
  readonly serverURL?: string | undefined;
}

/**
 * Tells the host that code of the app is about to be called, which may never give the process back: from here on the call is not made again
 * elsewhere. Called right before the code, so that calls that came together do not count as begun while the first of them runs.
 */
export type Begin = () => void;

/** The surroundings of a run inside the process. */
export interface Surroundings {
  readonly registry: Registry;
  readonly door: Door;
  readonly settings: RuntimeSettings;
}

/** Members of `request` that all handlers see. */
export interface CallerMembers {
  master: boolean;
  isReadOnly: boolean;
  user?: SdkObject;
  installationId?: string;
  log: Log;
  headers: Readonly<Record<string, string>>;
  ip: string;
}

export function callerMembers({ master, isReadOnly, user, installationId, headers, ip }: Run, door: Door): CallerMembers {
  return {
    master,
    isReadOnly,
    ...(user === undefined ? {} : { user: userObject(user) }),
    ...(installationId === undefined ? {} : { installationId }),
    log: logOf(door),
    headers,
    ip,
  };
}

/** @param json a `_User` with its session token */
function userObject(json: Json): SdkObject {
  return SDK.Object.fromJSON({ ...json });
}

/** The final bytes of a run: JSON unless its members say otherwise. */
export interface Outcome {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: Uint8Array;
}
