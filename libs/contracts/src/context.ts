import type { Identity } from '@parlance/acl';

/**
 * The context that travels beside every request: in header fields on NATS, by reference inside one process.
 *
 * `deadline` is in epoch milliseconds. Hosts are expected to keep their clocks within a fraction of a second of each other, as
 * MongoDB and TLS expect it too. `requestId` appears in every log line of the request.
 */
export interface RequestContext {
  readonly app: AppId;
  readonly identity: Identity;
  readonly deadline: number;
  readonly requestId: string;
}

/** `^[A-Za-z0-9_-]{1,64}$`; checked at the gateway and in the apps file. */
export type AppId = string;
export const APP_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** For calls that no app's request caused, such as reading the registry. */
export const NO_APP: AppId = '';
