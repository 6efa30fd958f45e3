/** A caller's words about themselves, as strings and unchecked. Absent and empty are the same. Never logged. */
export interface Credentials {
  readonly appId?: string;
  readonly clientKey?: string;
  readonly javascriptKey?: string;
  readonly restKey?: string;
  readonly dotNetKey?: string;
  readonly masterKey?: string;
  readonly maintenanceKey?: string;
  readonly sessionToken?: string;
  readonly installationId?: string;
  /** SDK and its version, such as `js8.6.2`; names nobody. */
  readonly clientVersion?: string;
}
