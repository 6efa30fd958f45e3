import type { AnyAdminOperation } from '@parlance/admin-operations';

export interface CallOptions {
  readonly requestId: string;
  readonly timeoutMs: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A way to a deployment: the operations of the table by their JSON. */
export interface AdminTransport {
  /** @throws RefusedError, UnreachableError */
  call(operation: AnyAdminOperation, request: object, options: CallOptions): Promise<unknown>;

  /** A row of replies without end. @throws the same */
  follow(operation: AnyAdminOperation, request: object, options: CallOptions): AsyncIterable<unknown>;

  close(): Promise<void>;
}
