import type { RequestContext } from '@parlance/contracts';
import type { DeclaredOperation } from './handlers.ts';
import { throwable } from './run-handler.ts';

/** A streamed body that stays inside the process: its pieces as they are made, its errors as those that cross the bus. */
export function toldStream(
  body: AsyncIterable<Uint8Array>,
  operation: DeclaredOperation,
  context: RequestContext,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            return await source.next();
          } catch (error) {
            throw throwable(operation, context, error);
          }
        },
        async return() {
          await source.return?.();
          return { value: undefined, done: true };
        },
      };
    },
  };
}
