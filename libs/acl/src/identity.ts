/**
 * Who asks, as the gateway resolved it. Services authorize by this alone; keys and tokens never travel further than the gateway.
 *
 * - `public`: a client key or no key; no session
 * - `user`: a session's user, with the names of all roles it has, inherited ones included, without the `role:` prefix
 * - `master`: reads and writes everything; `readOnlyMaster`: reads everything, writes nothing
 * - `maintenance`: a public caller who may also read and write internal fields and dates
 */
export type Identity =
  | { readonly kind: 'public' }
  | { readonly kind: 'user'; readonly userId: string; readonly roles: readonly string[] }
  | { readonly kind: 'master' }
  | { readonly kind: 'readOnlyMaster' }
  | { readonly kind: 'maintenance' };

export const PUBLIC: Identity = Object.freeze({ kind: 'public' });
export const MASTER: Identity = Object.freeze({ kind: 'master' });
