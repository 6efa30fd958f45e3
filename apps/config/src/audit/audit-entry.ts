/** The author of a change: a caller with a privileged key, or the apps file. */
export type Actor = 'master' | 'appsFile';

export interface AuditChange {
  /** The thing that changed, such as `settings.maxLimit` or `keys.master`. */
  readonly name: string;
  /** Values before and after, in which a secret is `{"isSet": true}`; left out for secrets, keys and addresses of databases. Null: not set. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One change of the registry: collection `audit` of the control database. Entries are only ever added. */
export interface AuditEntry {
  readonly at: Date;
  readonly app: string;
  readonly action: 'settings-patched' | 'app-declared' | 'app-withdrawn';
  readonly who: Actor;
  /** The request's id, as in the logs, or the name of the apps file. */
  readonly from: string;
  readonly changes: readonly AuditChange[];
}
