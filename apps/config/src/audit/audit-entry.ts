/** The author of a change: a caller with a privileged key, an administrator or a token, the apps file, the host of the app's code, or a time that came. */
export type Actor = 'master' | 'administrator' | 'token' | 'appsFile' | 'functions' | 'clock';

export interface AuditChange {
  /** The thing that changed, such as `settings.maxLimit` or `keys.master`. */
  readonly name: string;
  /** Values before and after, in which a secret is `{"isSet": true}`; left out for secrets, keys and addresses of databases. Null: not set. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** `before` is the very value, and can be written back. */
  readonly isWhole?: boolean;
}

/** Actions of the registry itself, whose entries are written with the change. */
export type RegistryAction =
  | 'settings-patched'
  | 'app-declared'
  | 'app-withdrawn'
  | 'code-recorded'
  | 'app-created'
  | 'app-changed'
  | 'app-deletion-begun'
  | 'app-deleted'
  | 'key-rotated'
  | 'key-revoked'
  | 'key-ended';

/**
 * - `done`, `failed`: the change was answered so
 * - `unknown`: it was begun, and nobody has told how it ended: it runs, or its process died within
 */
export type Outcome = 'done' | 'failed' | 'unknown';

/**
 * One change: collection `audit` of the control database. Entries are added, and never taken away but by their age; of one that was written
 * before its change, the outcome is told once.
 */
export interface AuditEntry {
  readonly at: Date;
  /** Empty for a change of the deployment. */
  readonly app: string;
  /** Of the registry, or the name of an operation: `schema.apply`, `data.change-class`. */
  readonly action: string;
  readonly who: Actor;
  /** The request's id, as in the logs, or the name of the apps file. */
  readonly from: string;
  /** The administrator or token. */
  readonly by?: { readonly id: string; readonly name: string };
  /** Of the client, where it is known. */
  readonly address?: string;
  /** One sentence, without secrets. */
  readonly text?: string;
  /** Absent where the entry was written with the change: done. */
  readonly outcome?: Outcome;
  /** Parse's number of the error that was answered. */
  readonly error?: number;
  readonly endedAt?: Date;
  /** The one object that changed, `<class>/<objectId>`. */
  readonly subject?: string;
  readonly changes: readonly AuditChange[];
}
