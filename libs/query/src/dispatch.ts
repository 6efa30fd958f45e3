import type { AskedCondition, Condition } from './ast.ts';

/**
 * The handlers of an executor, one for each kind of node: complete by type, so that a new kind fails to build until each executor handles
 * it. Executors of conditions that are ready leave `Node` as it is; those that also see parts asked of other objects say
 * `AskedCondition`. `Context` is all that the executor needs beside the node, such as the class schema or the object at hand.
 */
export type Handlers<Result, Context = void, Node extends AskedCondition = Condition> = {
  readonly [K in Node['kind']]: (node: Extract<Node, { readonly kind: K }>, context: Context) => Result;
};

export function dispatch<Result, Context, Node extends AskedCondition>(
  handlers: Handlers<Result, Context, Node>,
  node: Node,
  context: Context,
): Result {
  // The compiler does not see that handler and node belong to the same kind.
  const handler = handlers[node.kind as Node['kind']] as (node: Node, context: Context) => Result;
  return handler(node, context);
}
