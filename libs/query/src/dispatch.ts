import type { Condition, ConditionKind, ConditionOf } from './ast.ts';

/**
 * What an executor does with each kind of condition: complete by type, so that a new kind fails to build until each executor handles
 * it. `Context` is what the executor needs beside the node, such as the class schema or the object at hand.
 */
export type Handlers<Result, Context = void> = {
  readonly [K in ConditionKind]: (node: ConditionOf<K>, context: Context) => Result;
};

export function dispatch<Result, Context>(handlers: Handlers<Result, Context>, node: Condition, context: Context): Result {
  // The compiler does not see that handler and node belong to the same kind.
  const handler = handlers[node.kind] as (node: Condition, context: Context) => Result;
  return handler(node, context);
}
