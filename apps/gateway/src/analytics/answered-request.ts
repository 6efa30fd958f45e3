/** A request that has been answered, as far as it is counted. */
export interface AnsweredRequest {
  readonly app?: { readonly id: string };
  /** Below the mount, the same object for all requests of a route; absent where none was found. */
  readonly route?: { readonly path: string; readonly operation: string } | undefined;
  /** In the path, where the route has one there. */
  readonly className?: string | undefined;
  /** In capitals. */
  readonly method: string;
  readonly clientVersion?: string | undefined;
  readonly installationId?: string | undefined;
  /** Of the error that it was answered with. */
  readonly code?: number | undefined;
}
