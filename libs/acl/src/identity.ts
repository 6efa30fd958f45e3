/**
 * The caller, as the gateway resolved it. Services authorize by this alone; keys and tokens never travel further than the gateway.
 *
 * - `public`: a client key or no key; no session
 * - `user`: a session's user, with the names of all roles it has, inherited ones included, without the `role:` prefix
 * - `master`: reads and writes everything; `readOnlyMaster`: reads everything, writes nothing
 * - `maintenance`: a public caller who may also read and write internal fields and dates
 * - `platform`: a service of ours in its own name, never a client: the master key's rights, internal fields included
 */
export type Identity =
  | { readonly kind: 'public' }
  | UserIdentity
  | { readonly kind: 'master' }
  | { readonly kind: 'readOnlyMaster' }
  | { readonly kind: 'maintenance' }
  | { readonly kind: 'platform' };

/** A user through one of their sessions. */
export interface UserIdentity {
  readonly kind: 'user';
  readonly userId: string;
  readonly roles: readonly string[];
  /** Object id of the session; absent where none is, as in work of our own on a user's behalf. */
  readonly sessionId?: string | undefined;
  /** The session was made by another device for this one, and writes neither users nor sessions nor roles. */
  readonly restricted?: boolean | undefined;
}

export const PUBLIC: Identity = Object.freeze({ kind: 'public' });
export const MASTER: Identity = Object.freeze({ kind: 'master' });
export const READ_ONLY_MASTER: Identity = Object.freeze({ kind: 'readOnlyMaster' });
export const PLATFORM: Identity = Object.freeze({ kind: 'platform' });

/** True for callers that neither class permissions nor ACLs keep from reading. */
export function readsEverything({ kind }: Identity): boolean {
  return kind === 'master' || kind === 'platform' || kind === 'readOnlyMaster';
}

/** True for callers that neither class permissions nor ACLs keep from writing. */
export function writesEverything({ kind }: Identity): boolean {
  return kind === 'master' || kind === 'platform';
}

/** True for callers that see and use members that belong to the platform, such as `_hashed_password`. */
export function seesInternal({ kind }: Identity): boolean {
  return kind === 'maintenance' || kind === 'platform';
}

/**
 * True for callers that are shown credentials of every object: session tokens and the data of providers, by which one logs in. Users are shown
 * their own. The read-only master key is not among these: it would write with a token that it has read.
 */
export function seesCredentials({ kind }: Identity): boolean {
  return kind === 'master' || kind === 'platform';
}
