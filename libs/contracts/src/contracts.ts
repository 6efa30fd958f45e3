import type { Operation, ReplyKind } from './operation.ts';

/** The module that declares the operations and events of one service, by the names of their constants. */
export type Contract = Readonly<Record<string, unknown>>;

/** An operation whose types are not known where it is handled. */
export type AnyOperation = Omit<Operation<unknown, unknown>, 'reply'> & { readonly reply: { readonly kind: ReplyKind } };

/** The operations that a contract declares, in no order. */
export function operationsOf(contract: Contract): readonly AnyOperation[] {
  return Object.values(contract).filter(isOperation);
}

function isOperation(exported: unknown): exported is AnyOperation {
  return typeof exported === 'object' && exported !== null && 'subject' in exported && 'request' in exported && 'reply' in exported;
}
