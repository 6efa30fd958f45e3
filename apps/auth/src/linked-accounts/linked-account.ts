/** An account at a service, proven to be the caller's, with the service's name in `authData`. */
export interface LinkedAccount {
  readonly provider: string;
  /** The service's word, not the client's: users are found by it. Undefined: it proves something beside another account, and finds nobody. */
  readonly id: string | undefined;
  /** The user's data of this service, as stored; undefined: nothing is stored, and all that is stays. */
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** Word of the service for the client. */
  readonly response?: unknown;
  /** A `where` that the user has to meet for `data` to be stored: the data that were checked are the ones that are there. */
  readonly condition?: Readonly<Record<string, unknown>> | undefined;
}
